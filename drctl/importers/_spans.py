"""Spans of traces -> calls: a span whose parent belongs to another service was a call."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drctl.importers._kind import Evidence
from drctl.importers._observed import Call, Way, host_of
from drctl.importers._outside import outside
from drctl.model.times import some


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of work of a service.

    `shared` is True where the callee goes on with its caller's id, as in Zipkin. `peer` is whom it
    says it calls, `system` what kind of a thing that is: `database`, `message` or "". `calls`
    tells that it stands on the calling side.
    """

    trace: str
    id: str
    parents: tuple[str, ...]
    service: str
    place: Evidence
    calls: bool = False
    peer: str = ""
    system: str = ""
    failed: bool = False
    shared: bool = False


def calls_of(spans: Iterable[Span]) -> tuple[list[Call], list[str]]:
    """The calls between services that traces show, and what the reader should know of them.

    Args:
        spans: of any number of traces, in any order.

    Returns:
        One call for each span with a parent in another service, and for each calling span that
        names whom it calls and has nobody below it; and notes.

    Notes:
        Linear in the spans.
    """
    listed = list(spans)
    callee = {(s.trace, s.id): s.service for s in listed if s.shared}
    service = {(s.trace, s.id): s.service for s in listed if not s.shared}
    answered: set[tuple[str, str]] = set()
    found: list[Call] = []
    lost = 0
    for span in listed:
        for parent in (span.id,) if span.shared else span.parents:
            key = span.trace, parent
            # Below an id that two share stands the work of the callee.
            caller = service.get(key) if span.shared else callee.get(key, service.get(key))
            if caller is None:
                lost += 1
            elif span.service not in (caller, service.get(key)):
                answered.add((span.trace, parent))
                found.append(Call(caller, span.service, 1, span.place, failed=span.failed))
    found += _unanswered(listed, answered)
    traces = len({span.trace for span in listed})
    notes = [f"read: {some(len(listed), 'span')} of {some(traces, 'trace')}"] if listed else []
    if lost:
        notes.append(f"{some(lost, 'parent')} of spans stand in none of these traces")
    return found, notes


def _unanswered(spans: list[Span], answered: set[tuple[str, str]]) -> Iterator[Call]:
    """Calls to what writes no spans: databases, queues, other companies."""
    for span in spans:
        if span.calls and span.peer and (span.trace, span.id) not in answered:
            yield Call(
                span.service, span.peer, 1, span.place, way_to(span.peer, span.system), span.failed
            )


def way_to(peer: str, system: str) -> Way:
    """How something is called that writes no spans itself."""
    if system == "database":
        return "database"
    if system == "message":
        return "message"
    return "outside" if outside(host_of(peer).lower()) else "call"


def peer_of(tags: dict[str, str]) -> tuple[str, str]:
    """Whom a calling span says it calls, and what kind of a thing that is.

    Args:
        tags: its attributes by OpenTelemetry's names, old and new; only these are looked at.

    Returns:
        The name, "" when it says none; and `database`, `message` or "".
    """
    system = ""
    if any(key in tags for key in ("db.system", "db.system.name", "db.type")):
        system = "database"
    elif any(key in tags for key in ("messaging.system", "message_bus.destination")):
        system = "message"
    names = ("peer.service", "server.address", "net.peer.name", "peer.hostname", "peer.address")
    fallbacks = ("messaging.system", "db.name", "db.system.name", "db.system")
    for key in (*names, *(fallbacks if system else ())):
        if tags.get(key):
            return tags[key], system
    return "", system
