"""Contracts and who is bound by them: templates B_02.01, B_02.02, B_03.01, B_03.02, B_04.01."""

from collections.abc import Iterable, Iterator
from itertools import product

from drctl.exporters.dora import options
from drctl.exporters.dora.cells import BLANK, About, Cell, Row, stated
from drctl.exporters.dora.facts import Fact, Facts
from drctl.exporters.dora.functions import identifiers
from drctl.exporters.dora.parties import Arrangement
from drctl.exporters.dora.subject import Subject


def contracts(subject: Subject) -> list[Arrangement]:
    """The contracts, each once with all that is used under it, and those that lie over them.

    The contract "" stands for one per party that nobody has named yet.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for one in subject.parties.arrangements:
        found.setdefault((one.party, one.contract), []).extend(one.parts)
    for _, reference in list(found):
        above = _facts(subject, reference).get("overarching")
        while above is not None:
            facts = _facts(subject, str(above.value))
            key = str(facts["vendor"].value), str(above.value)
            above = None if key in found else facts.get("overarching")
            found.setdefault(key, [])
    whole = [Arrangement(p, c, "", tuple(sorted(parts))) for (p, c), parts in found.items()]
    return sorted(whole, key=lambda a: (a.contract == "", a.contract, a.party))


def about(arrangement: Arrangement) -> str:
    """An arrangement in the model's words: `aws: dynamodb, route53`."""
    parts = ", ".join(arrangement.parts) or "nothing directly"
    return f"{arrangement.party}: {parts}"


def reference(subject: Subject, arrangement: Arrangement) -> Cell:
    """The number of a contract."""
    place = subject.contract(arrangement).place
    if arrangement.contract:
        return Cell(arrangement.contract, place=place)
    return Cell(hint=f"x-dora.contracts: one with vendor: {arrangement.party}", place=place)


def service(subject: Subject, arrangement: Arrangement) -> Cell:
    """The type of ICT services."""
    if not arrangement.service:
        return subject.part(arrangement).lacks("service")
    own = subject.agreed(arrangement, "service")
    fact = own or _facts(subject, arrangement.contract).get("service")
    return stated(fact) if fact else Cell(arrangement.service)


def _facts(subject: Subject, contract: str) -> Facts:
    return subject.written.contracts.get(contract, {})


def _lei(subject: Subject) -> Cell:
    return subject.entity.cell(subject.written.entity.get("lei"), "lei").same


def b_02_01(subject: Subject) -> Iterator[Row]:
    """One row for each contract."""
    for one in contracts(subject):
        facts, told = _facts(subject, one.contract), subject.contract(one)
        kind = facts.get("type")
        subsequent = kind is None or kind.value == options.ARRANGEMENT.words[2]
        currency, expense = expense_of(subject, facts, told, [one])
        yield Row(
            {
                "0010": reference(subject, one),
                "0020": told.cell(kind, "type"),
                "0030": told.cell(
                    facts.get("overarching"), "overarching", needed=subsequent and kind is not None
                ),
                "0040": currency,
                "0050": expense,
            },
            about(one),
        )


def expense_of(
    subject: Subject, facts: Facts, told: About, arrangements: Iterable[Arrangement]
) -> tuple[Cell, Cell]:
    """A year's expense with its currency: as written, else twelve times the months' costs.

    What the model gives no cost for leaves the sum unknown; places without one cost nothing more.
    """
    policy = subject.model.policy.currency
    if "annual_expense" in facts:
        currency = facts.get("currency")
        if currency is None and policy is not None:
            return told.derived(policy, "policy.currency"), stated(facts["annual_expense"])
        return told.cell(currency, "currency"), stated(facts["annual_expense"])
    names = sorted({part for one in arrangements for part in one.parts})
    parts = [subject.model.components[name] for name in names]
    priced = [part for part in parts if part.spec.cost is not None]
    unpriced = [p.name for p in parts if p.spec.cost is None and p.kind == "provider"]
    if not priced or unpriced or policy is None:
        return told.cell(facts.get("currency"), "currency"), told.lacks("annual_expense")
    total = 12 * sum(part.spec.cost or 0.0 for part in priced)
    place = subject.model.place((*priced[0].path, "cost"), "value")
    why = f"twelve times the cost of {', '.join(part.name for part in priced)}"
    value = int(total) if total == int(total) else total
    return told.derived(policy, "policy.currency", place), told.derived(value, why, place)


def b_03_01(subject: Subject) -> Iterator[Row]:
    """Who signs for what is received: the entity itself."""
    for one in contracts(subject):
        yield Row({"0010": reference(subject, one).same, "0020": _lei(subject)}, about(one))


def b_03_02(subject: Subject) -> Iterator[Row]:
    """Who signs for what is provided."""
    for one in contracts(subject):
        code, of_type = subject.identified(one.party)
        cells = {"0010": reference(subject, one).same, "0020": code.same, "0030": of_type.same}
        yield Row(cells, about(one))


def b_04_01(subject: Subject) -> Iterator[Row]:
    """Who makes use of it: the entity itself, which is no branch."""
    nature = Cell(options.NATURE.words[1], "branches are not covered", place=subject.entity.place)
    for one in contracts(subject):
        cells = {"0010": reference(subject, one).same, "0020": _lei(subject)}
        yield Row({**cells, "0030": nature, "0040": BLANK}, about(one))


