"""Providers, their chains, and doing without them: templates B_05.01, B_05.02 and B_07.01."""

import unicodedata
from collections.abc import Iterator

from drctl.exporters.dora import options
from drctl.exporters.dora.arrangements import about, expense_of, reference, service
from drctl.exporters.dora.cells import BLANK, About, Cell, Row, stated
from drctl.exporters.dora.facts import Facts
from drctl.exporters.dora.functions import impact_of_tier
from drctl.exporters.dora.parties import Arrangement
from drctl.exporters.dora.subject import Subject

_HARD_TO_REPLACE = options.SUBSTITUTABILITY.words[:2]


def b_05_01(subject: Subject) -> Iterator[Row]:
    """Direct providers, those in their chains, and their ultimate parents."""
    direct: dict[str, list[Arrangement]] = {}
    every: set[str] = set()
    for one in subject.parties.arrangements:
        direct.setdefault(one.party, []).append(one)
        every.update(ranked.party for ranked in subject.parties.chain(one))
    every |= {
        str(facts["parent"].value)
        for party in every
        if "parent" in (facts := subject.facts(party))
    }
    for party in sorted(every):
        yield _provider(subject, party, direct.get(party, []))


def _provider(subject: Subject, party: str, arrangements: list[Arrangement]) -> Row:
    facts, told = subject.facts(party), subject.vendor(party)
    code, of_type = subject.identified(party)
    other, other_type = facts.get("other_code"), facts.get("other_code_type")
    currency, expense = _expense(subject, facts, told, arrangements)
    parent, parent_type = _parent(subject, party, facts, told)
    return Row(
        {
            "0010": code,
            "0020": of_type,
            "0030": told.cell(other, "other_code", needed=False),
            "0040": told.cell(other_type, "other_code_type", needed=other is not None),
            "0050": told.cell(facts.get("legal_name"), "legal_name"),
            "0060": _latin(facts, told),
            "0070": told.cell(facts.get("person"), "person"),
            "0080": told.cell(facts.get("headquarters"), "headquarters"),
            "0090": currency,
            "0100": expense,
            "0110": parent,
            "0120": parent_type,
        },
        party,
    )


def _expense(
    subject: Subject, facts: Facts, told: About, arrangements: list[Arrangement]
) -> tuple[Cell, Cell]:
    """Only what direct providers cost is asked for."""
    if not arrangements:
        given = "annual_expense" in facts
        return expense_of(subject, facts, told, ()) if given else (BLANK, BLANK)
    if "annual_expense" not in facts:
        numbers = sorted({one.contract for one in arrangements})
        contracts = [subject.written.contracts.get(number, {}) for number in numbers]
        paid = [c["annual_expense"] for c in contracts if "annual_expense" in c]
        currencies = {str(c["currency"].value) for c in contracts if "currency" in c}
        if len(paid) == len(contracts) and len(currencies) == 1:
            total = sum(float(fact.value) for fact in paid if not isinstance(fact.value, tuple))
            why = f"the sum over {', '.join(numbers)}"
            value = int(total) if total == int(total) else total
            money = told.derived(value, why, paid[0].place)
            return told.derived(currencies.pop(), "that of its contracts", paid[0].place), money
    return expense_of(subject, facts, told, arrangements)


def _latin(facts: Facts, told: About) -> Cell:
    """The name in Latin letters: the legal one is repeated where it is written so."""
    if "latin_name" in facts:
        return stated(facts["latin_name"])
    legal = facts.get("legal_name")
    if legal is None or not _is_latin(str(legal.value)):
        return told.lacks("latin_name")
    return told.derived(str(legal.value), "the legal name is in Latin letters", legal.place)


