"""Who decides and by what, who is told, and how often."""

from collections.abc import Iterator

from drctl.analysis.planning.deadlines import Deadline
from drctl.analysis.recovery_plan import Affected, Criterion, Decision, Message
from drctl.model.model import Model
from drctl.model.requirement import Need, targets
from drctl.model.times import some_of

MOST = 12
"""Failed components whose signs are told."""
_SHOWN = 8
_NOTHING = "nothing that customers see"


def decision(
    model: Model,
    fails: tuple[str, ...],
    users: dict[str, frozenset[str]],
    affected: tuple[Affected, ...],
    found: tuple[Deadline, ...],
) -> Decision:
    """What is decided.

    Args:
        model: the model.
        fails: what has failed.
        users: for each component those that use it.
        affected: who is hit.
        found: the deadlines of the switches by hand.
    """
    rto, of = strictest(affected)
    left = [deadline.left for deadline in found]
    names = fails[:MOST]
    return Decision(
        tuple(dict.fromkeys(c for name in names for c in _criteria(model, name, users))),
        declaring(model, fails),
        max(0.0, min(left)) if left else None,
        rto,
        of,
    )


def strictest(affected: tuple[Affected, ...]) -> tuple[float | None, str]:
    """The strictest RTO of what goes down, and whose it is."""
    promised = [(a.rto, a.name) for a in affected if a.rto is not None and a.before == "down"]
    return min(promised, default=(None, ""))


def declaring(model: Model, fails: tuple[str, ...]) -> tuple[str, ...]:
    """Who declares a failure: the escalation of the first team, by name, of what has failed."""
    for owner in sorted({model.components[name].spec.owner or "" for name in fails}):
        team = model.teams.get(owner)
        if team is not None and team.escalation:
            return tuple(team.escalation)
    return ()


def _criteria(model: Model, name: str, users: dict[str, frozenset[str]]) -> Iterator[Criterion]:
    spec = model.components[name].spec
    for text in spec.symptoms or ():
        yield Criterion(name, text, "")
    for alert in spec.alerts or ():
        yield Criterion(name, "", alert)
    for user in sorted(users.get(name, ())):
        for need in model.components[user].needs:
            detect = need.detect
            if detect is not None and (detect.signal or detect.alert) and _names(need, name):
                yield Criterion(need.address, detect.signal or "", detect.alert or "")


def _names(need: Need, name: str) -> bool:
    return any(ref.name == name for ref in targets(need.requirement))


def messages(
    model: Model, title: str, down: bool, fails: tuple[str, ...], affected: tuple[Affected, ...]
) -> tuple[Message, ...]:
    """Whom to tell: customers, the teams of what has failed, then those of what is hit, by name.

    Args:
        model: the model.
        title: what people call the failure.
        down: whether that is a component, of which one says that it is down.
        fails: what has failed.
        affected: who is hit.
    """
    owners = {model.components[name].spec.owner or "" for name in fails}
    hit = {model.components[a.name].spec.owner or "" for a in affected} - owners
    every, _ = strictest(affected)
    text = _text(title, down, tuple(a for a in affected if a.name not in fails))
    teams = [(n, model.teams[n]) for n in (*sorted(owners), *sorted(hit)) if n in model.teams]
    return (
        Message("customers", (), every, text),
        *(Message(t.title or n, tuple(t.oncall.items()), every, text) for n, t in teams),
    )


def _text(title: str, down: bool, affected: tuple[Affected, ...]) -> str:
    """A message to fill in and send."""
    stopped = [a.title for a in affected if a.before == "down" and a.tier]
    limited = [a.title for a in affected if a.before == "degraded" and a.tier]
    lines = [
        f"{title} is down." if down else title,
        "Since: HH:MM, time zone",
        f"Not working: {some_of(stopped, _SHOWN) or _NOTHING}",
        f"Working with limits: {some_of(limited, _SHOWN) or _NOTHING}",
        "What we do: ...",
        "Next message: HH:MM",
    ]
    return "\n".join(lines)
