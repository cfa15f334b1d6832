"""Lost data in words."""

from math import inf
from typing import TYPE_CHECKING

from drctl.cli._answer import table

if TYPE_CHECKING:
    from drctl.analysis.data_loss import DataLoss
    from drctl.analysis.states import States
    from drctl.assessment import Assessment


def losses_of(
    assessment: "Assessment", scenario: str | None, answer: "States"
) -> "list[DataLoss]":
    """What is lost beyond what the written copies would lose on an ordinary day."""
    from drctl.analysis.data_loss import data_losses

    model = assessment.model
    corrupts = (model.scenarios[scenario].corrupts or ()) if scenario else ()
    down = {name for name, state in answer.after.items() if state == "down"}
    usual = {loss.address: loss.seconds for loss in data_losses(model, ())}
    found = data_losses(model, down, corrupts)
    return [loss for loss in found if loss.seconds > usual.get(loss.address, 0.0)]


def lost(assessment: "Assessment", losses: "list[DataLoss]") -> list[str]:
    """The stores that lose something, as lines; none when nothing is lost."""
    from drctl.model.requirement import said
    from drctl.render.times import duration

    rows = [("  store", "lost", "RPO", "goes on from")]
    for loss in losses:
        copies = dict(assessment.model.components[loss.component].data)[loss.store]
        best = copies[loss.best] if loss.best is not None else None
        from_where = "no copy is left"
        if best is not None:
            kind = f", {best.kind}" if best.kind else ""
            from_where = f"{said(best.placement)}{kind}"
        promised = "" if loss.rpo is None else duration(loss.rpo)
        kept = {True: " (kept)", False: " (broken)", None: ""}[loss.kept]
        told = "all of it" if loss.seconds == inf else duration(loss.seconds)
        rows.append((f"  {loss.address}", told, promised + kept, from_where))
    return ["", "Data lost when going on from the best copy:", table(rows)] if losses else []
