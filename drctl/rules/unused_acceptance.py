"""An acceptance covers nothing that is found.

The risk is gone, or the entry never matched: a wrong cause, another rule. What is left lies in
wait, and excuses the next risk of that kind without a word. On 1 August 2012 code that nothing had
used for nine years woke up at Knight Capital, when a flag was given a second meaning; it cost 460
million dollars in 45 minutes (<https://www.sec.gov/litigation/admin/2013/34-70694.pdf>).
This rule tells of what does nothing while that is known.

An acceptance of a rule that the policy turns off covers nothing either. One of this rule itself is
not looked at.

Bad:

```yaml
drctl: 1
teams: {analytics: {}}
services:
  reports: {owner: analytics}
accepted:
  - {rule: no-owner, object: reports, reason: New team in spring, owner: cto, until: 2027-03-31}
```

Good:

```yaml
drctl: 1
teams: {analytics: {}}
services:
  reports: {owner: analytics}
```

How to fix: remove the entry, or the comment (`drctl audit --fix` does). If it should have matched,
compare its `rule`, `object` and `cause` with those of the finding in `drctl audit --json`.

How to accept: add an entry under `accepted` with this rule, the same `object`, a reason, an owner
and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.rules._rule import Hit, Use, by_tier, name_of, object_place, said_of, together

CATEGORY: Category = "misconfiguration"
severity = by_tier(Severity.LOW, Severity.LOW, Severity.LOW)


def review(assessment: Assessment, uses: Sequence[Use]) -> Iterator[Hit]:
    """One hit per object, with all its acceptances that cover nothing."""
    own = name_of(__name__)
    idle = [use for use in uses if not use.covers and use.acceptance.rule != own]
    for address, here in together(idle):
        verb = "covers" if len(here) == 1 else "cover"
        told = " and ".join(said_of(use.acceptance) for use in here)
        yield Hit(
            message=f"at {address} {told} {verb} nothing",
            places=(
                *(use.place for use in here),
                object_place(assessment.model, address, "what it is about"),
            ),
            object=address,
            victims=((address.partition(".")[0], address.partition(".")[2]),),
            hint="remove it, or mend its rule, object or cause",
        )
