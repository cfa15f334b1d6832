"""Components can start only after one another.

What runs may well need one another: each keeps the other up. But when one of them stops, it waits
for the other to be up, which waits for it, and nobody can start either. On 4 October 2021 Meta's
data centres lost the backbone; the name servers withdrew themselves because they saw no data
centre, and without names the tools that mend the backbone did not start: it took people who drove
there, about six hours
(<https://engineering.fb.com/2021/10/05/networking-traffic/outage-details/>).

This rule looks for such circles. A need counts at the start unless it says `at_start: false`. A
circle that rests on a need that does not say so is milder: perhaps one of them does start without
the other. Some circles close only when all of them are down at once, as after the loss of a whole
region.

Bad:

```yaml
drctl: 1
services:
  names: {needs: {hosts: {use: machines, at_start: true}}}
  machines: {needs: {names: {use: names, at_start: true}}}
```

Good:

```yaml
drctl: 1
services:
  names: {needs: {hosts: {use: machines, at_start: false}}}
  machines: {needs: {names: {use: names, at_start: true}}}
```

How to fix: let one of them start without the other, from a file, a cache or a fixed address, and
say `at_start: false`; or give that need a fallback that is there at the start.

How to accept: add an entry under `accepted` with this rule, each need of the circle (such as
`names.hosts`) as `object`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator

from drctl.analysis.bootstrap import Circle, Link
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.rules._rule import Hit, by_tier, listed

CATEGORY: Category = "shared-fate"
_certain = by_tier(Severity.HIGH, Severity.HIGH, Severity.MEDIUM)
_perhaps = by_tier(Severity.MEDIUM, Severity.LOW, Severity.LOW)


def severity(assessment: Assessment, component: str) -> Severity:
    """By tier; milder where the circle rests on something that is not written."""
    certain = any(c.certain and component in c.members for c in assessment.circles)
    return (_certain if certain else _perhaps)(assessment, component)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per circle, with the needs on it as victims."""
    for circle in assessment.circles:
        yield _hit(assessment.model, circle)


def _hit(model: Model, circle: Circle) -> Hit:
    links = circle.links
    beside = sorted({*circle.members} - {link.component for link in links})
    places = [
        model.place(link.path, note=f"{link.component} waits for {link.on}") for link in links
    ]
    places += [model.place(model.components[n].path, note="waits for them too") for n in beside]
    return Hit(
        message=_told(circle, beside),
        places=tuple(places),
        object=_address(links[0]),
        victims=tuple((link.component, link.need) for link in links),
        hint=_hint(circle),
    )


def _told(circle: Circle, beside: list[str]) -> str:
    if not circle.alone and beside:
        return f"once {listed(circle.members)} are all down, each can start only after another"
    pairs = [f"{link.component} can start only after {link.on}" for link in circle.links]
    told = listed([pairs[0], *(pair.replace(" can start", "") for pair in pairs[1:])])
    return told if circle.alone else f"once all are down, {told}"


def _hint(circle: Circle) -> str:
    open_ones = [_address(link) for link in circle.links if not link.written]
    if open_ones:
        where = listed(open_ones) if len(open_ones) == 1 else f"one of {listed(open_ones)}"
        return f"which of them starts without the other? say at_start: false at {where}"
    return "let one of them start without the other, or with something that is there by then"


def _address(link: Link) -> str:
    return f"{link.component}.{link.need}"
