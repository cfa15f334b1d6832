"""Who provides what to whom: functions, ICT services, and the chains behind them.

A *party* is who a component is bought from: its vendor, else the component itself. What services
use of a party is a *direct* ICT service; what that party's parts rest on at other parties is
subcontracted to them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from drctl.exporters._links import Link, Role, chosen
from drctl.exporters.dora.facts import Fact, Written
from drctl.exporters.dora.options import NO
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import named

_CARRIES: frozenset[Role] = frozenset(("needs", "one of", "fallback", "in", "switched by"))


@dataclass(frozen=True, slots=True, order=True)
class Arrangement:
    """What is used of one party under one contract, of one type of ICT services.

    `contract` and `service` are "" where nobody has said them. `parts` are the components.
    """

    party: str
    contract: str
    service: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Ranked:
    """A party in a chain, and who receives what it provides ("" for rank 1)."""

    rank: int
    party: str
    recipient: str = ""


class Parties:
    """The parties of one model, as far as some functions rest on them."""

    def __init__(self, model: Model, written: Written, only: str | None = None) -> None:
        """Look at a model.

        Args:
            model: the model.
            written: what stands under `x-dora`.
            only: the one function that is wanted; None for all.
        """
        self.model = model
        self.written = written
        self._only = only
        self._links: dict[str, list[Link]] = {}
        self._facts: dict[tuple[str, str], Fact | None] = {}
        self._every = chosen(model, None)[1]
        for link in self._every:
            if link.role in _CARRIES and link.effect != "unnoticed":
                self._links.setdefault(link.source, []).append(link)

    def party(self, component: Component) -> str | None:
        """Who provides a component: None for what is our own."""
        if component.kind == "service":
            return None
        if len(component.vendors) == 1:
            return next(iter(component.vendors))
        return component.name if component.kind == "provider" or component.vendors else None

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """The services that are functions: those said to be, and those that no other needs."""
        if self._only is not None:
            return (self._only,)
        services = self.model.of_kind("service")
        needed = {
            link.target
            for link in self._every
            if link.role != "candidate" and self.model.components[link.source].kind == "service"
        }
        said = self.written.functions
        return tuple(sorted(s.name for s in services if said.get(s.name, s.name not in needed)))

    @cached_property
    def below(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """For each function what of ours it rests on, itself too, and what others provide."""
        return {name: self._below(name) for name in self.functions}

    def _below(self, function: str) -> tuple[frozenset[str], frozenset[str]]:
        own, bought, waiting = {function}, set[str](), [function]
        while waiting:
            for link in self._links.get(waiting.pop(), ()):
                target = self.model.components[link.target]
                if self.party(target) is not None:
                    bought.add(target.name)
                elif target.name not in own:
                    own.add(target.name)
                    waiting.append(target.name)
        return frozenset(own), frozenset(bought)

    @cached_property
    def arrangements(self) -> tuple[Arrangement, ...]:
        """All that is bought directly, by party, contract and type."""
        found: dict[Arrangement, list[str]] = {}
        for name in sorted({part for _, bought in self.below.values() for part in bought}):
            found.setdefault(self._arrangement(name), []).append(name)
        whole = (Arrangement(a.party, a.contract, a.service, tuple(p)) for a, p in found.items())
        return tuple(sorted(whole))

    def _arrangement(self, name: str) -> Arrangement:
        party = self.party(self.model.components[name]) or ""
        contract = self.fact(name, "contract")
        reference = str(contract.value) if contract else self._only_contract(party)
        service = self.fact(name, "service") or self.written.contracts.get(reference, {}).get(
            "service"
        )
        return Arrangement(party, reference, str(service.value) if service else "")

    def _only_contract(self, party: str) -> str:
        """The contract with a party, where there is one."""
        contracts = self.written.contracts.items()
        found = [ref for ref, facts in contracts if _value(facts.get("vendor")) == party]
        return found[0] if len(found) == 1 else ""

    def fact(self, name: str, key: str) -> Fact | None:
        """A part's own fact, else that of the nearest place of the same party it lies in."""
        if (name, key) not in self._facts:
            self._facts[name, key] = self._fact(name, key)
        return self._facts[name, key]

    def _fact(self, name: str, key: str) -> Fact | None:
        party, seen = self.party(self.model.components[name]), {name}
        level = [name]
        while level:
            for one in level:
                found = self.written.parts.get(one, {}).get(key)
                if found is not None:
                    return found
            outer = (o for one in level for o in named(self.model.components[one].placement))
            level = [o for o in dict.fromkeys(outer) if o not in seen]
            level = [o for o in level if self.party(self.model.components[o]) == party]
            seen.update(level)
        return None

    def supports(self, arrangement: Arrangement) -> tuple[str, ...]:
        """The functions that rest on an arrangement."""
        parts = set(arrangement.parts)
        return tuple(name for name, (_, bought) in self.below.items() if parts & bought)

    def critical(self, function: str) -> Fact | None:
        """Whether a function is said to be critical or important, itself or by its tier."""
        facts = self.written.functions.get(function, {})
        if not isinstance(facts, bool) and "critical" in facts:
            return facts["critical"]
        tiers, tier = self.written.critical_tiers, self.model.components[function].tier
        if tiers is None or tier is None or not isinstance(tiers.value, tuple):
            return None
        return Fact("Yes" if tier in tiers.value else NO, tiers.place)

    def matters(self, functions: Iterable[str]) -> bool:
        """Whether any of these functions is not said to be neither critical nor important."""
        return any(_value(self.critical(f)) != NO for f in functions)

    def uses(self, arrangement: Arrangement) -> tuple[Link, ...]:
        """Where what is ours uses an arrangement, for functions that matter."""
        own = {o for f, (ours, _) in self.below.items() if self.matters((f,)) for o in ours}
        parts = set(arrangement.parts)
        links = (link for name in sorted(own) for link in self._links.get(name, ()))
        first = {link.address: link for link in links if link.target in parts}
        return tuple(first[address] for address in sorted(first))

    def chain(self, arrangement: Arrangement) -> tuple[Ranked, ...]:
        """The chain behind an arrangement; only rank 1 where no function wants more told.

        Notes:
            Breadth first, so that a party and its recipient stand at their lowest rank.
        """
        found = {("", arrangement.party): 1}
        if self.matters(self.supports(arrangement)):
            for rank, recipient, party in self._subcontracted(arrangement):
                found.setdefault((recipient, party), rank)
        return tuple(sorted(Ranked(r, party, to) for (to, party), r in found.items()))

    def _subcontracted(self, arrangement: Arrangement) -> Iterator[tuple[int, str, str]]:
        seen: set[str] = set(arrangement.parts)
        level, rank = {arrangement.party: set(arrangement.parts)}, 1
        while level:
            rank += 1
            further: dict[str, set[str]] = {}
            for recipient in sorted(level):
                for part in self._whole(level[recipient], recipient, seen):
                    for link in self._links.get(part, ()):
                        party = self.party(self.model.components[link.target])
                        if party in (None, recipient, arrangement.party):
                            continue
                        yield rank, recipient, party or ""
                        if link.target not in seen:
                            further.setdefault(party or "", set()).add(link.target)
            seen.update(*further.values())
            level = further

    def _whole(self, parts: set[str], party: str, seen: set[str]) -> list[str]:
        """Some parts, and what of the same party they rest on."""
        found = dict.fromkeys(sorted(parts))
        waiting = list(found)
        while waiting:
            for link in self._links.get(waiting.pop(), ()):
                target = self.model.components[link.target]
                if self.party(target) == party and target.name not in found:
                    found[target.name] = None
                    waiting.append(target.name)
        seen.update(found)
        return list(found)


def _value(fact: Fact | None) -> object:
    return fact.value if fact else None
