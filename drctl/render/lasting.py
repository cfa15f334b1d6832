"""What sets a recovery time, as pages show it: moments in words, with the keys they come from."""

from dataclasses import dataclass

from drctl.analysis.recovery_path import Moment, Recovery
from drctl.model.model import Model
from drctl.model.source import Path
from drctl.render.subjects import Subject


@dataclass(frozen=True, slots=True)
class Stage:
    """One moment of a chain, in seconds from the failure; `key` gives how long it `takes`."""

    at: float
    what: str
    takes: float
    key: str


def stages(model: Model, subject: Subject, recovery: Recovery) -> tuple[Stage, ...]:
    """The moments that set a time, the earliest first."""
    return tuple(
        Stage(moment.at, moment_words(moment), moment.takes, _written(model, subject, moment))
        for moment in recovery.path
    )


def moment_words(moment: Moment) -> str:
    """One moment in words."""
    name = moment.subject
    match moment.what:
        case "repaired":
            return f"{name} is repaired"
        case "started":
            return f"{name} has started"
        case "noticed":
            return f"the loss of {name} is noticed"
        case "switched":
            how = "by hand" if moment.manual else "by itself"
            return f"{name} is switched to {moment.on} {how}"
        case "relieved":
            return f"{name} would not be overloaded again"
        case "restored":
            return f"{name} is restored from its backup"


def _written(model: Model, subject: Subject, moment: Moment) -> str:
    fails = subject.outcome.cause.fails
    if moment.what == "repaired" and fails.get(moment.subject) is not None:
        return f"scenarios.{subject.name}.fails"
    return key(model, moment.path)


def key(model: Model, path: Path) -> str:
    """A key's address: `services.postgres.restart`; of a default the policy's."""
    if path[-2:] == ("failure", "restore"):
        component = model.components[str(path[1])]
        group = getattr(component.spec, "kind", None) or component.kind
        if component.spec.failure is None and group in model.policy.failure:
            return f"policy.failure.{group}.restore"
    return ".".join(map(str, path))
