"""The steps of a walk as text, for a look ahead."""

from typing import TYPE_CHECKING

from drctl.cli._answer import say, wrapped
from drctl.model.times import duration

if TYPE_CHECKING:
    from drctl.analysis.recovery_plan import PlanStep
    from drctl.oncall.script import Script


def show(script: "Script") -> None:
    """Print what would be walked; nothing is run."""
    lines = [f"{script.title} ({script.subject}), {script.mode}", ""]
    lines += [line for hit in script.impact for line in wrapped(f"- {hit}")]
    if script.rto is not None:
        of = f" of {script.rto_of}" if script.rto_of else ""
        lines += [
            "",
            f"RTO {duration(script.rto)}{of}; the plan takes {duration(script.duration)}",
        ]
    for parameter in script.parameters:
        usual = f", usually {parameter.default}" if parameter.default else ""
        told = ", secret" if parameter.secret else usual
        lines.append(f"asks for {parameter.name}: {parameter.title}{told}")
    lines += [line for told in script.problems for line in wrapped(f"note: {told}")]
    numbers = {s.id: n for n, s in enumerate((*script.steps, *script.fail_back), 1)}
    for step in script.steps:
        lines += ["", *_step(step, numbers)]
    if script.fail_back:
        lines += ["", "The way back"]
    for step in script.fail_back:
        lines += ["", *_step(step, numbers)]
    say(lines)


def _step(step: "PlanStep", numbers: dict[str, int]) -> list[str]:
    first, *rest = wrapped(f"{numbers[step.id]}. {step.do}")
    facts = [
        "by itself" if step.automatic else "",
        f"takes {duration(step.takes)}" if step.takes else "",
        f"after {', '.join(str(numbers[a]) for a in step.after if a in numbers)}"
        if step.after
        else "",
        f"approval of {step.approval}" if step.approval else "",
        f"by {step.who}" if step.who else "",
        f"needs {', '.join(step.requires)}" if step.requires else "",
        f"IMPOSSIBLE: {', '.join(step.lost)} down; {step.instead or 'no other way'}"
        if step.lost
        else "",
        "IRREVERSIBLE" if step.irreversible else "",
    ]
    told = "; ".join(filter(None, facts))
    lines = [first, *(f"   {line}" for line in rest)]
    lines += [f"   {line}" for line in wrapped(told, 3)] if told else []
    for word, text in (("$", step.run), ("check $", step.verify), ("undo $", step.undo)):
        lines += [f"   {word} {text}"] if text else []
    return [*lines, f"   expect {step.expect}"] if step.expect else lines
