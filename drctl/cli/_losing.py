"""Lost data in words."""

from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING

from drctl.cli._answer import table

if TYPE_CHECKING:
    from drctl.analysis.data_loss import DataLoss
    from drctl.assessment import Assessment


def lost(assessment: "Assessment", losses: "Iterable[DataLoss]") -> list[str]:
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
    if len(rows) == 1:
        return []
    return ["", "Data lost when going on from the best copy:", table(rows)]
