"""A fallback was last seen to work too long ago.

What worked once is changed by every release, every upgrade and every key that runs out. On
31 January 2017 GitLab.com lost its primary database and six hours of data: the dumps that were
meant for such a day had worked with an older PostgreSQL, failed since the upgrade, and nobody had
tried one (<https://about.gitlab.com/blog/2017/02/10/postmortem-of-database-outage-of-january-31/>).

A service promises with `drill_every`, its own or its tier's, how often its fallbacks are
rehearsed. This rule finds the fallbacks of its hard needs whose last drill passed longer ago than
that. Which drills count is told by `drctl explain undrilled-fallback`, which is also the rule for
those never tried; one whose last drill failed is `failed-drill`'s. `drctl audit --today DATE`
shows what another day would bring.

`policy.rules.stale-drill.options` may hold `grace`, how long a drill may be overdue untold:
`{grace: 14d}`; by default not a day.

Bad:

```yaml
drctl: 1
policy: {tiers: {critical: {drill_every: 90d}}}
providers:
  deepseek-api: {}
  mistral-api: {}
services:
  chat-api:
    tier: critical
    needs: {llm: {use: deepseek-api, fallbacks: [mistral-api]}}
drills:
  - {need: chat-api.llm, option: mistral-api, date: 2026-03-02, result: passed, recovered_in: 42s}
```

Good:

```yaml
drctl: 1
policy: {tiers: {critical: {drill_every: 90d}}}
providers:
  deepseek-api: {}
  mistral-api: {}
services:
  chat-api:
    tier: critical
    needs: {llm: {use: deepseek-api, fallbacks: [mistral-api]}}
drills:
  - {need: chat-api.llm, option: mistral-api, date: 2026-03-02, result: passed, recovered_in: 42s}
  - {need: chat-api.llm, option: mistral-api, date: 2026-09-21, result: passed, recovered_in: 39s}
```

How to fix: rehearse it again and keep the record under `drills`, or promise a longer
`drill_every`.

How to accept: add an entry under `accepted` with this rule, the need (such as `chat-api.llm`) as
`object`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drctl.analysis.rehearsals import fallbacks
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.component import Component
from drctl.model.language.estate import Drill
from drctl.model.model import Model
from drctl.model.requirement import Need, Option, said
from drctl.model.times import duration
from drctl.rules._option import RuleOption, seconds
from drctl.rules._rule import Hit, by_tier, name_of, promise_place

CATEGORY: Category = "readiness"
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.NOTE, without=Severity.NOTE)
_GRACE: RuleOption[float] = RuleOption("grace", 0.0, "a duration such as 14d", seconds, duration)
OPTIONS = (_GRACE,)

_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class _Old:
    """A fallback, its last drill (at `index` in the model's list), and the days since then."""

    option: Option
    index: int
    drill: Drill
    days: int


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per need, with all its fallbacks whose last drill is too old."""
    grace = _GRACE.of(assessment.model, name_of(__name__))
    for service in assessment.model.of_kind("service"):
        every = service.promise.drill_every
        if every is None:
            continue
        for need in service.needs:
            old = [last for last in _last(assessment, need) if last.days * _DAY > every + grace]
            if old:
                yield _hit(assessment.model, service, need, every, old)


def _last(assessment: Assessment, need: Need) -> Iterator[_Old]:
    """The fallbacks whose last drill passed; none where no day is given."""
    if assessment.today is None:
        return
    for option in fallbacks(need):
        for last in assessment.rehearsals.get((need.address, option.path), ())[-1:]:
            if not last.failed:
                days = (assessment.today - last.drill.date).days
                yield _Old(option, last.index, last.drill, days)


def _hit(model: Model, service: Component, need: Need, every: float, old: Sequence[_Old]) -> Hit:
    told = "; ".join(_told(last, every) for last in old)
    places = [model.place(need.path, note="the need")]
    for last in old:
        name = said(last.option.requirement)
        places.append(model.place(last.option.path, "value", "not tried since"))
        note = f"the last drill of {name}"
        places.append(model.place(("drills", last.index, "date"), "value", note))
    places.append(promise_place(model, service, "drill_every", "how often a drill is due"))
    return Hit(
        message=f"{need.address} wants a drill every {duration(every)}: {told}",
        places=tuple(places),
        object=need.address,
        victims=((need.component, need.slot),),
        hint="rehearse it again, and record the drill under drills",
    )


def _told(old: _Old, every: float) -> str:
    over = int(old.days - every / _DAY)
    late = {0: "less than a day", 1: "a day"}.get(over, f"{over} days")
    name, date = said(old.option.requirement), old.drill.date.isoformat()
    return f"{name} passed its last drill on {date}, {late} too long ago"