def b_02_02(subject: Subject) -> Iterator[Row]:
    """One row for each ICT service, function, and country of provision, storage and processing."""
    ids = identifiers(subject)
    for one in subject.parties.arrangements:
        code, of_type = subject.identified(one.party)
        first = {
            "0010": reference(subject, one).same,
            "0020": _lei(subject),
            "0030": code.same,
            "0040": of_type.same,
            "0060": service(subject, one),
            **_terms(subject, one),
        }
        for function in subject.parties.supports(one):
            whole = {**first, "0050": ids[function].same}
            for part in _by_country(subject, one, function):
                for cells in _data(subject, one, part, function):
                    yield Row({**whole, **cells}, f"{function} on {about(part)}")


def _terms(subject: Subject, one: Arrangement) -> dict[str, Cell]:
    facts, told = _facts(subject, one.contract), subject.contract(one)
    critical = subject.parties.matters(subject.parties.supports(one))
    return {
        "0070": told.cell(facts.get("start"), "start"),
        "0080": told.cell(facts.get("end"), "end"),
        "0090": told.cell(facts.get("ended"), "ended", needed=False),
        "0100": told.cell(facts.get("notice"), "notice", needed=critical),
        "0110": told.cell(facts.get("provider_notice"), "provider_notice", needed=critical),
        "0120": told.cell(facts.get("law"), "law", needed=critical),
    }


def _by_country(subject: Subject, one: Arrangement, function: str) -> Iterator[Arrangement]:
    """The parts on which a function rests, by the country from which they are provided."""
    bought = subject.parties.below[function][1]
    found: dict[str, list[str]] = {}
    for name in one.parts:
        if name in bought:
            country = subject.parties.fact(name, "country")
            found.setdefault(str(country.value) if country else "", []).append(name)
    for _, parts in sorted(found.items()):
        yield Arrangement(one.party, one.contract, one.service, tuple(parts))


def _data(
    subject: Subject, whole: Arrangement, part: Arrangement, function: str
) -> Iterator[dict[str, Cell]]:
    told, critical = subject.part(part), subject.parties.matters((function,))
    country = told.cell(subject.parties.fact(part.parts[0], "country"), "country", needed=critical)
    stores = _stores(subject, part, critical)
    yes = stores.value == options.YES
    sensitive = _worst(subject, part)
    common = {
        "0130": country,
        "0140": stores,
        "0170": told.cell(sensitive, "sensitiveness", needed=yes and critical),
        "0180": _reliance(subject, whole, function, critical),
    }
    at_rest = _countries(subject, part, "storage") or [
        country.same if yes and country.value else told.cell(None, "storage", needed=yes)
    ]
    managed = _countries(subject, part, "processing") or [BLANK]
    for storage, processing in product(at_rest, managed):
        yield {**common, "0150": storage, "0160": processing}


def _countries(subject: Subject, part: Arrangement, key: str) -> list[Cell]:
    found: dict[str, Cell] = {}
    for name in part.parts:
        fact = subject.parties.fact(name, key)
        if fact is not None and isinstance(fact.value, tuple):
            for country in fact.value:
                found.setdefault(country, Cell(country, place=fact.place))
    return [found[country] for country in sorted(found)]


def _stores(subject: Subject, part: Arrangement, critical: bool) -> Cell:
    told = subject.part(part)
    said = [subject.parties.fact(name, "stores_data") for name in part.parts]
    given = [fact for fact in said if fact is not None]
    if any(fact.value is True for fact in given):
        return stated(next(fact for fact in given if fact.value is True))
    kept = next((name for name in part.parts if name in subject.stores), None)
    if kept is not None:
        owner, store = subject.stores[kept]
        place = subject.model.place((*owner.path, "data", store))
        return told.derived(options.YES, f"a copy of {owner.name}.{store} lies in {kept}", place)
    if given and len(given) == len(said):
        return stated(given[0])
    return told.cell(None, "stores_data", needed=critical)


def _worst(subject: Subject, part: Arrangement) -> Fact | None:
    """The most sensitive data take precedence."""
    facts = [subject.parties.fact(name, "sensitiveness") for name in part.parts]
    given = [fact for fact in facts if fact is not None]
    return max(given, key=lambda f: options.LEVEL.words.index(str(f.value)), default=None)


def _reliance(subject: Subject, one: Arrangement, function: str, critical: bool) -> Cell:
    """How much a function rests on it: what it is without, before and after people act."""
    said = subject.agreed(one, "reliance")
    if said is not None:
        return stated(said)
    if not critical:
        return BLANK
    states = subject.judged(one).states
    before, after = states.before[function], states.after[function]
    words = options.RELIANCE.words
    if after == "down":
        level, why = words[3], f"{function} goes down for good without it"
    elif before == "down":
        level, why = words[2], f"{function} is down without it until people act"
    elif "degraded" in (before, after):
        level, why = words[1], f"{function} is degraded without it"
    else:
        level, why = words[0], f"{function} stays up without it"
    return subject.part(one).derived(level, why)
