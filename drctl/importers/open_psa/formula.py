"""Formulas over gates and events -> requirements: what must be up for the gate not to hold."""

from dataclasses import dataclass

from drctl.importers._kind import Refused, problem
from drctl.importers.open_psa.elements import Element

COHERENT = ("and", "or", "atleast")
REFERENCES = ("gate", "basic-event", "house-event", "event")
NON_COHERENT = ("not", "xor", "nand", "nor", "iff", "imply", "cardinality")


@dataclass(frozen=True, slots=True)
class Lost:
    """At least `least` of the parts are lost; a part is a gate, an event, or this again."""

    least: int
    parts: "tuple[Formula, ...]"


@dataclass(frozen=True, slots=True)
class Input:
    """A gate or an event, by kind and name; `place` is the reference."""

    kind: str
    name: str
    place: Element


Formula = Lost | Input | bool


def formula(element: Element) -> Formula:
    """The formula that an element is.

    Raises:
        Refused: when it is not coherent, or nothing that a fault tree may hold.
    """
    if element.tag in REFERENCES:
        if not element.name:
            _refuse(element, f"this {element.tag} has no name")
        kind = element.attributes.get("type", "event") if element.tag == "event" else element.tag
        return Input(kind, element.name, element)
    if element.tag == "constant":
        return element.attributes.get("value") == "true"
    if element.tag in NON_COHERENT:
        told = f"<{element.tag}> is not coherent: more failures could mean less damage"
        _refuse(element, told, "drctl models and, or and atleast only")
    if element.tag not in COHERENT:
        told = f"<{element.tag}> is no formula that drctl reads"
        _refuse(element, told, f"it reads {', '.join((*COHERENT, *REFERENCES, 'constant'))}")
    parts = tuple(formula(child) for child in element.children)
    if not parts:
        _refuse(element, f"this <{element.tag}> has no arguments")
    least = {"or": 1, "and": len(parts)}.get(element.tag) or _least(element, len(parts))
    return Lost(least, parts)


def _least(element: Element, count: int) -> int:
    told = element.attributes.get("min", element.attributes.get("k", ""))
    if not told.isascii() or not told.isdigit() or not 1 <= int(told) <= count:
        _refuse(element, f'min must be a number from 1 to {count}, not "{told}"')
    return int(told)


def _refuse(element: Element, what: str, hint: str = "") -> None:
    raise Refused(problem("open-psa", what, element.place, hint))


def folded(found: Formula, constants: dict[tuple[str, str], bool]) -> Formula:
    """The formula without its constants and without gates of one part."""
    if isinstance(found, Input):
        return constants.get((found.kind, found.name), found)
    if isinstance(found, bool):
        return found
    parts = [folded(part, constants) for part in found.parts]
    least = found.least - sum(part is True for part in parts)
    kept = tuple(part for part in parts if not isinstance(part, bool))
    if least <= 0:
        return True
    if least > len(kept):
        return False
    return kept[0] if len(kept) == 1 else Lost(least, kept)


def inputs(found: Formula) -> list[Input]:
    """All references in a formula, in written order."""
    if isinstance(found, Input):
        return [found]
    if isinstance(found, bool):
        return []
    return [each for part in found.parts for each in inputs(part)]
