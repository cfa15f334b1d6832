"""One failure alone takes down a service that promises to survive it.

A service whose tier (or own key) says `survives: 1` or more should stay up, perhaps degraded,
whatever single component fails. This rule finds every component whose failure alone takes such
a service down for good: no automatic or manual fallback is left. A service's own failure is
left to `single-instance`.

On 20 October 2025 one DNS record of DynamoDB in AWS us-east-1 was emptied by its own automation;
EC2 launches, load balancers and everything that needed them followed, for more than 14 hours
(<https://aws.amazon.com/message/101925/>).

Bad:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 1}}}
providers: {deepseek-api: {}}
services:
  chat-api:
    tier: critical
    replicas: 2
    needs: {llm: deepseek-api}
```

Good:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 1}}}
providers: {deepseek-api: {}, openai-api: {}}
services:
  chat-api:
    tier: critical
    replicas: 2
    needs: {llm: {use: deepseek-api, fallbacks: [{use: openai-api, switch: automatic}]}}
```

How to fix: give the need a fallback that does not rest on the cause, spread the placement with
`any_of`, or make the need `optional` when the service can do without.

How to accept: add an entry under `accepted` with this rule, the service as `object`, the cause,
a reason, an owner and a day until which it holds.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from drctl.analysis.falls import Step
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.requirement import refs
from drctl.rules._rule import Hit, by_tier, few, name_of

_NAME = name_of(__name__)
CATEGORY: Category = "spof"
severity = by_tier(Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per cause, with every promised service that it takes down."""
    hit: dict[str, list[str]] = {}
    for service in assessment.promised:
        for cause in assessment.promised_points[service]:
            hit.setdefault(cause, []).append(service)
    for cause, services in sorted(hit.items()):
        names = (cause, *services)
        yield assessment.placed(_NAME, cause, names, partial(_hit, assessment, cause, services))


def _reasons(count: int) -> str:
    return "1 reason" if count == 1 else f"{count} reasons"


def _hit(assessment: Assessment, cause: str, services: list[str]) -> Hit:
    ranked = sorted(services, key=lambda s: (-severity(assessment, s), s))
    reasons = {s: _reason(assessment, cause, s) for s in ranked}
    step = _telling(list(reasons.values()))
    others = {r.address: r for r in reasons.values() if r.address != step.address}
    more = "" if not others else f", and {_reasons(len(others))} more, in the notes"
    return Hit(
        message=f"{cause} takes {few(ranked)} down: {_clause(assessment, step, cause)}{more}",
        places=(*_places(assessment, step, cause), *_notes(assessment, reasons, others, cause)),
        object=step.address,
        victims=tuple((s, "") for s in ranked),
        cause=(cause,),
        hint=_hint(step, cause),
        narrow=lambda left: _hit(assessment, cause, [service for service, _ in left]),
    )


def _reason(assessment: Assessment, cause: str, service: str) -> Step:
    def work() -> Step:
        return _turning(assessment, assessment.fall((cause,), service))

    return assessment.told("turning step", f"{service} {cause}", service, work)


def _notes(
    assessment: Assessment, reasons: dict[str, Step], others: dict[str, Step], cause: str
) -> Iterator[Place]:
    """Why those victims fall whom the sentence does not explain."""
    victims: dict[str, list[str]] = {address: [] for address in others}
    for service, reason in reasons.items():
        if reason.address in victims:
            victims[reason.address].append(service)
    for address, step in others.items():
        work = partial(_note, assessment, step, cause, victims[address])
        names = (cause, *victims[address])
        yield assessment.placed("why they fall", (cause, address), names, work)


def _note(assessment: Assessment, step: Step, cause: str, names: Sequence[str]) -> Place:
    note = f"{few(names)}: {_clause(assessment, step, cause)}"
    return assessment.model.place(step.path, note=note)


def _telling(steps: list[Step]) -> Step:
    """The step that tells most: one without options left, if it hits most; else the commonest."""
    shared = Counter(step.address for step in steps)
    most = max(shared.values())

    def rank(step: Step) -> tuple[bool, int]:
        count = shared[step.address]
        return len(step.losses) > 1 and 2 * count > most, count

    # Of several that rank alike the first.
    return max(steps, key=rank)


def _turning(assessment: Assessment, steps: tuple[Step, ...]) -> Step:
    """The step at which something could be changed: the last need that has fallbacks or could."""
    kinds = {s.component: assessment.model.components[s.component].kind for s in steps}
    chain = [s for s in steps if s.need and kinds[s.component] != "domain"]
    ours = [s for s in chain if kinds[s.component] == "service"] or chain
    with_options = [s for s in ours if len(s.losses) > 1]
    if with_options:
        return with_options[-1]
    return ([s for s in ours if s.need != "in"] or ours or list(steps))[0]


def _clause(assessment: Assessment, step: Step, cause: str) -> str:
    if step.need == "in" and len(step.losses) > 1:
        return f"no place that {step.component} may run in survives it"
    if step.need == "in":
        where = " and ".join(step.because)
        return f"{step.component} lies in {where if where != cause else 'it'} and nowhere else"
    if len(step.losses) > 1:
        if step.gate.endswith("needed"):
            return f"too few members of {step.address} survive it ({step.gate})"
        return f"no option of {step.address} survives it"
    because = " and ".join(step.because)
    used = "it" if because == cause else because
    # A slot is often named as what it uses: "web.redis needs redis" says it twice.
    who = step.component if (step.need,) == step.because else step.address
    return f"{who} needs {used} and has no fallback"


def _places(assessment: Assessment, step: Step, cause: str) -> tuple[Place, ...]:
    model = assessment.model
    told = "the placement" if step.need == "in" else "the need that nothing else meets"
    places = [model.place(step.path, note=told)]
    places.append(model.place(model.components[cause].path, note="what fails"))
    for loss in step.losses:
        name = next((r.name for r in refs(loss.option.requirement)), "")
        if name and name != cause and len(step.losses) > 1:
            note = loss.text if loss.culprit == cause else f"{loss.text}, with {cause}"
            places.append(model.place(loss.option.requirement.path, "value", note))
    return tuple(places)


def _hint(step: Step, cause: str) -> str:
    if step.need == "in":
        if len(step.losses) > 1:
            return f"add a place to {step.address} that does not rest on {cause}"
        return "spread it with in: {any_of: […]}, or give those that need it a fallback elsewhere"
    if len(step.losses) > 1:
        return "add an option that does not rest on the cause"
    return f"add fallbacks to {step.address}, or make it optional"
