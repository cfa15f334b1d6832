"""What was seen calling what -> a proposal; traces, meshes and their graphs all end here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from drctl.catalogue import vendor
from drctl.importers._kind import Component, Edge, Evidence, Proposal, Strength, printable
from drctl.importers._mentions import strength_of
from drctl.importers._names import distinct, slots
from drctl.importers._outside import numeric, outside, region_remarks
from drctl.model.times import some, some_of

Way = Literal["call", "database", "message", "outside"]
"""How: asked and waited for, the same of a database, by a message, or of what no trace enters."""


@dataclass(frozen=True, slots=True)
class Call:
    """That `client` was seen calling `server`; `times` is None where nobody counted.

    `failed` counts the calls that went wrong.
    """

    client: str
    server: str
    times: int | None
    place: Evidence
    way: Way = "call"
    failed: int = 0


@dataclass(slots=True)
class _Seen:
    """All calls between two, from all files."""

    times: int | None
    failed: int
    way: Way
    places: list[Evidence]

    def add(self, call: Call) -> None:
        """Count one more."""
        if call.times is not None:
            self.times = (self.times or 0) + call.times
        self.failed += call.failed
        self.places.append(call.place)


def proposed(
    kind: str,
    sources: Sequence[str],
    calls: Iterable[Call],
    alone: Iterable[tuple[str, Evidence]] = (),
    notes: Iterable[str] = (),
) -> Proposal:
    """Make components and needs of observed calls.

    Args:
        kind: the importer's name.
        sources: the files' names.
        calls: in any order; calls between the same two are added up.
        alone: names that were seen, with or without calls, and where.
        notes: what the reader should know.

    Returns:
        The proposal. That calls were seen is certain; that nothing works without them is not, so
        that every need is *likely*.

    Notes:
        Linear in the calls, but for sorting.
    """
    seen: dict[tuple[str, str], _Seen] = {}
    where: dict[str, Evidence] = {}
    told = list(notes)
    for call in map(_without_ports, calls):
        for name in (call.client, call.server):
            where.setdefault(name, call.place)
        if call.client == call.server:
            continue
        key = call.client, call.server
        if key in seen:
            seen[key].add(call)
        else:
            seen[key] = _Seen(call.times, call.failed, call.way, [call.place])
    for name, place in alone:
        where.setdefault(name, place)
    outsiders = {server for (_, server), s in seen.items() if s.way == "outside"}
    names = distinct((name, name) for name in sorted(where))
    known = _known(where, outsiders, names)
    told += _missing(where, seen)
    return Proposal(
        kind,
        tuple(sources),
        tuple(sorted(known, key=lambda c: (c.kind, c.name))),
        tuple(_edges(seen, names)),
        tuple(map(printable, told)),
    )


def host_of(name: str) -> str:
    """A name without the port behind it."""
    return re.sub(r":[0-9]{1,5}$", "", name)


def _without_ports(call: Call) -> Call:
    """The call, where a host outside is named by the name alone."""
    if ":" in call.server and outside(host_of(call.server).lower()):
        return replace(call, server=host_of(call.server))
    return call


def _known(
    where: dict[str, Evidence], outsiders: set[str], names: dict[str, str]
) -> list[Component]:
    found: list[Component] = []
    for name, place in where.items():
        host = name.lower()
        away = name in outsiders or (outside(host) and not numeric(host))
        title = printable(name) if names[name] != name else ""
        evidence = (Evidence(place.path, place.line, f"{printable(name)} was seen here first"),)
        found.append(
            Component(
                names[name],
                "provider" if away else "service",
                evidence,
                title,
                vendor(host) if away else "",
                remarks=region_remarks(host) if away else (),
            )
        )
    return found


def _edges(seen: dict[tuple[str, str], _Seen], names: dict[str, str]) -> Iterable[Edge]:
    called: dict[str, list[tuple[str, str]]] = {}
    for client, server in sorted(seen):
        called.setdefault(client, []).append((server, names[server]))
    for client, servers in sorted(called.items(), key=lambda item: names[item[0]]):
        given = slots(servers)
        for server, slot in sorted(((s, given[s]) for s, _ in servers), key=lambda p: p[1]):
            what = seen[client, server]
            strength, reason = _strength(client, server, what.way)
            yield Edge(
                names[client],
                slot,
                (names[server],),
                (_evidence(client, server, what),),
                strength,
                "likely",
                reason=reason,
            )


def _strength(client: str, server: str, way: Way) -> tuple[Strength, str]:
    if way == "message":
        return "soft", "by messages: the sender may go on while they wait"
    return strength_of((client,), (server,))


def _evidence(client: str, server: str, seen: _Seen) -> Evidence:
    count = "" if seen.times is None else f", {some(seen.times, 'time')}"
    failed = f", {seen.failed:,} of them in vain" if seen.failed else ""
    lines = len({(place.path, place.line) for place in seen.places})
    also = f" ({lines:,} lines say so)" if lines > 1 else ""
    place = min(seen.places)
    why = f"{printable(client)} calls {printable(server)}{count}{failed}{also}"
    return Evidence(place.path, place.line, why)


def _missing(where: dict[str, Evidence], seen: dict[tuple[str, str], _Seen]) -> Iterable[str]:
    busy = {name for pair in seen for name in pair}
    alone = sorted(printable(name) for name in where if name not in busy)
    if alone:
        yield f"{some_of(alone, 5)}: seen, but in no call with another"
    yield (
        "what was not called while somebody looked is not here: look at a long time, and at what "
        "runs only at night, at start or in an emergency"
    )
