"""What people have written under `x-dora`: checked, with the place of each fact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from drctl.exporters.dora import options, values
from drctl.exporters.dora.between import between
from drctl.exporters.dora.definitions import DEFINED
from drctl.exporters.dora.facts import Fact, Facts, Written
from drctl.exporters.dora.keys import CONTRACT, ENTITY, FUNCTION, KEY, PART, TOP, VENDOR
from drctl.exporters.dora.values import Kind, one_of
from drctl.finding import Finding, Place
from drctl.model.component import Component
from drctl.model.errors import did_you_mean, error
from drctl.model.model import Model
from drctl.model.own_keys import OwnKey, own_key
from drctl.model.scalars import shortened, written
from drctl.model.source import Map


def read(model: Model) -> tuple[Written, tuple[Finding, ...]]:
    """Read what a model says under `x-dora`.

    Args:
        model: a checked model.

    Returns:
        The facts, and all that is wrong with them.
    """
    own, findings = own_key(model, KEY)
    reader = _Reader(model, own, list(findings))
    found = reader.read()
    return found, tuple(reader.findings)


@dataclass(slots=True)
class _Reader:
    model: Model
    own: OwnKey
    findings: list[Finding]
    places: dict[tuple[str, ...], Place] = field(default_factory=dict)

    def read(self) -> Written:
        """Everything."""
        tops = self._tops()
        entity = self._entries(tops, "entity")
        vendors = self._named(tops, "vendors", VENDOR)
        contracts = self._named(tops, "contracts", CONTRACT)
        found = Written(
            self._facts(entity, ENTITY),
            vendors,
            contracts,
            self._critical(tops),
            self._impact(tops),
            self._definitions(tops),
            self._parts(),
            self._functions(),
            self.places,
        )
        self.findings += between(self.model, found)
        return found

    def _tops(self) -> list[Map]:
        """What stands at the files' tops."""
        found: list[Map] = []
        for file in self.own.tops():
            value = file.top[KEY]
            if not isinstance(value, Map):
                self._wrong(file.top, KEY, value, f"a map with {', '.join(TOP)}")
                continue
            found.append(value)
            for key in value:
                if key not in TOP:
                    self._unknown(value, key, TOP)
        return found

    def _entries(self, tops: list[Map], section: str) -> list[tuple[str, Any, Map]]:
        """What stands under a section in all files: key, value and the map that holds it."""
        found: dict[str, tuple[str, Any, Map]] = {}
        for top in tops:
            value = top.get(section)
            if value is None and section not in top:
                continue
            if not isinstance(value, Map):
                self._wrong(top, section, value, "a map")
                continue
            self.places.setdefault((section,), top.place(section))
            for key in value:
                if key in found:
                    place, first = value.place(key), found[key][2].place(key)
                    what = f'"{shortened(key)}" stands twice under {section}; first at {first}'
                    self.findings.append(error("duplicate-key", what, (place, first)))
                else:
                    found[key] = (key, value[key], value)
        return list(found.values())

    def _named(self, tops: list[Map], section: str, kinds: Mapping[str, Kind]) -> dict[str, Facts]:
        found: dict[str, Facts] = {}
        for name, value, holder in self._entries(tops, section):
            self.places[section, name] = holder.place(name)
            if isinstance(value, Map):
                found[name] = self._map(value, kinds)
            else:
                self._wrong(holder, name, value, f"a map with {', '.join(kinds)}")
        return found

    def _map(self, holder: Map, kinds: Mapping[str, Kind]) -> Facts:
        return self._facts([(key, holder[key], holder) for key in holder], kinds)

    def _facts(self, entries: Iterable[tuple[str, Any, Map]], kinds: Mapping[str, Kind]) -> Facts:
        found: dict[str, Fact] = {}
        for key, value, holder in entries:
            kind = kinds.get(key)
            if kind is None:
                self._unknown(holder, key, kinds)
                continue
            taken = None if value is None else kind.take(value)
            if taken is None:
                self._wrong(holder, key, value, kind.expected)
            else:
                found[key] = Fact(taken, holder.place(key, "value"))
        return found

    def _critical(self, tops: list[Map]) -> Fact | None:
        found: Fact | None = None
        for top in tops:
            if "critical_tiers" not in top:
                continue
            value = top["critical_tiers"]
            names = values.NAMES.take(value)
            if names is None or found is not None:
                expected = "names of tiers, once" if found else "names of tiers"
                self._wrong(top, "critical_tiers", value, expected)
                continue
            found = Fact(names, top.place("critical_tiers", "value"))
            for name in names if isinstance(names, tuple) else ():
                self._tier(name, found.place)
        return found

    def _tier(self, name: str, place: Place) -> None:
        tiers = self.model.policy.tiers
        if name not in tiers:
            what = f'there is no tier "{shortened(name)}" in policy.tiers'
            self.findings.append(error("unknown-name", what, place, did_you_mean(name, tiers)))

    def _impact(self, tops: list[Map]) -> dict[str, Fact]:
        entries = self._entries(tops, "impact")
        kind = one_of(options.LEVEL)
        for tier, _, holder in entries:
            self._tier(tier, holder.place(tier))
        return dict(self._facts(entries, {tier: kind for tier, _, _ in entries}))

    def _definitions(self, tops: list[Map]) -> dict[tuple[str, str], Fact]:
        found: dict[tuple[str, str], Fact] = {}
        for code, value, holder in self._entries(tops, "definitions"):
            if code not in DEFINED:
                self._unknown(holder, code, DEFINED)
            elif not isinstance(value, Map):
                self._wrong(holder, code, value, "a map of options with what they mean")
            else:
                words = DEFINED[code].words
                for option, fact in self._map(value, dict.fromkeys(words, values.TEXT)).items():
                    found[code, option] = fact
        return found

    def _parts(self) -> dict[str, Facts]:
        found: dict[str, Facts] = {}
        for component in self.model.components.values():
            if component.kind != "service" and (value := self._of(component)) is not None:
                found[component.name] = self._map(value, PART)
        return found

    def _functions(self) -> dict[str, Facts | bool]:
        found: dict[str, Facts | bool] = {}
        for service in self.model.of_kind("service"):
            holder = self._of(service)
            if holder is None:
                continue
            for key in holder:
                if key != "function":
                    self._unknown(holder, key, ("function",))
            value = holder.get("function")
            if isinstance(value, bool):
                found[service.name] = value
            elif isinstance(value, Map):
                found[service.name] = self._map(value, FUNCTION)
            elif "function" in holder:
                expected = f"true, false, or a map with {', '.join(FUNCTION)}"
                self._wrong(holder, "function", value, expected)
        return found

    def _of(self, component: Component) -> Map | None:
        value = self.own.at(component.path)
        if value is None or isinstance(value, Map):
            return value
        holder = self.own.index.node(component.path)
        if isinstance(holder, Map):
            self._wrong(holder, KEY, value, "a map")
        return None

    def _wrong(self, holder: Map, key: str, value: object, expected: str) -> None:
        what = f'"{shortened(key)}" takes {expected}; found {written(value)}'
        place = holder.place(key, "value") if value is not None else holder.place(key)
        self.findings.append(error("wrong-value", what, place))

    def _unknown(self, holder: Map, key: str, known: Iterable[str]) -> None:
        names = tuple(known)
        listed = ", ".join(sorted(names))
        what = f'"{shortened(key)}" is no key here; x-dora takes {listed}'
        hint = did_you_mean(key, names)
        self.findings.append(error("unknown-key", what, holder.place(key), hint))
