"""A fallback has never been seen to work.

A fallback that nobody has tried is a hope. On 26 December 2024 the power failed in one data
centre of a cloud provider and took many of OpenAI's APIs down for hours: copies stood elsewhere,
but moving to them needed the provider's people to act by hand
(<https://status.openai.com/incidents/6bwlxnvdncnm>).

A fallback counts as tried when a drill of its need and option passed, or a drill of a scenario
or runbook in which it is what serves. A drill of a need that names no option counts for all its
fallbacks. Drills that failed or were broken off are named, and do not count.

Bad:

```yaml
drctl: 1
providers:
  deepseek-api: {}
  mistral-api: {}
services:
  chat-api: {needs: {llm: {use: deepseek-api, fallbacks: [mistral-api]}}}
```

Good:

```yaml
drctl: 1
providers:
  deepseek-api: {}
  mistral-api: {}
services:
  chat-api: {needs: {llm: {use: deepseek-api, fallbacks: [mistral-api]}}}
drills:
  - {need: chat-api.llm, option: mistral-api, date: 2026-10-02, result: passed, recovered_in: 42s}
```

How to fix: rehearse it on a quiet day, and keep the record under `drills`.

How to accept: add an entry under `accepted` with this rule, the need (such as `chat-api.llm`) as
`object`, a reason, an owner and a day until which it holds.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from drctl.analysis.explanation import saved_needs
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.language.estate import Drill
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Option, said, targets
from drctl.rules._rule import Hit, by_tier, listed

CATEGORY: Category = "readiness"
_severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.NOTE)

Way = tuple[str, tuple[str | int, ...]]
"""A need's address and the path of one of its options."""


def severity(assessment: Assessment, component: str) -> Severity:
    """By tier; a note where nothing is promised."""
    tier = assessment.model.components[component].tier
    return Severity.NOTE if tier is None else _severity(assessment, component)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per hard need of a service, with all its fallbacks that no drill has proven."""
    model = assessment.model
    proven = _proven(assessment)
    passed: dict[str, list[Drill]] = defaultdict(list)
    for drill in model.drills:
        if drill.result == "passed" and drill.need:
            passed[drill.need].append(drill)
    for service in model.of_kind("service"):
        for need in service.needs:
            choice = need.requirement
            if not need.hard or not isinstance(choice, Choice):
                continue
            left = [
                option
                for option in choice.fallbacks
                if (need.address, option.path) not in proven
                and not any(_about(drill, need, option) for drill in passed[need.address])
            ]
            if left:
                yield _hit(model, need, left)


def _about(drill: Drill, need: Need, option: Option) -> bool:
    """Whether a drill is one of this need, on this option or on none in particular."""
    if drill.need != need.address:
        return False
    return drill.option is None or drill.option in {r.name for r in targets(option.requirement)}


def _proven(assessment: Assessment) -> set[Way]:
    """The ways that served in a scenario or failure whose drill passed."""
    passed = [drill for drill in assessment.model.drills if drill.result == "passed"]
    ways: set[Way] = set()
    for name in {drill.scenario for drill in passed if drill.scenario}:
        ways |= _serving(assessment, assessment.scenarios[name].states.after)
    for runbook in {drill.runbook for drill in passed if drill.runbook}:
        failed = runbook.partition("-")[2]
        if failed in assessment.model.components and failed in assessment.failure_states:
            ways |= _serving(assessment, assessment.failure_states[failed].after)
    return ways


def _serving(assessment: Assessment, after: Mapping[str, str]) -> set[Way]:
    down = {name for name, state in after.items() if state == "down"}
    return {(s.address, s.by.path) for s in saved_needs(assessment.model, down)}


def _hit(model: Model, need: Need, left: list[Option]) -> Hit:
    names = [said(option.requirement) for option in left]
    one = len(left) == 1
    told = f"{listed(names)}, {'a fallback' if one else 'fallbacks'} of {need.address}, "
    places = [model.place(option.path, "value", "never proven") for option in left]
    return Hit(
        message=f"{told}{'has' if one else 'have'} never passed a drill",
        places=(model.place(need.path, note="the need"), *places, *_failed(model, need, left)),
        object=need.address,
        victims=((need.component, need.slot),),
        hint="rehearse it on a quiet day, and record the drill under drills",
    )


def _failed(model: Model, need: Need, left: list[Option]) -> Iterator[Place]:
    for index, drill in enumerate(model.drills):
        if any(_about(drill, need, option) for option in left):
            note = f"the drill of {drill.date.isoformat()}: {drill.result}"
            yield model.place(("drills", index, "result"), "value", note)
