"""Who keeps the register, and its functions: templates B_01.01, B_01.02, B_06.01 and B_99.01."""

from collections.abc import Iterator
from math import ceil

from drctl.exporters.dora.cells import BLANK, Cell, Row, stated
from drctl.exporters.dora.definitions import DEFINED, OURS
from drctl.exporters.dora.facts import Fact, Facts
from drctl.exporters.dora.options import NOT_ASSESSED
from drctl.exporters.dora.subject import Subject
from drctl.exporters.dora.templates import column_name
from drctl.exporters.dora.values import NEVER
from drctl.model.component import Component

_HOUR = 3600.0


def b_01_01(subject: Subject) -> Iterator[Row]:
    """The entity that keeps the register."""
    keys = ("lei", "name", "country", "type", "competent_authority", "reported")
    yield Row(_entity(subject, keys), subject.model.title)


def b_01_02(subject: Subject) -> Iterator[Row]:
    """The same entity: no group is covered."""
    facts, about = subject.written.entity, subject.entity
    keys = ("lei", "name", "country", "type", "hierarchy", "parent_lei", "updated", "integrated")
    cells = _entity(subject, keys)
    cells = {n: c.same if n in ("0010", "0020", "0030", "0040") else c for n, c in cells.items()}
    deleted = facts.get("deleted")
    never = about.derived(NEVER, "no day of its deletion is written")
    cells["0090"] = stated(deleted) if deleted else never
    cells["0100"] = about.cell(facts.get("currency"), "currency", needed="total_assets" in facts)
    cells["0110"] = about.cell(facts.get("total_assets"), "total_assets")
    yield Row(cells, subject.model.title)


def _entity(subject: Subject, keys: tuple[str, ...]) -> dict[str, Cell]:
    facts, about = subject.written.entity, subject.entity
    return {f"{n:03}0": about.cell(facts.get(key), key) for n, key in enumerate(keys, 1)}


def identifiers(subject: Subject) -> dict[str, Cell]:
    """The identifier of each function: its own, else the next number that nobody has."""
    own = {name: fact for name in subject.parties.functions if (fact := _own(subject, name, "id"))}
    taken = {fact.value for fact in own.values()}
    found: dict[str, Cell] = {}
    number = 0
    for name in subject.parties.functions:
        if name in own:
            found[name] = stated(own[name])
            continue
        number += 1
        while f"F{number}" in taken:
            number += 1
        why = "the next number in the order of names; it moves when functions come before it"
        found[name] = subject.function(name).derived(f"F{number}", why)
    return found


def _own(subject: Subject, name: str, key: str) -> Fact | None:
    return _said(subject, name).get(key)


def _said(subject: Subject, name: str) -> Facts:
    facts = subject.written.functions.get(name, {})
    return {} if isinstance(facts, bool) else facts


def b_06_01(subject: Subject) -> Iterator[Row]:
    """The functions, by their identifiers."""
    rows = [
        _function(subject, name, cell.same if not cell.why else cell)
        for name, cell in identifiers(subject).items()
    ]
    yield from sorted(rows, key=lambda row: int(str(row.cells["0010"].value)[1:]))


def _function(subject: Subject, name: str, identifier: Cell) -> Row:
    facts, about = _said(subject, name), subject.function(name)
    component = subject.model.components[name]
    critical = subject.parties.critical(name)
    assessed = about.cell(facts.get("assessed"), "assessed")
    if critical is None or critical.value == NOT_ASSESSED:
        assessed = about.derived(NEVER, "no assessment is written")
    return Row(
        {
            "0010": identifier,
            "0020": about.cell(facts.get("activity"), "activity"),
            "0030": stated(facts["name"])
            if "name" in facts
            else about.derived(component.title, "its title, else its name"),
            "0040": subject.entity.cell(subject.written.entity.get("lei"), "lei").same,
            "0050": _criticality(subject, name, critical),
            "0060": about.cell(facts.get("reasons"), "reasons", needed=False),
            "0070": assessed,
            "0080": _hours(subject, component, "rto"),
            "0090": _hours(subject, component, "rpo"),
            "0100": _impact(subject, component, facts.get("impact")),
        },
        name,
    )


