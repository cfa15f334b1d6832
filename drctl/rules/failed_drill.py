"""The last drill of a fallback, scenario or runbook failed, or took too long.

A fallback that failed when everybody was awake and prepared will not do better at night. On
2 November 2023 a data centre of Cloudflare lost power, and its control plane, meant to survive
that, stayed away for most of two days. Five months of work ended with a test of the failover that
passed; when power failed at the same place on 26 March 2024, far less was lost
(<https://blog.cloudflare.com/major-data-center-power-failure-again-cloudflare-code-orange-tested>).

What this rule reads is the last drill of each fallback of a hard need, of each scenario and of
each runbook; one that was broken off shows nothing and is passed over. A drill that passed counts
as failed when its `recovered_in` is longer than the RTO of the service whose need it was, or of
the component of the runbook. A scenario's has the longest `within` that it expects, or else the
longest RTO among those of whom it expects something. A later drill that passes ends the finding.

Bad:

```yaml
drctl: 1
providers:
  deepseek-api: {}
  mistral-api: {}
services:
  chat-api: {needs: {llm: {use: deepseek-api, fallbacks: [mistral-api]}}}
drills:
  - {need: chat-api.llm, option: mistral-api, date: 2026-09-21, result: failed}
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
  - {need: chat-api.llm, option: mistral-api, date: 2026-09-21, result: failed}
  - {need: chat-api.llm, option: mistral-api, date: 2026-09-28, result: passed, recovered_in: 42s}
```

How to fix: find out why, mend it, rehearse it again and keep that record under `drills` too. Where
it works but takes too long, make the switch quicker or promise a longer RTO.

How to accept: add an entry under `accepted` with this rule, the need (such as `chat-api.llm`) or
the service of the scenario or runbook as `object`, the fallback or what failed as `cause`, a
reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drctl.analysis.rehearsals import Rehearsal, fallbacks, in_order, promised_by, rehearsed
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.model import Model
from drctl.model.requirement import Need, Option, said, targets
from drctl.model.times import duration
from drctl.rules._rule import Hit, by_tier, few

CATEGORY: Category = "readiness"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW, without=Severity.NOTE)


@dataclass(frozen=True, slots=True)
class _Way:
    """A fallback of a need whose last drill failed."""

    need: Need
    option: Option
    last: Rehearsal


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per fallback, with every need of which it failed; one per scenario and runbook."""
    found: dict[tuple[str, ...], list[_Way]] = {}
    for component, need in assessment.backed:
        for option in fallbacks(need) if component.kind == "service" else ():
            last = assessment.rehearsals.get((need.address, option.path), ())[-1:]
            if last and last[0].failed and last[0].drill.need is not None:
                names = tuple(sorted({ref.name for ref in targets(option.requirement)}))
                found.setdefault(names, []).append(_Way(need, option, last[0]))
    for cause, ways in sorted(found.items()):
        yield _of_fallback(assessment.model, cause, ways)
    for page in _pages(assessment.model):
        yield _of_page(assessment.model, page)


def _of_fallback(model: Model, cause: tuple[str, ...], ways: Sequence[_Way]) -> Hit:
    names = few([way.need.address for way in ways])
    places = [model.place(way.need.path, note="the need") for way in ways]
    places += [model.place(way.option.path, "value", "the fallback") for way in ways]
    places += [_place(model, way.last) for way in ways]
    told = list(dict.fromkeys(_told(way.last) for way in ways))
    name = said(ways[0].option.requirement)
    if len(told) == 1:
        message = f"the last drill of {name}, a fallback of {names}, {told[0]}"
    else:
        message = f"the last drills of {name}, a fallback of {names}, failed or took too long"
    return Hit(
        message=message,
        places=tuple(places),
        object=ways[0].need.address,
        victims=tuple(dict.fromkeys((w.need.component, w.need.slot) for w in ways)),
        cause=cause,
        hint=_hint(ways[0].last),
        narrow=lambda left: _of_fallback(
            model, cause, [w for w in ways if (w.need.component, w.need.slot) in left]
        ),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """A scenario or runbook whose last drill failed: what fails in it, and who is hit."""

    last: Rehearsal
    cause: tuple[str, ...]
    hit: tuple[str, ...]


def _pages(model: Model) -> Iterator[_Page]:
    """The last drills of scenarios and runbooks; of several with one cause the last of all."""
    pages: dict[tuple[str, ...], _Page] = {}
    for index, drill in in_order(model):
        cause = None if drill.need else rehearsed(model, drill)
        if cause is not None:
            beside = [address.partition(".")[0] for address in (*cause.corrupts, *cause.surge)]
            names = tuple(sorted(set(cause.fails or beside)))
            scenario = model.scenarios.get(cause.name) if cause.kind == "scenario" else None
            hit = tuple(sorted(scenario.expect)) if scenario else ()
            last = Rehearsal(index, drill, promised_by(model, drill))
            pages[names] = _Page(last, names, hit or names)
    return (page for _, page in sorted(pages.items()) if page.last.failed)


def _of_page(model: Model, page: _Page) -> Hit:
    drill = page.last.drill
    what = f"scenario {drill.scenario}" if drill.scenario else f"runbook {drill.runbook}"
    places = [model.place(model.components[name].path, note="who is hit") for name in page.hit]
    places.append(_place(model, page.last))
    places += [model.place(model.components[name].path, note="what fails") for name in page.cause]
    if drill.scenario:
        places.append(model.place(("scenarios", drill.scenario), note="the scenario"))
    return Hit(
        message=f"the last drill of the {what} {_told(page.last)}",
        places=tuple(places),
        object=page.hit[0],
        victims=tuple((name, "") for name in page.hit),
        cause=page.cause,
        hint=_hint(page.last),
    )


def _place(model: Model, last: Rehearsal) -> Place:
    key = "recovered_in" if last.late else "result"
    note = f"the drill of {last.drill.date.isoformat()}"
    return model.place(("drills", last.index, key), "value", note)


def _told(last: Rehearsal) -> str:
    day = last.drill.date.isoformat()
    if not last.late:
        return f"failed on {day}"
    took, promised = duration(last.drill.recovered_in), duration(last.promised)
    return f"took {took} on {day}, and {promised} is promised"


def _hint(last: Rehearsal) -> str:
    if last.late:
        return "make the switch quicker, or promise a longer time"
    return "find out why, mend it, and rehearse it again"