def _is_latin(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return all(unicodedata.name(sign, "").startswith("LATIN") for sign in letters)


def _parent(subject: Subject, party: str, facts: Facts, told: About) -> tuple[Cell, Cell]:
    if "parent" not in facts:
        return told.lacks("parent"), BLANK
    code, of_type = subject.identified(str(facts["parent"].value))
    return code.same, of_type.same


def b_05_02(subject: Subject) -> Iterator[Row]:
    """The chain behind each ICT service."""
    for one in subject.parties.arrangements:
        for ranked in subject.parties.chain(one):
            code, of_type = subject.identified(ranked.party)
            to = subject.identified(ranked.recipient) if ranked.recipient else (BLANK, BLANK)
            told = subject.part(one)
            why = "what its parts rest on at other parties" if ranked.rank > 1 else "used directly"
            behind = f"{ranked.party} for {ranked.recipient}, behind " if ranked.recipient else ""
            yield Row(
                {
                    "0010": reference(subject, one).same,
                    "0020": service(subject, one).same,
                    "0030": code.same,
                    "0040": of_type.same,
                    "0050": told.derived(ranked.rank, why),
                    "0060": to[0].same,
                    "0070": to[1].same,
                },
                f"{behind}{about(one)}",
            )


def b_07_01(subject: Subject) -> Iterator[Row]:
    """What is known of doing without each ICT service behind a function that matters."""
    for one in subject.parties.arrangements:
        if not subject.parties.matters(subject.parties.supports(one)):
            continue
        code, of_type = subject.identified(one.party)
        told, substitutable = subject.part(one), _substitutability(subject, one)
        hard = substitutable.value in _HARD_TO_REPLACE
        yield Row(
            {
                "0010": reference(subject, one).same,
                "0020": code.same,
                "0030": of_type.same,
                "0040": service(subject, one).same,
                "0050": substitutable,
                "0060": told.cell(subject.agreed(one, "reason"), "reason", needed=hard),
                "0070": told.cell(subject.agreed(one, "audited"), "audited"),
                "0080": _exit_plan(subject, one),
                "0090": told.cell(subject.agreed(one, "reintegration"), "reintegration"),
                "0100": _impact(subject, one),
                **_alternatives(subject, one),
            },
            about(one),
        )


def _substitutability(subject: Subject, one: Arrangement) -> Cell:
    said, told = subject.agreed(one, "substitutability"), subject.part(one)
    if said is not None:
        return stated(said)
    found = subject.judged(one).substitutability
    return told.lacks("substitutability") if found is None else told.derived(*found)


def _exit_plan(subject: Subject, one: Arrangement) -> Cell:
    said, told = subject.agreed(one, "exit_plan"), subject.part(one)
    if said is not None:
        yes = said.value is not False
        return Cell(options.YES if yes else options.NO, place=said.place)
    found = subject.judged(one).exit_plan
    return told.lacks("exit_plan") if found is None else told.derived(*found)


def _impact(subject: Subject, one: Arrangement) -> Cell:
    """How important the services are that go down for good with it."""
    said, told = subject.agreed(one, "impact"), subject.part(one)
    if said is not None:
        return stated(said)
    after = subject.judged(one).states.after
    services = sorted(subject.model.of_kind("service"), key=lambda c: c.name)
    hit = [service for service in services if after[service.name] == "down"]
    if not hit:
        return told.derived("Low", "no service goes down for good without it")
    tiers = list(subject.model.policy.tiers)
    ranked = [service for service in hit if service.tier is not None]
    if not ranked:
        return told.lacks("impact")
    worst = min(ranked, key=lambda service: tiers.index(service.tier or ""))
    level = impact_of_tier(subject, worst.tier)
    more = f" and {len(hit) - 1} more" if len(hit) > 1 else ""
    return told.derived(
        level[0] if level else "High",
        f"{worst.name} ({worst.tier}){more} go{'' if more else 'es'} down for good without it",
    )


def _alternatives(subject: Subject, one: Arrangement) -> dict[str, Cell]:
    said, told = subject.agreed(one, "alternatives"), subject.part(one)
    named = subject.agreed(one, "alternative")
    found = subject.judged(one).alternatives
    if said is not None:
        answer = stated(said)
    elif found is None:
        answer = told.lacks("alternatives")
    else:
        answer = told.derived(found[0], "from what its uses name beside it")
    names = "; ".join(found[1]) if found else ""
    if named is not None:
        cell = stated(named)
    else:
        cell = told.derived(names, "as the uses name them") if names else BLANK
    return {"0110": answer, "0120": cell if answer.value == options.YES else BLANK}