def _criticality(subject: Subject, name: str, critical: Fact | None) -> Cell:
    if critical is None:
        why = "neither its function.critical nor critical_tiers says it"
        return subject.function(name).derived(NOT_ASSESSED, why)
    if "critical" in _said(subject, name):
        return stated(critical)
    why = f"its tier is {subject.model.components[name].tier}"
    return subject.function(name).derived(str(critical.value), why, critical.place)


def _hours(subject: Subject, component: Component, key: str) -> Cell:
    """A promise in whole hours: 0 where there is none, begun hours count."""
    seconds = component.promise.rto if key == "rto" else component.promise.rpo
    about = subject.function(component.name)
    if seconds is None:
        return about.derived(0, f"it promises no {key}")
    return about.derived(max(1, ceil(seconds / _HOUR)), f"its {key}, in hours begun")


def _impact(subject: Subject, component: Component, said: Fact | None) -> Cell:
    if said is not None:
        return stated(said)
    about = subject.function(component.name)
    level = impact_of_tier(subject, component.tier)
    return about.lacks("impact") if level is None else about.derived(*level)


def impact_of_tier(subject: Subject, tier: str | None) -> tuple[str, str] | None:
    """How bad it is to lose a service of a tier, and why; None where no tier says it.

    Where `x-dora.impact` does not say it, the first tier is High, the last of several Low.
    """
    if tier is None:
        return None
    written = subject.written.impact.get(tier)
    if written is not None:
        return str(written.value), f"x-dora.impact says so of the tier {tier}"
    tiers = list(subject.model.policy.tiers)
    if tier == tiers[0]:
        return "High", f"{tier} is the first tier"
    last = tier == tiers[-1]
    return ("Low", f"{tier} is the last tier") if last else ("Medium", f"{tier} is a middle tier")


def b_99_01(subject: Subject) -> Iterator[Row]:
    """What the options mean that the other tables use: as written, else drctl's own rule."""
    number = 0
    for code, listed in DEFINED.items():
        for place, option in enumerate(listed.words, 1):
            number += 10
            cells = {
                "C0010": Cell(code),
                "C0020": Cell(column_name(code)),
                "C0030": Cell(f"{place}. {option}"),
                "C0040": _meaning(subject, code, option),
            }
            yield Row(cells, f"B_99.01.R{number:04}")


def _meaning(subject: Subject, code: str, option: str) -> Cell:
    written = subject.written.definitions.get((code, option))
    if written is not None:
        return stated(written)
    ours = OURS.get((code, option)) or _of_tiers(subject, code, option)
    place = subject.written.places.get(("definitions",), subject.top)
    if ours:
        return Cell(ours, "the rule by which drctl chooses it", place=place)
    if option.casefold() not in _used(subject, code):
        return BLANK
    return Cell(hint=f"x-dora.definitions.{code}.{option}", place=place)


def _used(subject: Subject, code: str) -> set[str]:
    """What stands in a column of the tables that are made already."""
    template, _, number = code.rpartition(".")
    return {str(row.cells[number].value).casefold() for row in subject.tables[template]}


def _of_tiers(subject: Subject, code: str, option: str) -> str:
    """Which tiers an impact stands for."""
    if code not in ("B_06.01.0100", "B_07.01.0100"):
        return ""
    tiers = subject.model.policy.tiers
    levels = {tier: impact_of_tier(subject, tier) for tier in tiers}
    fitting = [tier for tier, level in levels.items() if level and level[0] == option]
    if not fitting:
        return ""
    named = f"of the {'tier' if len(fitting) == 1 else 'tiers'} {', '.join(fitting)}"
    if code == "B_06.01.0100":
        return f"The function is {named}."
    nothing = " or no service" if option == "Low" else ""
    return f"The most important service that goes down for good is {named}{nothing}."
