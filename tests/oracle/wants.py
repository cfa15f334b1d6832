"""Which options of a need its `wants` leaves, read over the plain data that YAML gives.

An option that contradicts what is wanted, or doesn't declare it, is ruled out; what runs today
(the primary, and the primaries inside it) is not judged.
"""

from collections.abc import Iterator
from typing import Any

Requirement = Any  # a name, a list, or a map with `use`, `any_of` or `all_of`
Components = dict[str, Any]

OPTION_KEYS = ("degraded", "procedure", "requires")
NOTHING: Requirement = {"any_of": [], "at_least": 1}  # stands for an option that is ruled out


def offered(need: Requirement, components: Components) -> Requirement:
    """A need with each option that its `wants` rules out made one that nothing meets.

    At the top of a need the option keys speak of the primary: they are moved there.
    """
    if not isinstance(need, dict):
        return need
    left = need
    if "use" in need:
        keys = {key: need[key] for key in OPTION_KEYS if key in need}
        rest = {key: need[key] for key in ("fallbacks", "switched_by") if key in need}
        left = {"use": {"use": need["use"], **keys}, **rest}
    return Judge(components, need.get("wants", {})).admitted(left, today=True)


class Judge:
    """The wants of one need, and who declares what."""

    def __init__(self, components: Components, wants: dict[str, Any]) -> None:
        """Judge by these wants."""
        self.components = components
        self.wants = wants

    def admitted(self, requirement: Requirement, *, today: bool) -> Requirement:
        """What is left of a requirement; names that run `today` are not judged."""
        match requirement:
            case str(name):
                return name if today or self.fits([name]) else NOTHING
            case list(items) | {"all_of": items}:
                together = list(flat(items))
                names = [item for item in together if isinstance(item, str)]
                if names and not today and not self.fits(names):
                    return NOTHING
                rest = [item for item in together if not isinstance(item, str)]
                return [*names, *(self.admitted(item, today=today) for item in rest)]
            case {"any_of": members}:
                left = [self.admitted(member, today=False) for member in members]
                return {**requirement, "any_of": left}
            case {"use": primary}:
                others = requirement.get("fallbacks", [])
                return {
                    **requirement,
                    "use": self.admitted(primary, today=today),
                    "fallbacks": [self.admitted(other, today=False) for other in others],
                }
        raise TypeError(requirement)

    def fits(self, names: list[str]) -> bool:
        """Whether things used together declare all that is wanted and contradict none of it."""
        for key, wanted in self.wants.items():
            said = [self.says(name, key, wanted) for name in names]
            if True not in said or False in said:
                return False
        return True

    def says(self, name: str, key: str, wanted: Any) -> bool | None:
        """Whether a component satisfies what is wanted; None when it doesn't declare it."""
        if key == "residency":
            allowed = {wanted} if isinstance(wanted, str) else set(wanted)
            where = self.jurisdictions(name)
            return where <= allowed if where else None
        declared = self.components[name].get("capabilities", {})
        return satisfies(declared[key], wanted) if key in declared else None

    def jurisdictions(self, name: str) -> frozenset[str]:
        """A component's own jurisdiction, else those of all that it lies in."""
        has = self.components[name]
        if "jurisdiction" in has:
            return frozenset({has["jurisdiction"]})
        return frozenset().union(*map(self.jurisdictions, targets(has.get("in", []))))


def flat(items: list[Requirement]) -> Iterator[Requirement]:
    """The parts of a list, those of lists and `all_of` inside it among them."""
    for item in items:
        match item:
            case list(parts) | {"all_of": parts}:
                yield from flat(parts)
            case _:
                yield item


def targets(requirement: Requirement) -> Iterator[str]:
    """The names that a requirement uses; not what its options require or are switched by."""
    match requirement:
        case str(name):
            yield name
        case list(items) | {"all_of": items} | {"any_of": items}:
            for item in items:
                yield from targets(item)
        case {"use": primary}:
            yield from targets(primary)
            for fallback in requirement.get("fallbacks", []):
                yield from targets(fallback)


def satisfies(declared: Any, wanted: Any) -> bool:
    """Whether a declared capability satisfies a wanted one."""
    match wanted:
        case bool():
            return declared is wanted
        case int() | float():
            return is_number(declared) and bool(declared >= wanted)
        case list():
            return set(wanted) <= set(declared if isinstance(declared, list) else [declared])
        case str() if wanted.startswith("=") and number(wanted[1:]) is not None:
            return is_number(declared) and bool(declared == number(wanted[1:]))
        case _:
            # One text wanted is a list of one.
            return wanted in declared if isinstance(declared, list) else bool(declared == wanted)


def is_number(value: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number(text: str) -> float | None:
    """The number that a text is, if it is one."""
    try:
        return float(text)
    except ValueError:
        return None
