"""Whom a workload needs: the hosts it is told of, resolved as the cluster would."""

import re
from dataclasses import dataclass

from drctl.importers._hosts import Host, exact, hosts_in, hosts_tried_in
from drctl.importers._kind import Confidence, Evidence, Strength
from drctl.importers._outside import ignored, like_a_file, numeric, outside
from drctl.importers._words import called, feature_flags, speech, telemetry, words
from drctl.importers.kubernetes_env import Told, telling
from drctl.importers.kubernetes_objects import Object
from drctl.importers.kubernetes_services import Directory, Target

_DATABASES = re.compile(
    r"postgres|mysql|mariadb|mongo|redis|amqp|kafka|nats|ldap|smtp|sqlserver|oracle|cassandra"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One piece of evidence that a workload needs a target."""

    target: Target
    evidence: Evidence
    at_start: bool = False
    confidence: Confidence = "certain"
    strength: Strength = "hard"
    reason: str = ""


def mentions(
    workload: Object, directory: Directory
) -> tuple[list[Mention], list[Evidence], list[Evidence]]:
    """Find whom a workload needs.

    Args:
        workload: an object with pods.
        directory: what the names mean.

    Returns:
        The mentions of targets; evidence of names that lead nowhere here; and remarks on
        what was seen but not taken for a need, or could not be seen.
    """
    told = telling(workload, directory.cluster)
    found: list[Mention] = []
    nowhere: list[Evidence] = []
    remarks = list(told.unseen)
    for one in told.told:
        tried = hosts_tried_in(one.text) if one.origin == "script" else ()
        for host in dict.fromkeys((*hosts_in(one.text), *tried)):
            match _judged(workload, directory, one, host):
                case Mention() as mention:
                    found.append(mention)
                case (True, why):
                    nowhere.append(_evidence(one, why))
                case (False, why):
                    remarks.append(_evidence(one, why))
    return found, list(dict.fromkeys(nowhere)), list(dict.fromkeys(remarks))


def _judged(
    workload: Object, directory: Directory, told: Told, host: Host
) -> Mention | tuple[bool, str] | None:
    """A mention, or (leads nowhere, why) for a remark, or nothing."""
    name = host.hint or told.name
    if ignored(host.name) or not called(name) or not called(told.name):
        return None
    target = directory.target(host.name, workload.namespace)
    if target is None:
        return _elsewhere(workload, directory, told, host, name)
    if workload.key in target.keys:
        return None
    verdict = _confidence(told, host, name, target, directory, workload)
    if verdict is None:
        return None
    if verdict == "not taken":
        return False, f"{told.label} has the name of {target.said}, but may mean something else"
    return _mention(workload, told, host, target, verdict)


def _confidence(
    told: Told, host: Host, name: str, target: Target, directory: Directory, workload: Object
) -> str | None:
    spoken = speech(name)
    if host.form == "url" or ".svc" in host.name:
        return "certain" if told.origin != "file" else "likely"
    if spoken in ("secret", "image"):
        return None
    if host.form == "port":
        known = spoken == "address" or _has_port(directory, workload, host)
        return "certain" if known and told.origin != "file" else "likely"
    if told.origin in ("file", "script") or not name:
        return None
    if spoken == "address":
        return "likely"
    if spoken == "other":
        return None
    return "likely" if set(words(name)) & set(words(target.name)) else "not taken"


def _has_port(directory: Directory, workload: Object, host: Host) -> bool:
    service = directory.service(host.name, workload.namespace)
    ports = service.node.at("spec", "ports").items if service else []
    return str(host.port) in {port.at("port").text for port in ports}


def _elsewhere(
    workload: Object, directory: Directory, told: Told, host: Host, name: str
) -> Mention | tuple[bool, str] | None:
    spoken = speech(name)
    strong = host.form == "url" or (host.form == "port" and spoken == "address")
    if host.name in directory.own_hosts:
        why = "is where this cluster itself is called from outside: not taken for a need"
        return (False, f"{told.label}: {host.name} {why}") if strong else None
    if outside(host.name) and not numeric(host.name):
        if not _dependable(told, host, spoken):
            return None
        target = Target((f"host/{host.name}",), host.name, f"{host.name}, outside of the cluster")
        return _mention(workload, told, host, target, "likely")
    if told.origin == "file" or not (strong or ".svc" in host.name or spoken == "address"):
        return None
    if host.beside_credentials:
        return True, f"{told.label} holds a host beside credentials that leads nowhere here"
    if numeric(host.name):
        return (True, f"{_quoted(told, host)} is an address by number") if strong else None
    return True, f"{_quoted(told, host)} names nothing in these files"


def _dependable(told: Told, host: Host, spoken: str) -> bool:
    """Whether a host outside is likely called, rather than a name, a link or a file."""
    if told.origin == "file":
        return False
    if host.form == "url":
        return spoken != "other" or _DATABASES.search(host.scheme) is not None
    if spoken in ("secret", "image"):
        return False
    return host.form == "port" or (spoken == "address" and not like_a_file(host.name))


def _mention(workload: Object, told: Told, host: Host, target: Target, verdict: str) -> Mention:
    trusted = host.form != "port" or speech(told.name) == "address" or verdict == "certain"
    why = f"{_quoted(told, host, trusted)} names {target.said}"
    strength, reason = _strength(workload.name, target.name, host.name, told.name)
    confidence: Confidence = "certain" if verdict == "certain" else "likely"
    return Mention(target, _evidence(told, why), told.at_start, confidence, strength, reason)


def _strength(consumer: str, target: str, host: str, variable: str) -> tuple[Strength, str]:
    if word := telemetry(consumer):
        return "soft", f'"{word}" in {consumer} speaks of telemetry: it may only watch {target}'
    if word := feature_flags(target, host, variable):
        return "soft", f'"{word}" speaks of feature flags: without them defaults may hold'
    if word := telemetry(target, host, variable):
        return "unnoticed", f'"{word}" speaks of telemetry: its loss is taken to change no state'
    return "hard", ""


def _quoted(told: Told, host: Host, trusted: bool = True) -> str:
    """The variable with its value, when the value is a host and nothing else.

    What follows the host of an untrusted one may be a password rather than a port.
    """
    if trusted and told.name and told.raw == told.text and exact(told.raw.strip()):
        return f"{told.name}={told.raw.strip()}"
    return f"{told.label} holds {host.shown if trusted else host.name}, which"


def _evidence(told: Told, why: str) -> Evidence:
    where = [told.place.why] if told.place.why else []
    if told.at_start:
        where.append("an init container")
    tail = f" ({', '.join(where)})" if where else ""
    return Evidence(told.place.path, told.place.line, why + tail)
