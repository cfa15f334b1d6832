"""The gateway itself: everything goes through it."""

from drctl.analysis.single_failures import sweep
from drctl.gateway.check._question import Question
from drctl.gateway.wrong import Wrong
from drctl.model.model import Model


def check(question: Question, wrong: Wrong) -> None:
    """Tell of gateways that run once, or in one place only, while callers want to survive that."""
    carried: dict[str, list[str]] = {}
    for served in question.served:
        for name in served.group.gateways if served.group else ():
            carried.setdefault(name, []).append(served.chain.name)
    if not carried:
        return
    points = sweep(question.assessment.graph, sorted(carried)).causes
    for name, addresses in sorted(carried.items()):
        model, component = question.model, question.model.components[name]
        why = ""
        if component.replicas < 2:
            why = "runs once"
        elif zones := sorted(points[name] & _zones(model)):
            why = f"stands in one place only ({zones[0]})"
        if why and not _accepted(model, name):
            told = f"{name} {why}, and {_few(addresses)} go through it"
            related = (model.place(component.path, note="the gateway"),)
            hint = "run several of it in several places, and say so in the model"
            top = question.configuration.top
            wrong("gateway-single-point", told, top, hint=hint, about=name, related=related)


def _zones(model: Model) -> set[str]:
    return {
        c.name
        for c in model.of_kind("domain")
        if getattr(c.spec, "kind", None) in ("zone", "site")
    }


def _accepted(model: Model, gateway: str) -> bool:
    """Whether somebody has decided to live with it."""
    return any(
        (each.rule == "single-instance" and each.object == gateway)
        or (each.rule == "single-point-of-failure" and gateway in (each.cause or ()))
        for each in model.accepted
    )


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
