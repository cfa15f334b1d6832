"""What is needed to recover falls with what has to be recovered.

People need tools when something fails: a way in, an alert that reaches them, the page that says
what to do. On 4 October 2021 Meta's backbone went down and took along the tools that mend it, the
way in from outside, and by press accounts the doors of the buildings; about six hours passed
(<https://engineering.fb.com/2021/10/05/networking-traffic/outage-details/>). On 11 December 2024
OpenAI's engineers needed the API servers that were down to get in
(<https://status.openai.com/incidents/ctrsv3lwd797>).

This rule takes every single failure and asks what is wanted then: what a switch by hand and the
steps of its procedure require, what noticing the loss requires (`detect.requires`), what the
repair of the failed component itself requires (`failure.requires` and the steps of its
`failure.procedure`), and where the runbooks are read (`policy.hosted_on`). It tells what is lost
with the failure and has no other way round. That a service goes down for good by it may be told as
`single-point-of-failure` as well: there the way back is missing, here it cannot be walked.

Bad:

```yaml
drctl: 1
domains: {zone-a: {kind: zone}}
services:
  vpn: {in: zone-a}
  primary: {in: zone-a}
  replica: {}
  web:
    needs:
      database: {use: primary, fallbacks: [{use: replica, switch: manual, procedure: promote}]}
procedures:
  promote: {steps: [{do: Promote it, requires: vpn}]}
```

Good:

```yaml
drctl: 1
domains: {zone-a: {kind: zone}}
services:
  vpn: {in: zone-a}
  console: {}
  primary: {in: zone-a}
  replica: {}
  web:
    needs:
      database: {use: primary, fallbacks: [{use: replica, switch: manual, procedure: promote}]}
procedures:
  promote: {steps: [{do: Promote it, requires: {use: vpn, fallbacks: [console]}}]}
```

How to fix: have a second way that shares nothing with the first, try it, and write it as a
fallback of what is required; or move the tool out of the failure's reach.

How to accept: add an entry under `accepted` with this rule, the need (such as `web.database`), the
component to be repaired or the host of the runbooks as `object`, the cause, a reason, an owner and
a day until which it holds.
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
    """One hit per cause, with all that is wanted and lost with it."""
    tools = [tool for tool in assessment.lost_tools if not tool.control_plane]
    for cause, found in groupby(tools, key=lambda tool: tool.cause):
        yield _hit(assessment.model, cause, list(found))


def _hit(model: Model, cause: str, tools: Sequence[LostTool]) -> Hit:
    wanted = list(dict.fromkeys(name for tool in tools for name in tool.tools))
    cannot = list(dict.fromkeys(_what(tool) for tool in tools))
    told = ", ".join(cannot[:-1]) + (" or " if len(cannot) > 1 else "") + cannot[-1]
    return Hit(
        message=f"while {cause} is down nobody can {told}, for want of {listed(wanted)}",
        places=tuple(_places(model, cause, tools)),
        object=tools[0].address,
        victims=tuple(dict.fromkeys((tool.component, tool.need) for tool in tools)),
        cause=(cause,),
        hint=f"require another way beside it that does not rest on {cause}",
        narrow=lambda left: _hit(
            model, cause, [tool for tool in tools if (tool.component, tool.need) in left]
        ),
    )


def _what(tool: LostTool) -> str:
    match tool.what:
        case "notice":
            return f"notice the loss of {tool.address}"
        case "repair":
            return f"repair {tool.component}"
        case "read":
            return "read the runbooks"
        case _:
            return f"switch {tool.address} to {tool.option}"


def _places(model: Model, cause: str, tools: Sequence[LostTool]) -> Iterator[Place]:
    for tool in tools:
        path = model.components[tool.component].path
        where = (*path, "needs", tool.need) if tool.need else path
        yield model.place(where, note=f"nobody can {_what(tool)}")
        yield model.place(tool.path, "value", f"requires {listed(tool.tools)}")
    yield model.place(model.components[cause].path, note="what fails")
    for name in dict.fromkeys(name for tool in tools for name in tool.tools if name != cause):
        yield model.place(model.components[name].path, note="falls with it")
