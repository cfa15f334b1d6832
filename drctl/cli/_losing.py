"""Lost data in words."""

from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING

from drctl.cli._answer import table

if TYPE_CHECKING:
    from drctl.analysis.data_loss import DataLoss
    from drctl.analysis.recovery_verdict import WorstLoss
    from drctl.assessment import Assessment
    from drctl.model import Model


def lost(assessment: "Assessment", losses: "Iterable[DataLoss]") -> list[str]:
    """The stores that lose something, as lines; none when nothing is lost."""
    from drctl.model.times import duration

    rows = [("  store", "lost", "RPO", "goes on from")]
    for loss in losses:
        promised = "" if loss.rpo is None else duration(loss.rpo)
        kept = {True: " (kept)", False: " (broken)", None: ""}[loss.kept]
        goes_on = _goes_on_from(assessment.model, loss)
        rows.append((f"  {loss.address}", _how_much(loss), promised + kept, goes_on))
    if len(rows) == 1:
        return []
    return ["", "Data lost when going on from the best copy:", table(rows)]


def most(model: "Model", worst: "Iterable[WorstLoss]") -> list[str]:
    """The most that stores lose, whatever fails, as lines; none without stores."""
    from drctl.model.times import duration

    rows = [("  store", "RPO", "holds", "lost", "when this fails", "goes on from")]
    for one in worst:
        loss = one.loss
        promised = "" if loss.rpo is None else duration(loss.rpo)
        holds = {True: "yes", False: "no", None: ""}[loss.kept]
        cause = "nothing" if one.cause is None else one.cause.words
        goes_on = _goes_on_from(model, loss)
        rows.append((f"  {loss.address}", promised, holds, _how_much(loss), cause, goes_on))
    if len(rows) == 1:
        return []
    return ["", "The most data lost when going on from the best copy:", table(rows)]


def _how_much(loss: "DataLoss") -> str:
    from drctl.model.times import duration

    return "all of it" if loss.seconds == inf else duration(loss.seconds)


def _goes_on_from(model: "Model", loss: "DataLoss") -> str:
    from drctl.model.requirement import said

    if loss.best is None:
        return "no copy is left"
    best = dict(model.components[loss.component].data)[loss.store][loss.best]
    kind = f", {best.kind}" if best.kind else ""
    return f"{said(best.placement)}{kind}"
