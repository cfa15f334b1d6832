"""People have to switch, and nothing says how.

On 19 July 2024 a content update of CrowdStrike put 8.5 million Windows machines into a loop of
restarts. Each had to be mended by hand; nobody had that written down, and almost all were back
only ten days later
(<https://www.crowdstrike.com/falcon-content-update-remediation-and-guidance-hub/>).

This rule looks at the fallbacks of hard needs of services that wait for a person: each needs a
`procedure`. Its steps become part of the runbook, and their times part of the recovery time.

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
        fallbacks: [{use: replica, switch: manual, procedure: promote-replica}]
  primary: {}
  replica: {}
procedures:
  promote-replica:
    steps: [{do: Promote it, run: psql -h replica -c "select pg_promote()", irreversible: true}]
```

How to fix: write the steps under `procedures`, with the command of each, and name them in the
option's `procedure`.

How to accept: add an entry under `accepted` with this rule, the need (such as `web.database`) as
`object`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.model.requirement import Need, Option, said
from drctl.rules._rule import Hit, by_tier, listed, switched_by_hand

CATEGORY: Category = "readiness"
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.NOTE, without=Severity.NOTE)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per need, with all its switches by hand that no procedure tells."""
    for need, options in switched_by_hand(assessment):
        left = [option for option in options if option.procedure is None]
        if left:
            yield _hit(assessment.model, need, left)


def _hit(model: Model, need: Need, left: list[Option]) -> Hit:
    names = listed([said(option.requirement) for option in left])
    return Hit(
        message=f"{need.address} is switched to {names} by hand, and no procedure says how",
        places=(
            model.place(need.path, note="the need"),
            *(model.place(option.path, "value", "without a procedure") for option in left),
        ),
        object=need.address,
        victims=((need.component, need.slot),),
        hint="write the steps under procedures, and name them in the option's procedure",
    )
