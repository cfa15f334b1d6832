"""`drctl why`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from drctl.cli._answer import (
    JsonOption,
    Output,
    OutputOption,
    is_json,
    say,
    say_json,
    table,
)
from drctl.cli._workspace import ModelOption, open_assessment

if TYPE_CHECKING:
    from drctl.analysis.explanation import Explanation, Saved
    from drctl.analysis.falls import Step
    from drctl.model import Model

EXAMPLES = (
    "drctl why chat-api cloudflare-edge",
    "drctl why web-app vendor:deepseek --json",
)


def command(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="Who is hit.")],
    component: Annotated[
        str, typer.Argument(metavar="COMPONENT", help="What fails; vendor:V, jurisdiction:J too.")
    ],
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Explain how a component takes a service down.

    The path is shown gate by gate, from the failure up; or which fallback saves the service.
    """
    from drctl.analysis.causes import several
    from drctl.cli._fails import component_named, failing

    assessment = open_assessment(model)
    name = component_named(assessment.model, service)
    fails = failing(assessment.model, [component])
    answer = assessment.explain(assessment.outcomes.of(several(fails)), name)
    if is_json(json, output):
        say_json(as_json(answer))
        return
    say(told(assessment.model, component, answer))


def as_json(answer: "Explanation") -> dict[str, Any]:
    """The answer in the shape of docs/json.md."""
    return {
        "takes_down": answer.after == "down",
        "takes_down_before_people_act": answer.before == "down",
        "state": answer.after,
        "state_before_people_act": answer.before,
        "path": [
            {
                "component": s.component,
                "need": s.need or None,
                "gate": s.gate,
                "because": list(s.because),
            }
            for s in answer.steps
        ],
        "saved_by": [
            {
                "component": s.component,
                "need": s.need,
                "lost": [said_loss.culprit for said_loss in s.lost],
                "option": s.runs_on,
                "switch": s.by.switch,
                "after": s.by.after,
                "degraded": s.by.degraded,
                "procedure": s.by.procedure,
            }
            for s in answer.saved
        ],
        "degraded_by": list(answer.degraded_by),
    }


def told(model: "Model", cause: str, answer: "Explanation") -> list[str]:
    """The answer as lines of text."""
    name = answer.component
    if name == cause:
        verb = "is what fails"
    elif answer.after == "down":
        verb = "goes down for good"
    elif answer.before == "down":
        verb = f"goes down until people act; after that it is {answer.after}"
    elif answer.after == "degraded":
        verb = "stays up, degraded"
    else:
        verb = "is not touched" if not answer.saved else "stays up"
    lines = [f"When {cause} fails, {name} {verb}."]
    if answer.steps:
        lines += ["", "How it falls:" if answer.after == "down" else "Until people act:"]
        rows = [
            (str(i), clause(s), str(model.place(s.path))) for i, s in enumerate(answer.steps, 1)
        ]
        lines.append(table([(f"  {n}.", text, place) for n, text, place in rows]))
    if answer.saved:
        lines += ["", "What saves it:"]
        lines += [f"  {line}" for s in answer.saved for line in saved(s)]
    if answer.degraded_by:
        lines += ["", "Why it is degraded:", *(f"  {reason}" for reason in answer.degraded_by)]
    return lines


def clause(step: "Step") -> str:
    """One step in words."""
    if step.gate == "fails":
        return f"{step.component} fails"
    because = " and ".join(step.because)
    if step.overload is not None:
        verb = "is" if len(step.because) == 1 else "are"
        since = f", since {because} {verb} down" if because else ""
        return f"{step.component} fails by overload: {step.overload.told}{since}"
    if step.need == "in" and len(step.losses) > 1:
        return f"{step.component} is down: too few of the places it may run in are left: {because}"
    if step.need == "in":
        return f"{step.component} is down: it lies in {because}"
    reasons = "; ".join(loss.text for loss in step.losses)
    if len(step.losses) > 1 or step.gate.endswith("needed"):
        return f"{step.component} is down: {step.address} ({step.gate}): {reasons or because}"
    return f"{step.component} is down: {step.address} needs {because}, which is down"


def saved(found: "Saved") -> list[str]:
    """A saved need in words."""
    lost = "; ".join(loss.text for loss in found.lost)
    return [f"{found.address}: {lost}", f"    {found.runs_on} serves ({switching(found)})"]


def switching(found: "Saved") -> str:
    """How the option that saves a need is switched to."""
    from drctl.model.times import duration

    option = found.by
    parts: list[str] = [option.switch]
    if option.after:
        parts.append(f"after {duration(option.after)}")
    if option.procedure:
        parts.append(f"procedure {option.procedure}")
    if option.degraded:
        parts.append("degraded")
    return ", ".join(parts)
