"""What is lost when going on from the best copy that can be reached (DESIGN §5.6)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import inf

from drctl.analysis.availability import View
from drctl.model.component import Copy
from drctl.model.model import Model


@dataclass(frozen=True, slots=True)
class DataLoss:
    """What one store loses, in seconds of writes; infinity when no copy can be reached.

    `best` is the place in the store's list of copies of the one to go on from, None for none;
    `rpo` is what is promised, None without a promise.
    """

    component: str
    store: str
    seconds: float
    best: int | None
    rpo: float | None

    @property
    def address(self) -> str:
        """The store's address: `postgres.conversations`."""
        return f"{self.component}.{self.store}"

    @property
    def kept(self) -> bool | None:
        """Whether the RPO is kept; None without one."""
        return None if self.rpo is None else self.seconds <= self.rpo


def data_losses(
    model: Model, down: Collection[str], corrupts: Collection[str] = ()
) -> tuple[DataLoss, ...]:
    """What every store loses.

    Args:
        model: the model.
        down: the components that are down after people acted.
        corrupts: stores whose data are destroyed, as `postgres.conversations`; only their
            backups are left.

    Returns:
        The stores that lose something, by address.
    """
    view = View(model, down)
    found = (
        _loss(view, name, store, copies, f"{name}.{store}" in corrupts)
        for name, component in sorted(model.components.items())
        for store, copies in sorted(component.data)
    )
    return tuple(loss for loss in found if loss.seconds > 0)


def _loss(
    view: View, name: str, store: str, copies: tuple[Copy, ...], corrupted: bool
) -> DataLoss:
    reached = list(_reached(view, copies, corrupted))
    lag, best = min(reached, default=(inf, None))
    return DataLoss(name, store, lag, best, view.model.components[name].promise.rpo)


def _reached(view: View, copies: tuple[Copy, ...], corrupted: bool) -> Iterator[tuple[float, int]]:
    for place, copy in enumerate(copies):
        if (copy.kind == "backup" or not corrupted) and view.met(copy.placement):
            yield copy.lag, place
