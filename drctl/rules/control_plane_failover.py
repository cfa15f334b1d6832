"""A failover needs a control plane that fails with what it stands in for.

To keep running takes less than to change: what runs needs no control plane, but a switch, a new
machine or a changed record does. On 20 October 2025 AWS us-east-1 lost DynamoDB's name, and with
it the control planes that rest on it: hardly a machine could be started there until half past ten
in the morning (<https://aws.amazon.com/message/101925/>). AWS itself advises to count on what runs
already (<https://aws.amazon.com/builders-library/static-stability-using-availability-zones/>).

This rule takes every single failure that takes the primary of a hard need and, with it, what the
switch to a fallback requires, so that no option is left: for an automatic switch whatever it
requires, for one by hand a control plane. A control plane is a domain of that kind, or what
something needs `at_start: only`. It also tells a fallback that carries on, the only one left, but
cannot start anything new, because what it needs `at_start: only` has failed too. The tools of
people are `recovery-tool-in-blast-radius`'s matter.

Bad:

```yaml
drctl: 1
domains:
  region-1: {kind: region}
  region-1-dns-api: {kind: control-plane, in: region-1}
services:
  primary: {in: region-1}
  standby: {}
  web:
    needs:
      database:
        use: primary
        fallbacks: [{use: standby, switch: automatic, after: 1m, requires: region-1-dns-api}]
```

Good:

```yaml
drctl: 1
domains:
  region-1: {kind: region}
  region-2: {kind: region}
  region-2-dns-api: {kind: control-plane, in: region-2}
services:
  primary: {in: region-1}
  standby: {}
  web:
    needs:
      database:
        use: primary
        fallbacks: [{use: standby, switch: automatic, after: 1m, requires: region-2-dns-api}]
```

How to fix: switch by something outside the failure's reach, best without any change (both serve
all the time, `any_of`); keep capacity that runs instead of starting it on the day.

How to accept: add an entry under `accepted` with this rule, the need (such as `web.database`) as
`object`, the cause, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from drctl.analysis.lost_tools import LostTool
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.model import Model
from drctl.rules._rule import Hit, by_tier, listed

CATEGORY: Category = "shared-fate"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per cause, with every need whose failover it takes along."""
    tools = [tool for tool in assessment.lost_tools if tool.control_plane]
    for cause, found in groupby(tools, key=lambda tool: tool.cause):
        yield _hit(assessment.model, cause, list(found))


def _hit(model: Model, cause: str, tools: Sequence[LostTool]) -> Hit:
    names = dict.fromkeys(name for tool in tools for name in tool.tools)
    lost = [name for name in names if name != cause]
    told = f"{cause} takes {listed(lost)} along, without which" if lost else f"without {cause}"
    return Hit(
        message=f"{told} {listed([_what(tool) for tool in tools])}",
        places=tuple(_places(model, cause, tools)),
        object=tools[0].address,
        victims=tuple(dict.fromkeys((tool.component, tool.need) for tool in tools)),
        cause=(cause,),
        hint=f"let the failover do without what rests on {cause}",
        narrow=lambda left: _hit(
            model, cause, [tool for tool in tools if (tool.component, tool.need) in left]
        ),
    )


def _what(tool: LostTool) -> str:
    if tool.what == "launch":
        return f"{tool.option}, all that is left of {tool.address}, can start nothing new"
    return f"{tool.address} is not switched to {tool.option}"


def _places(model: Model, cause: str, tools: Sequence[LostTool]) -> Iterator[Place]:
    for tool in tools:
        need = (*model.components[tool.component].path, "needs", tool.need)
        yield model.place(need, note=_what(tool))
        note = f"requires {listed(tool.tools)}"
        yield model.place(tool.path, "key" if tool.what == "launch" else "value", note)
    yield model.place(model.components[cause].path, note="what fails")
    for name in dict.fromkeys(name for tool in tools for name in tool.tools if name != cause):
        yield model.place(model.components[name].path, note="falls with it")
