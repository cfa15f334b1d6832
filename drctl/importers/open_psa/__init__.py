"""Fault trees of the Open-PSA Model Exchange Format -> a proposal.

Every gate becomes a service of its name that never fails by itself, every basic event a provider
with the availability that its probability leaves.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import isfinite

from drctl.finding import Finding
from drctl.importers._kind import (
    Answer,
    Component,
    Edge,
    Evidence,
    Files,
    Proposal,
    Refused,
    Source,
    printable,
    problem,
)
from drctl.importers._names import distinct
from drctl.importers._scalars import quoted
from drctl.importers.open_psa.elements import Element, elements
from drctl.importers.open_psa.formula import (
    REFERENCES,
    Formula,
    Input,
    Lost,
    folded,
    formula,
    inputs,
)

IGNORED = {
    "define-event-tree": "event trees",
    "define-initiating-event": "initiating events",
    "define-CCF-group": "common cause groups (their events count as independent)",
    "define-sequence": "sequences",
    "define-rule": "rules",
    "define-alignment": "alignments",
    "define-substitution": "substitutions",
}
Key = tuple[str, str]


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and needs of fault trees.

    Args:
        sources: XML texts; they are read as one model.
        files: not asked: includes are not followed.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    draft = _Draft()
    for source in sources:
        draft.read(source)
    if not draft.findings and not draft.gates:
        what = "no gates are defined here: this is no Open-PSA fault tree"
        draft.findings.append(problem("nothing-to-import", what, sources[0].place(1, 1)))
    if not draft.findings:
        draft.check()
    if draft.findings:
        return None, tuple(draft.findings)
    return draft.proposal(tuple(source.name for source in sources)), ()


class _Draft:
    """What the texts define, by kind and name."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.gates: dict[str, Formula] = {}
        self.defined: dict[Key, Element] = {}
        self.constants: dict[Key, bool] = {}
        self.numbers: dict[str, float] = {}
        self.ignored: set[str] = set()
        self.name = ""

    def read(self, source: Source) -> None:
        """Collect what one text defines."""
        try:
            root = elements(source)
        except Refused as refused:
            self.findings.append(refused.finding)
            return
        waiting = [root]
        while waiting:
            element = waiting.pop()
            waiting += reversed(element.children)
            if element.tag in IGNORED:
                self.ignored.add(IGNORED[element.tag])
            elif element.tag == "define-fault-tree":
                self.name = self.name or element.name
            elif element.tag.startswith("define-"):
                self._define(element)

    def _define(self, element: Element) -> None:
        kind = element.tag.removeprefix("define-")
        if kind not in ("gate", "basic-event", "house-event", "parameter"):
            return
        if not element.name:
            self._wrong(f"this {element.tag} has no name", element)
        elif (kind, element.name) in self.defined:
            first = self.defined[kind, element.name].place
            self._wrong(f'{kind} "{element.name}" is already defined at {first}', element)
        else:
            self.defined[kind, element.name] = element
            self._take(kind, element)

    def _take(self, kind: str, element: Element) -> None:
        content = [c for c in element.children if c.tag not in ("label", "attributes")]
        if kind == "gate":
            if len(content) != 1:
                self._wrong(f'gate "{element.name}" must hold one formula', element)
                return
            try:
                self.gates[element.name] = formula(content[0])
            except Refused as refused:
                self.findings.append(refused.finding)
        elif kind == "house-event":
            value = element.child("constant")
            told = value is not None and value.attributes.get("value") == "true"
            self.constants[kind, element.name] = told
        elif content and (number := _number(content[0])) is not None:
            self.numbers[f"{kind} {element.name}"] = number

    def check(self) -> None:
        """Report what refers to nothing, gates that need themselves, and impossible numbers."""
        for found in self.gates.values():
            for each in inputs(found):
                if each.kind not in REFERENCES[:3] and not self._kind_of(each):
                    self._wrong(f'no gate or event is called "{each.name}"', each.place)
                elif each.kind == "gate" and each.name not in self.gates:
                    self._wrong(f'no gate is called "{each.name}"', each.place)
        for (kind, name), element in self.defined.items():
            chance = self.chance(name) if kind == "basic-event" else None
            if chance is not None and not 0 <= chance <= 1:
                self._wrong(f'"{name}" has the probability {chance}, not one of 0 to 1', element)
        if not self.findings:
            self._circles()
        if not self.findings:
            self._fold()

    def _kind_of(self, each: Input) -> str:
        """What an <event> without a type means."""
        kinds = [k for k in REFERENCES[:3] if (k, each.name) in self.defined]
        return kinds[0] if kinds else ""

    def _resolved(self, found: Formula) -> Formula:
        if isinstance(found, Input):
            kind = found.kind if found.kind in REFERENCES[:3] else self._kind_of(found)
            return Input(kind, found.name, found.place)
        if isinstance(found, bool):
            return found
        return Lost(found.least, tuple(self._resolved(part) for part in found.parts))

    def _circles(self) -> None:
        self.gates = {name: self._resolved(found) for name, found in self.gates.items()}
        below = {
            name: [i for i in inputs(found) if i.kind == "gate"]
            for name, found in self.gates.items()
        }
        done: set[str] = set()
        for start in self.gates:
            path: dict[str, Iterator[Input]] = {}
            at: str | None = None if start in done else start
            while at is not None or path:
                if at is not None:
                    path[at] = iter(below[at])
                last = next(reversed(path))
                at = None
                step = next(path[last], None)
                if step is None:
                    done.add(last)
                    del path[last]
                elif step.name in path:
                    names = list(path)
                    ring = " > ".join([*names[names.index(step.name) :], step.name])
                    self._wrong(f"a gate needs itself: {ring}", step.place)
                    return
                elif step.name not in done:
                    at = step.name

    def _fold(self) -> None:
        """Put constants in place until no more gates become constant."""
        for name in self._children_first():
            self.gates[name] = found = folded(self.gates[name], self.constants)
            if found is True:
                told = f'gate "{name}" holds although nothing has failed: a house event is true'
                self._wrong(told, self.defined["gate", name])
                return
            if found is False:
                self.constants["gate", name] = False

    def _children_first(self) -> list[str]:
        order: dict[str, None] = {}
        waiting = [(name, False) for name in reversed(self.gates)]
        while waiting:
            name, ready = waiting.pop()
            if ready:
                order[name] = None
            elif name not in order:
                waiting.append((name, True))
                below = [i.name for i in inputs(self.gates[name]) if i.kind == "gate"]
                waiting += [(kid, False) for kid in below if kid not in order]
        return list(order)

    def _wrong(self, what: str, element: Element) -> None:
        self.findings.append(problem("open-psa", what, element.place))

    def chance(self, event: str) -> float | None:
        """The probability of a basic event, as far as it is a plain number."""
        found = self.numbers.get(f"basic-event {event}")
        element = self.defined.get(("basic-event", event))
        if found is None and element is not None:
            for child in element.children:
                if child.tag == "parameter":
                    found = self.numbers.get(f"parameter {child.name}")
        return found

    def proposal(self, sources: tuple[str, ...]) -> Proposal:
        """The components and edges."""
        events = [
            i.name
            for found in self.gates.values()
            for i in inputs(found)
            if i.kind == "basic-event"
        ]
        defined = [name for kind, name in self.defined if kind == "basic-event"]
        keys: list[Key] = [("gate", name) for name in self.gates]
        keys += [("basic-event", name) for name in dict.fromkeys((*defined, *events))]
        names = distinct((key, key[1]) for key in keys)
        components = [self._component(key, names[key]) for key in keys]
        edges = [
            Edge(
                names["gate", name],
                "inputs",
                tuple(dict.fromkeys(names[i.kind, i.name] for i in inputs(found))),
                (self._evidence("gate", name),),
                requirement=_requirement(found, names),
            )
            for name, found in self.gates.items()
            if not isinstance(found, bool)
        ]
        notes = [f"Not read: {what}." for what in sorted(self.ignored)]
        return Proposal(
            "open-psa",
            sources,
            tuple(sorted(components, key=lambda c: (c.kind, c.name))),
            tuple(sorted(edges, key=lambda e: e.source)),
            tuple(map(printable, notes)),
            self.name,
        )

    def _component(self, key: Key, name: str) -> Component:
        kind, original = key
        element = self.defined.get(key)
        label = element.child("label") if element is not None else None
        title = printable(label.attributes.get("text", "")) if label is not None else ""
        title = title or (original if original != name else "")
        evidence = (self._evidence(*key),) if element is not None else ()
        if kind == "gate":
            return Component(name, "service", evidence, title, promised=False, failure="never")
        chance = self.chance(original)
        remarks = () if chance is not None else ("no plain number is given as its probability",)
        return Component(
            name,
            "provider",
            evidence,
            title,
            promised=False,
            remarks=remarks,
            failure="" if chance is None else _failure(chance),
        )

    def _evidence(self, kind: str, name: str) -> Evidence:
        element = self.defined[kind, name]
        return Evidence(element.source.name, element.line, f"{kind} {printable(name)}")


