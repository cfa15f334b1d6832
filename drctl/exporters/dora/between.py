"""What must hold between the facts under `x-dora`, and between them and the model."""

from collections.abc import Iterable, Iterator

from drctl.exporters.dora import options, values
from drctl.exporters.dora.facts import Fact, Facts, Written
from drctl.finding import Finding
from drctl.model.component import Component
from drctl.model.errors import did_you_mean, error
from drctl.model.model import Model
from drctl.model.scalars import shortened


def between(model: Model, written: Written) -> Iterator[Finding]:
    """All that does not hold."""
    known = {vendor for c in model.components.values() for vendor in c.vendors}
    parents = {str(f["parent"].value) for f in written.vendors.values() if "parent" in f}
    for name in written.vendors:
        if name not in known | parents:
            what = f'no component is of the vendor "{shortened(name)}"'
            place = written.places["vendors", name]
            yield error("unknown-name", what, place, did_you_mean(name, known))
    for facts in written.vendors.values():
        yield from _refers(facts, "parent", written.vendors, "x-dora.vendors has no")
        yield from _codes(facts)
    for name, facts in written.contracts.items():
        if "vendor" not in facts:
            what = f'the contract "{shortened(name)}" names no vendor'
            yield error("missing-key", what, written.places["contracts", name])
        yield from _refers(facts, "vendor", known, "no component is of the vendor")
        yield from _refers(facts, "overarching", written.contracts, "x-dora.contracts has no")
    for name, facts in written.parts.items():
        yield from _refers(facts, "contract", written.contracts, "x-dora.contracts has no")
        yield from _of_vendor(model.components[name], facts.get("contract"), written)


def _refers(facts: Facts, key: str, known: Iterable[str], said: str) -> Iterator[Finding]:
    fact, names = facts.get(key), frozenset(known)
    if fact is not None and fact.value not in names:
        word = str(fact.value)
        what = f'{said} "{shortened(word)}"'
        yield error("unknown-name", what, fact.place, did_you_mean(word, names))


def _of_vendor(component: Component, contract: Fact | None, written: Written) -> Iterator[Finding]:
    """A part's contract is one with its vendor."""
    if contract is None:
        return
    vendor = written.contracts.get(str(contract.value), {}).get("vendor")
    if vendor is not None and vendor.value not in component.vendors:
        of = ", ".join(sorted(component.vendors)) or "no vendor"
        what = f"{component.name} is of {of}, its contract is with {vendor.value}"
        yield error("contradiction", what, (contract.place, vendor.place))


def _codes(facts: Facts) -> Iterator[Finding]:
    """A code is what its type says; a legal person has a LEI or an EUID."""
    person = facts.get("person")
    legal = person is not None and person.value == options.PERSON.words[0]
    for key in ("code", "other_code"):
        code, kind = facts.get(key), facts.get(f"{key}_type")
        if code is None:
            continue
        text = str(code.value)
        if kind is None and not values.is_lei(text):
            what = f'"{shortened(text)}" is no LEI, so {key}_type says what it is'
            yield error("missing-key", what, code.place)
        elif kind is not None and kind.value == "LEI" and not values.is_lei(text):
            what = f'"{shortened(text)}" is no LEI; expected {values.LEI.expected}'
            yield error("wrong-value", what, code.place)
        elif legal and kind is not None and kind.value not in ("LEI", "EUID"):
            what = f"a legal person has a LEI or an EUID; found a {kind.value}"
            yield error("contradiction", what, kind.place)
