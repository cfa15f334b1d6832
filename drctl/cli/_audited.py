"""One audit, as the options of `drctl audit` ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from drctl.cli import _baseline, _before
from drctl.cli._today import day_of
from drctl.cli._workspace import assessed

if TYPE_CHECKING:
    from drctl.audit.baseline import Baseline
    from drctl.audit.report import Report
    from drctl.finding import Severity
    from drctl.model import Model


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked; `baseline` must be there when it is named, unless it is to be written."""

    fail_on: "Severity | None"
    since: str | None
    trust: bool
    baseline: Path | None
    today: str | None
    writes_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Audited:
    """A report with what it is of; `again` judges anew with another baseline."""

    model: "Model"
    place: Path
    known: "Baseline | None"
    report: "Report"
    again: "Callable[[Baseline | None], Report]"


def audited(asked: Asked, model: "Model") -> Audited:
    """Audit a model; exits with 2 when it, its baseline or the revision cannot be used."""
    from drctl.audit.run import audit

    place = _baseline.place(model, asked.baseline)
    before = _before.before(model, asked.since, place) if asked.since is not None else None
    needed = asked.baseline is not None and not asked.writes_baseline
    known = _baseline.opened(place, needed=needed)
    judged = partial(
        audit,
        assessed(model, None if before is None else before.assessment),
        today=day_of(asked.today),
        fail_on=asked.fail_on,
        before=before,
        trust=asked.trust,
    )

    def again(baseline: "Baseline | None") -> "Report":
        return judged(baseline=baseline)

    return Audited(model, place, known, again(known), again)