def _number(element: Element) -> float | None:
    if element.tag not in ("float", "int"):
        return None
    try:
        found = float(element.attributes.get("value", ""))
    except ValueError:
        return None
    return found if isfinite(found) else None


def _requirement(found: Formula, names: dict[Key, str]) -> str:
    """The YAML of what must be met: lost when `least` parts are lost."""
    if isinstance(found, Input):
        return quoted(names[found.kind, found.name])
    assert isinstance(found, Lost)
    parts = ", ".join(_requirement(part, names) for part in found.parts)
    if found.least == 1:
        return f"[{parts}]"
    return f"{{any_of: [{parts}], at_least: {len(found.parts) - found.least + 1}}}"


def _failure(chance: float) -> str:
    """The `failure` with this unavailability, to all its digits."""
    if chance == 0:
        return "never"
    availability = 1 - Decimal(repr(chance))
    if float(1 - Decimal(repr(float(availability)))) == chance:
        return f"{{availability: {(availability * 100).normalize():f}%}}"
    # So near to 1 that a percentage would lose digits: one hour of so many.
    return f"{{mtbf: {_hours(chance):f}h, restore: 1h}}"


def _hours(chance: float) -> Decimal:
    """The hours between failures of one hour each, in as few digits as give the chance back."""
    exact = (1 - Decimal(repr(chance))) / Decimal(repr(chance))
    short = (Decimal(f"{exact:.{digits}g}") for digits in range(1, 28))
    hour = 3600
    return next((h for h in short if hour / (float(h) * hour + hour) == chance), exact)
