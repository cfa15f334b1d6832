"""The day until which a risk was accepted is over.

An expiry helps only when somebody hears of it. On 6 December 2018 a certificate inside Ericsson's
software reached its last day unnoticed, and customers of O2 in Britain and of SoftBank in Japan
had no mobile data for hours
(<https://www.zdnet.com/article/ericsson-expired-certificate-caused-o2-and-softbank-outages/>).
So an acceptance that runs out is told twice: what it covered counts again, at its own severity,
and this rule says why it is back. On its last day it still holds.

Before that day the audit tells of it in its last lines. `policy.rules.expired-acceptance.options`
may hold `warn`, how long before: `{warn: 30d}`; without it, 14 days.

Bad:

```yaml
drctl: 1
services:
  reports: {}
accepted:
  - {rule: no-owner, object: reports, reason: New team in spring, owner: cto, until: 2026-03-31}
```

Good:

```yaml
drctl: 1
teams: {analytics: {}}
services:
  reports: {owner: analytics}
```

How to fix: mend the risk and remove the acceptance; or decide anew, and write a later day and why.

How to accept: give the acceptance itself a later day.
"""

from collections.abc import Iterator, Sequence

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.times import duration
from drctl.rules._option import RuleOption, seconds
from drctl.rules._rule import Hit, Use, by_tier, object_place, said_of, together

CATEGORY: Category = "readiness"
severity = by_tier(Severity.MEDIUM, Severity.MEDIUM, Severity.LOW)
WARN: RuleOption[float] = RuleOption(
    "warn", 14 * 86400.0, "a duration such as 14d", seconds, shown=duration
)
OPTIONS = (WARN,)


def review(assessment: Assessment, uses: Sequence[Use]) -> Iterator[Hit]:
    """One hit per object, with all its acceptances that ended and would cover something."""
    today = assessment.today
    ended = [u for u in uses if u.covers and today is not None and u.acceptance.until < today]
    for address, here in together(ended):
        told = [
            f"{said_of(use.acceptance)} ended on {use.acceptance.until.isoformat()}"
            for use in here
        ]
        yield Hit(
            message=f"at {address} {'; '.join(told)}",
            places=(
                *(use.place for use in here),
                object_place(assessment.model, address, "what it covered"),
            ),
            object=address,
            victims=((address.partition(".")[0], address.partition(".")[2]),),
            hint="mend what it covered, or decide anew until when it may stay",
        )
