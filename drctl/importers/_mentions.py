"""Whom a running thing needs: the hosts that it is told of, judged."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from drctl.importers._hosts import Host, exact, hosts_in, hosts_tried_in
from drctl.importers._kind import Confidence, Edge, Evidence, Strength
from drctl.importers._outside import ignored, like_a_file, numeric, outside
from drctl.importers._told import Told
from drctl.importers._words import Speech, called, feature_flags, speech, telemetry, words

_DATABASES = re.compile(
    r"postgres|mysql|mariadb|mongo|redis|amqp|kafka|nats|ldap|smtp|sqlserver|oracle|cassandra"
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a host leads to: components by their keys, any one of which can serve."""

    keys: tuple[str, ...]
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One piece of evidence that a running thing needs a target."""

    target: Target
    evidence: Evidence
    at_start: bool = False
    confidence: Confidence = "certain"
    strength: Strength = "hard"
    reason: str = ""


class View(Protocol):
    """How one running thing sees the names around it.

    `inside` is what the files describe, as a phrase: "the cluster".
    """

    key: str
    names: tuple[str, ...]
    inside: str

    def target(self, host: str) -> Target | None:
        """What a host leads to among what the files describe."""
        ...

    def offers(self, host: Host) -> bool:
        """Whether the host is something there that listens on this port."""
        ...

    def entered_by(self, host: str) -> bool:
        """Whether the host is where what the files describe is itself called from outside."""
        ...

    def about(self, target: Target) -> tuple[str, ...]:
        """What else is known of a target that may say what it is for."""
        ...


def mentions(
    view: View, told: Iterable[Told]
) -> tuple[list[Mention], list[Evidence], list[Evidence]]:
    """Find whom a running thing needs.

    Args:
        view: how it sees names.
        told: what it is told.

    Returns:
        The mentions of targets; evidence of names that lead nowhere here; and remarks on
        what was seen but not taken for a need.
    """
    found: list[Mention] = []
    nowhere: list[Evidence] = []
    remarks: list[Evidence] = []
    for one in told:
        tried = hosts_tried_in(one.text) if one.origin == "script" else ()
        for host in dict.fromkeys((*hosts_in(one.text), *tried)):
            case = _Case(view, one, host)
            match _judged(case):
                case Mention() as mention:
                    found.append(mention)
                case (True, why):
                    nowhere.append(case.evidence(why))
                case (False, why):
                    remarks.append(case.evidence(why))
    return found, list(dict.fromkeys(nowhere)), list(dict.fromkeys(remarks))


@dataclass(frozen=True, slots=True)
class _Case:
    """One host in one text that one running thing gets."""

    view: View
    told: Told
    host: Host

    @property
    def name(self) -> str:
        """The variable, or the key beside the host inside a longer text."""
        return self.host.hint or self.told.name

    @property
    def spoken(self) -> Speech:
        """What that name says about the value."""
        return "address" if self.name == "-h" else speech(self.name)

    @property
    def bare(self) -> bool:
        """Whether the text is a host, or a list of hosts, and nothing else."""
        parts = self.told.raw.strip().split(",")
        return self.told.raw == self.told.text and all(exact(part.strip()) for part in parts)

    @property
    def known_port(self) -> bool:
        """Whether the host is something inside that listens on this port."""
        return self.host.port is not None and self.view.offers(self.host)

    @property
    def quoted(self) -> str:
        """The variable with its value, as far as it surely holds no credential."""
        told, host = self.told, self.host
        open_port = host.port is None or self.known_port
        open_port = open_port or host.form == "url" or self.spoken == "address"
        if told.name and self.bare and open_port and "," not in told.raw:
            return f"{told.name}={told.raw.strip()}"
        # What follows the host inside a longer text may be a password rather than a port.
        open_port = self.known_port or (open_port and (host.form == "url" or self.bare))
        return f"{told.label} holds {host.shown if open_port else host.name}, which"

    def evidence(self, why: str) -> Evidence:
        """Evidence at the place of the text."""
        where = [self.told.place.why] if self.told.place.why else []
        if self.told.at_start:
            where.append("an init container")
        tail = f" ({', '.join(where)})" if where else ""
        return Evidence(self.told.place.path, self.told.place.line, why + tail)


def _judged(case: _Case) -> Mention | tuple[bool, str] | None:
    """A mention, or (leads nowhere, why) for a remark, or nothing."""
    host = case.host
    if not called(case.name) or not called(case.told.name):
        return None
    target = case.view.target(host.name)
    if target is None:
        return None if ignored(host.name) else _elsewhere(case)
    if case.view.key in target.keys:
        return None
    match _confidence(case, target):
        case None:
            return None
        case "not taken":
            why = f"has the name of {target.said}, but may mean something else"
            return False, f"{case.told.label} {why}"
        case confidence:
            return _mention(case, target, confidence)


def _confidence(case: _Case, target: Target) -> Confidence | Literal["not taken"] | None:
    told, host = case.told, case.host
    found: Confidence = "likely" if told.origin == "file" else "certain"
    if host.form == "url" or ".svc" in host.name:
        return found
    if case.spoken in ("secret", "image"):
        return None
    if host.form == "port":
        return found if case.spoken == "address" or case.known_port else "likely"
    if told.origin in ("file", "script") or not case.name or case.spoken == "other":
        return None
    if case.spoken == "address":
        return "certain"
    return "likely" if set(words(case.name)) & set(words(target.name)) else "not taken"


def _elsewhere(case: _Case) -> Mention | tuple[bool, str] | None:
    """What to make of a host that is no Service and no workload here."""
    told, host = case.told, case.host
    strong = host.form == "url" or (host.form == "port" and case.spoken == "address")
    if case.view.entered_by(host.name):
        inside = case.view.inside.replace("the ", "this ", 1)
        why = f"is where {inside} itself is called from outside: not taken for a need"
        return (False, f"{told.label}: {host.name} {why}") if strong else None
    if outside(host.name) and not numeric(host.name):
        target = Target((f"host/{host.name}",), host.name, "")
        return _mention(case, target, "likely") if _dependable(case) else None
    if told.origin == "file" or (host.form == "name" and like_a_file(host.name)):
        return None
    if not (strong or ".svc" in host.name or case.spoken == "address"):
        return None
    if host.beside_credentials or not (host.form == "url" or case.bare):
        # A word out of a longer text may be a password.
        return (True, f"{told.label} holds a host that leads nowhere here") if strong else None
    if numeric(host.name):
        return (True, f"{case.quoted} is an address by number") if strong else None
    return True, f"{case.quoted} names nothing in these files"


def _dependable(case: _Case) -> bool:
    """Whether a host outside is likely called, rather than a name, a link or a file."""
    host, spoken = case.host, case.spoken
    if case.told.origin == "file":
        return False
    if host.form == "url":
        return spoken != "other" or _DATABASES.search(host.scheme) is not None
    if spoken in ("secret", "image") or not (case.bare or host.hint):
        return False
    return host.form == "port" or (spoken == "address" and not like_a_file(host.name))


def _mention(case: _Case, target: Target, confidence: Confidence) -> Mention:
    said = f"names {target.said}" if target.said else f"is outside of {case.view.inside}"
    strength, reason = strength_of(
        case.view.names, (target.name, case.host.name, *case.view.about(target)), case.told.name
    )
    evidence = case.evidence(f"{case.quoted} {said}")
    return Mention(target, evidence, case.told.at_start, confidence, strength, reason)


def strength_of(
    consumer: tuple[str, ...], target: tuple[str, ...], variable: str = ""
) -> tuple[Strength, str]:
    """How much a need weighs, and why it isn't hard.

    Args:
        consumer: the names of what has the need, the first one as people call it.
        target: the names of what it needs, likewise.
        variable: the variable that names it.
    """
    if word := telemetry(*consumer):
        said = f'"{word}" in {consumer[0]} speaks of telemetry'
        return "soft", f"{said}: it may only watch {target[0]}"
    if word := feature_flags(*target, variable):
        return "soft", f'"{word}" speaks of feature flags: without them defaults may hold'
    if word := telemetry(*target, variable):
        return "unnoticed", f'"{word}" speaks of telemetry: its loss is taken to change no state'
    return "hard", ""


def edge_of(
    source: str,
    slot: str,
    targets: tuple[str, ...],
    said: Sequence[Mention],
    support: Iterable[Evidence] = (),
) -> Edge:
    """One need out of all that speaks for it.

    Args:
        source: who has it.
        slot: its name.
        targets: what meets it, any one of them.
        said: the mentions, at least one.
        support: evidence that would not make a need alone.
    """
    running = [m for m in said if not m.at_start]
    order: tuple[Strength, ...] = ("hard", "soft", "unnoticed")
    strongest = min(running or said, key=lambda m: order.index(m.strength))
    return Edge(
        source,
        slot,
        targets,
        tuple(dict.fromkeys((*sorted(m.evidence for m in said), *sorted(support)))),
        strongest.strength if running else "hard",
        "certain" if any(m.confidence == "certain" for m in said) else "likely",
        not running,
        strongest.reason if running else "",
    )
