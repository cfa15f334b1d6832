"""A caller gives up before what it calls has switched to a fallback.

Where the first choice hangs, the request waits for it, and then for the fallback. A caller that
has gone by then sees a failure although the fallback works; it asks again, and its second request
waits in the same line. On 20 September 2015 answers of DynamoDB's membership service in AWS
us-east-1 came to take longer than the storage servers waited for them; these took themselves out
of service and asked again, and kept the service too busy to answer anybody for hours
(<https://aws.amazon.com/message/5467D2/>).

A need's `timeout` is how long its component waits for one option; an option's own `timeout` counts
for that option. This rule adds the times of the primary and of the first automatic fallback, and
follows the callers up to the first that waits for less. It is silent where one of the times is not
written, and above a caller that switches by itself. A gateway that has noticed goes straight to
the fallback; until then, for the option's `after`, requests fare as told here.

`policy.rules.caller-timeout-too-short.options` may hold `spare`, what the way between the two may
take on top: `{spare: 500ms}`; by default nothing.

Bad:

```yaml
drctl: 1
providers:
  deepseek-api: {}
  openai-api: {}
services:
  chat-api: {needs: {llm: {use: llm-gateway, timeout: 25s}}}
  llm-gateway:
    needs:
      model:
        use: deepseek-api
        timeout: 20s
        fallbacks: [{use: openai-api, switch: automatic, timeout: 20s}]
```

Good:

```yaml
drctl: 1
providers:
  deepseek-api: {}
  openai-api: {}
services:
  chat-api: {needs: {llm: {use: llm-gateway, timeout: 30s}}}
  llm-gateway:
    needs:
      model:
        use: deepseek-api
        timeout: 10s
        fallbacks: [{use: openai-api, switch: automatic, timeout: 20s}]
```

How to fix: give the first choice less time, or let the caller wait for both. Nobody who waits in
front of a screen will do the second for long.

How to accept: add an entry under `accepted` with this rule, the caller's need (such as
`chat-api.llm`) as `object`, the service that switches as `cause`, a reason, an owner and a day
until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.patience import Impatient, impatient
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.model import Model
from drctl.model.requirement import said
from drctl.model.times import duration
from drctl.rules._option import RuleOption, seconds
from drctl.rules._rule import Hit, by_tier, few, listed, name_of

CATEGORY: Category = "latency"
_SPARE: RuleOption[float] = RuleOption("spare", 0.0, "a duration such as 500ms", seconds, duration)
OPTIONS = (_SPARE,)
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per component that switches, with every need that does not wait for it."""
    found: dict[str, list[Impatient]] = {}
    for each in impatient(assessment.model, _SPARE.of(assessment.model, name_of(__name__))):
        found.setdefault(each.switching.need.component, []).append(each)
    for cause, callers in sorted(found.items()):
        yield _hit(assessment.model, cause, sorted(callers, key=_worst))


def _worst(found: Impatient) -> tuple[float, str]:
    return (found.waits - found.switching.takes, found.need.address)


def _hit(model: Model, cause: str, found: Sequence[Impatient]) -> Hit:
    first, others = found[0], list(dict.fromkeys(x.need.address for x in found[1:]))
    others = [address for address in others if address != first.need.address]
    also = f"; so {'does' if len(others) == 1 else 'do'} {few(others)}" if others else ""
    places = [model.place(first.need.path, note="the caller")]
    for each in found:
        note = f"{each.need.address} waits {duration(each.waits)}"
        places.append(model.place((*each.need.path, "timeout"), "value", note))
        places += [model.place(need.path, note="on the way") for need in each.chain[:-1]]
        places += _times(model, each)
    return Hit(
        message=f"{_told(first)}{also}",
        places=tuple(dict.fromkeys(places)),
        object=first.need.address,
        victims=tuple(dict.fromkeys((x.need.component, x.need.slot) for x in found)),
        cause=(cause,),
        hint=f"give {_primary(first)} less time, or let {first.need.address} wait for both",
        narrow=lambda left: _hit(
            model, cause, [x for x in found if (x.need.component, x.need.slot) in left]
        ),
    )


def _told(found: Impatient) -> str:
    switching, chain = found.switching, found.chain
    through = f"through {listed([n.address for n in chain[:-1]])}, " if len(chain) > 1 else ""
    late = "before" if found.waits <= switching.primary else "while"
    asked = "is asked" if late == "before" else "may still be at work"
    return (
        f"{found.need.address} gives up after {duration(found.waits)}, {late} "
        f"{said(switching.option.requirement)} {asked}: {through}{switching.need.address} waits "
        f"{duration(switching.primary)} for {_primary(found)}, then up to "
        f"{duration(switching.fallback)} more"
    )


def _primary(found: Impatient) -> str:
    choice = found.switching.need.requirement
    return said(choice.options[0].requirement)  # type: ignore[union-attr]


def _times(model: Model, found: Impatient) -> Iterator[Place]:
    need, option = found.switching.need, found.switching.option
    first = f"waits {duration(found.switching.primary)} for {_primary(found)}"
    then = f"then {duration(found.switching.fallback)} for {said(option.requirement)}"
    own = option.path if option.timeout is None else (*option.path, "timeout")
    yield model.place(need.path, note=first)
    yield model.place(own, "value", then)
