"""What is lost when going on from the best copy that can be reached (DESIGN §5.6)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import inf

from drctl.analysis.availability import View
from drctl.model.component import Copy
from drctl.model.model import Model
from drctl.model.source import Path


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


@dataclass(frozen=True, slots=True)
class Restore:
    """A store that comes back from a backup: how long that takes, in seconds, None if unwritten.

    `path` is where that time stands, or would.
    """

    address: str
    seconds: float | None
    path: Path


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
    found = (store_loss(view, name, store, corrupts) for name, store in _every(model))
    return tuple(loss for loss in found if loss.seconds > 0)


class Stores:
    """The stores of one model; what they lose on an ordinary day is worked out once."""

    def __init__(self, model: Model) -> None:
        """Take a model."""
        self._model = model
        ordinary = View(model, ())
        self._usual: dict[str, DataLoss] = {}
        self._resting_on: dict[str, set[tuple[str, str]]] = {}
        for name, store in _every(model):
            loss = store_loss(ordinary, name, store)
            self._usual[loss.address] = loss
            for copy in dict(model.components[name].data)[store]:
                for place in ordinary.names(copy.placement):
                    self._resting_on.setdefault(place, set()).add((name, store))

    def usual(self, components: Collection[str]) -> tuple[DataLoss, ...]:
        """What the stores of some components lose on an ordinary day, be it nothing."""
        return tuple(loss for loss in self._usual.values() if loss.component in components)

    def losses(
        self, down: Collection[str], corrupts: Collection[str] = ()
    ) -> tuple[DataLoss, ...]:
        """The stores that lose more than their copies always lag, by address.

        Args:
            down: the components that are down after people acted.
            corrupts: stores whose data are destroyed.

        Notes:
            Looks at the stores that have a copy in something that is down, and at no others.
        """
        found = self._affected(down, corrupts)
        return tuple(x for x in found if x.seconds > self._usual[x.address].seconds)

    def restores(
        self, down: Collection[str], corrupts: Collection[str] = ()
    ) -> dict[str, tuple[Restore, ...]]:
        """The components with stores that come back from a backup, not the best copy as a rule."""
        found: dict[str, tuple[Restore, ...]] = {}
        for loss in self._affected(down, corrupts):
            if loss.best is None or loss.best == self._usual[loss.address].best:
                continue
            component = self._model.components[loss.component]
            copy = dict(component.data)[loss.store][loss.best]
            if copy.kind != "backup":
                continue
            path = (*component.path, "data", loss.store, "copies", loss.best, "restore")
            restore = Restore(loss.address, copy.restore, path)
            found[component.name] = (*found.get(component.name, ()), restore)
        return found

    def _affected(self, down: Collection[str], corrupts: Collection[str]) -> Iterator[DataLoss]:
        if not self._usual:
            return
        view = View(self._model, down)
        affected = {at for place in down for at in self._resting_on.get(place, ())}
        for address in corrupts:
            name, _, store = address.partition(".")
            affected.add((name, store))
        for name, store in sorted(affected):
            yield store_loss(view, name, store, corrupts)


def _every(model: Model) -> Iterator[tuple[str, str]]:
    for name, component in sorted(model.components.items()):
        for store, _ in sorted(component.data):
            yield name, store


def store_loss(view: View, name: str, store: str, corrupts: Collection[str] = ()) -> DataLoss:
    """What one store loses, be it nothing.

    Args:
        view: the model with what is down.
        name: the component that keeps the store.
        store: the store's name.
        corrupts: addresses of stores whose data are destroyed, so that only backups are left.
    """
    component = view.model.components[name]
    copies, corrupted = dict(component.data)[store], f"{name}.{store}" in corrupts
    lag, best = min(_reached(view, copies, corrupted), default=(inf, None))
    return DataLoss(name, store, lag, best, component.promise.rpo)


def _reached(view: View, copies: tuple[Copy, ...], corrupted: bool) -> Iterator[tuple[float, int]]:
    for place, copy in enumerate(copies):
        if (copy.kind == "backup" or not corrupted) and view.met(copy.placement):
            yield copy.lag, place
