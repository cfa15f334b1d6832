"""People have to switch, and nothing tells them.

A switch by hand begins when somebody notices. On 11 December 2024 caches hid from OpenAI for about
twenty minutes that its services no longer found one another; when it showed, all of them were gone
(<https://status.openai.com/incidents/ctrsv3lwd797>).

This rule looks at the hard needs of services that have a fallback by hand and no `detect`. Without
it the time to notice counts as nothing, and every recovery time is too short.

Bad:

```yaml
drctl: 1
services:
  web: {needs: {database: {use: primary, fallbacks: [{use: replica, switch: manual, after: 8m}]}}}
  primary: {}
  replica: {}
```

Good:

```yaml
drctl: 1
services:
  web:
    needs:
      database:
        use: primary
        fallbacks: [{use: replica, switch: manual, after: 8m}]
        detect: {alert: DatabaseDown, signal: no write succeeds for 60 s, within: 1m}
  primary: {}
  replica: {}
```

How to fix: say under `detect` by which alert or signal the loss is noticed, within which time, and
what that itself requires.

How to accept: add an entry under `accepted` with this rule, the need (such as `web.database`) as
`object`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.requirement import said
from drctl.rules._rule import Hit, by_tier, listed, switched_by_hand

CATEGORY: Category = "readiness"
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.NOTE, without=Severity.NOTE)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per need that people switch and that says nothing of how its loss is noticed."""
    model = assessment.model
    for need, options in switched_by_hand(assessment):
        if need.detect is not None:
            continue
        names = listed([said(option.requirement) for option in options])
        yield Hit(
            message=f"{need.address} waits for a switch to {names} by hand, and nothing says how "
            "its loss is noticed",
            places=(
                model.place(need.path, note="the need"),
                *(model.place(o.path, "value", "by hand") for o in options),
            ),
            object=need.address,
            victims=((need.component, need.slot),),
            hint="add detect with the alert or signal, and within which time",
        )
