"""The stores that lose data in a failure: how much, and from which copy one goes on."""

from dataclasses import dataclass
from math import inf

from drctl.model.model import Model
from drctl.model.requirement import said
from drctl.render.subjects import Subject


@dataclass(frozen=True, slots=True)
class Lost:
    """What one store loses when going on from its best copy.

    `seconds` of writes, infinity for all of it; `kept` says whether the RPO is kept, None
    without one. `copy` is the copy to go on from, "" for none. `backup` says that it has to be
    restored first, which takes `restore` seconds, None when that is not written. `key` is the
    copy's address in the model.
    """

    address: str
    seconds: float
    rpo: float | None
    kept: bool | None
    copy: str
    backup: bool
    restore: float | None
    key: str

    @property
    def all(self) -> bool:
        """Whether no copy is left."""
        return self.seconds == inf


def losing(model: Model, subject: Subject) -> tuple[Lost, ...]:
    """The stores that lose more than their copies always lag, by address."""
    rows = []
    for loss in subject.outcome.losses:
        component = model.components[loss.component]
        best = dict(component.data)[loss.store][loss.best] if loss.best is not None else None
        path = (*component.path, "data", loss.store, "copies")
        rows.append(
            Lost(
                address=loss.address,
                seconds=loss.seconds,
                rpo=loss.rpo,
                kept=loss.kept,
                copy=_told(said(best.placement), best.kind) if best else "",
                backup=best is not None and best.kind == "backup",
                restore=best.restore if best else None,
                key=".".join(map(str, path if best is None else (*path, loss.best))),
            )
        )
    return tuple(rows)


def _told(where: str, kind: str | None) -> str:
    return f"{where} ({kind})" if kind else where
