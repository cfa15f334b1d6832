"""A fallback has never been seen to work.

A fallback that nobody has tried is a hope. On 26 December 2024 the power failed in one data
centre of a cloud provider and took many of OpenAI's APIs down for hours: copies stood elsewhere,
but moving to them needed the provider's people to act by hand
(<https://status.openai.com/incidents/6bwlxnvdncnm>).

This rule finds the fallbacks of hard needs that nobody has tried. One counts as tried when a drill
of its need and option passed, or a drill of a scenario or runbook in which it is what serves. A
drill of a need that names no option counts for all its fallbacks. One that was broken off shows
nothing. A fallback that was tried and did not work is `failed-drill`'s, one that was tried too
long ago `stale-drill`'s.

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

from collections.abc import Iterator, Sequence
from functools import partial

from drctl.analysis.rehearsals import fallbacks, tried
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.model.requirement import Need, Option, said
from drctl.rules._rule import Hit, by_tier, listed, name_of

_NAME = name_of(__name__)
CATEGORY: Category = "readiness"
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.NOTE, without=Severity.NOTE)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per hard need of a service, with all its fallbacks that no drill was on."""
    broken_off: dict[str, list[int]] = {}
    for index, drill in enumerate(assessment.model.drills):
        if drill.result == "aborted" and drill.need is not None:
            broken_off.setdefault(drill.need, []).append(index)
    for component, need in assessment.backed:
        options = fallbacks(need) if component.kind == "service" else ()
        left = [o for o in options if (need.address, o.path) not in assessment.rehearsals]
        drills = broken_off.get(need.address, ())
        work = partial(_hit, assessment.model, need, left, drills)
        if drills and left:
            yield work()
        elif left:
            about = (need.address, *(option.path for option in left))
            yield assessment.placed(_NAME, about, (component.name,), work)


def _hit(model: Model, need: Need, left: Sequence[Option], broken_off: Sequence[int]) -> Hit:
    names = [said(option.requirement) for option in left]
    one = len(left) == 1
    told = f"{listed(names)}, {'a fallback' if one else 'fallbacks'} of {need.address}, "
    places = [model.place(option.path, "value", "never proven") for option in left]
    for index in broken_off:
        drill = model.drills[index]
        if any(option in left for option in tried(need, drill)):
            note = f"the drill of {drill.date.isoformat()} was broken off"
            places.append(model.place(("drills", index, "result"), "value", note))
    return Hit(
        message=f"{told}{'has' if one else 'have'} never passed a drill",
        places=(model.place(need.path, note="the need"), *places),
        object=need.address,
        victims=((need.component, need.slot),),
        hint="rehearse it on a quiet day, and record the drill under drills",
    )
