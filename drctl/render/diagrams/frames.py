"""Which failure domain frames what in a picture: each component stands in one frame at most."""

from collections import Counter
from dataclasses import dataclass

from drctl.model.language.component import Domain
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Ref, Requirement, targets

MOST_NOTES = 6
"""A domain with more members than this outside its frame gets no frame and no notes."""

# Where things stand says more at a glance than whose account or login they share.
_KINDS = ("zone", "site", "region", "edge", "network", "dns", "group")
# Of what others run, the way to it is what one sees fail.
_THEIR_KINDS = ("edge", "network", *_KINDS)


@dataclass(frozen=True, slots=True)
class Frames:
    """`home` is the frame of each component; `also` the other domains that hold it for sure.

    `unframed` are the domains with members that have neither frame nor notes, with their number.
    """

    home: dict[str, str]
    also: dict[str, tuple[str, ...]]
    unframed: dict[str, int]

    def around(self, name: str) -> list[str]:
        """The frames around a component, the inmost first."""
        found: dict[str, None] = {}
        while name in self.home and self.home[name] not in found:
            name = self.home[name]
            found[name] = None
        return list(found)


def frames(model: Model) -> Frames:
    """Choose the frames.

    Args:
        model: a checked model; its `in` has no circle.

    Returns:
        The inmost domain that holds a component for sure is its frame; of several, what says
        where it stands. Being spread over zones leaves the region that holds them all.
    """
    sure = _sure(model)
    crowded: set[str] = set()
    while True:
        home = {n: h for n, held in sure.items() if (h := _home(model, n, sure, held - crowded))}
        also = {n: _also(sure, home.get(n, ""), held) for n, held in sure.items()}
        outside = Counter(domain for domains in also.values() for domain in domains)
        more = {d for d, count in outside.items() if count > MOST_NOTES} - crowded
        if not more:
            break
        crowded |= more
    notes = {n: tuple(d for d in ds if d not in crowded) for n, ds in also.items()}
    unframed = {d: sum(d in held for held in sure.values()) for d in sorted(crowded)}
    return Frames(home, {n: ds for n, ds in notes.items() if ds}, unframed)


def _sure(model: Model) -> dict[str, frozenset[str]]:
    """The domains that take each component down by its placement alone."""
    sure: dict[str, frozenset[str]] = {}
    for start in model.components:
        stack = [start]
        while stack:
            placement = model.components[stack[-1]].placement
            waiting = [ref.name for ref in targets(placement) if ref.name not in sure]
            if waiting:
                stack += waiting
            else:
                sure[stack.pop()] = _held(model, placement, sure)
    return sure


def _held(
    model: Model, requirement: Requirement | None, sure: dict[str, frozenset[str]]
) -> frozenset[str]:
    match requirement:
        case Ref(name):
            own = {name} if model.components[name].kind == "domain" else set()
            return sure[name] | own
        case AllOf(items):
            return frozenset[str]().union(*(_held(model, item, sure) for item in items))
        case AnyOf(options) | Choice(options):
            least = requirement.at_least if isinstance(requirement, AnyOf) else 1
            each = [_held(model, option.requirement, sure) for option in options]
            counted = Counter(domain for held in each for domain in held)
            return frozenset(d for d, count in counted.items() if len(each) - count < least)
        case _:
            return frozenset()


def _home(model: Model, name: str, sure: dict[str, frozenset[str]], held: frozenset[str]) -> str:
    kinds = _THEIR_KINDS if model.components[name].kind == "provider" else _KINDS

    def order(domain: str) -> tuple[int, int, str]:
        spec = model.components[domain].spec
        kind = spec.kind if isinstance(spec, Domain) else None
        rank = kinds.index(kind) if kind in kinds else len(kinds)
        return (-len(sure[domain]), rank, domain)

    return min(held, key=order, default="")


def _also(sure: dict[str, frozenset[str]], home: str, held: frozenset[str]) -> tuple[str, ...]:
    """The domains that hold a component and not its frame, without those that follow."""
    rest = held - {home} - sure.get(home, frozenset())
    implied = frozenset[str]().union(*(sure[domain] for domain in rest))
    return tuple(sorted(rest - implied))
