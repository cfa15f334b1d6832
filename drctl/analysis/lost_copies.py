"""What every single failure leaves of each store's copies (DESIGN §5.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from drctl.analysis.availability import View
from drctl.analysis.causes import of_vendor
from drctl.analysis.data_loss import DataLoss, store_loss
from drctl.analysis.single_failures import reaching
from drctl.analysis.states import states
from drctl.graph import FaultGraph
from drctl.model.component import Copy
from drctl.model.model import Model


@dataclass(frozen=True, slots=True)
class Setback:
    """What one cause costs a store beyond an ordinary day.

    `fails` are the components that fail; `vendor` is theirs when all of that vendor is meant.
    """

    fails: tuple[str, ...]
    loss: DataLoss
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A store: what is lost of it on an ordinary day, and beyond that by single failures.

    `restoring` are the single failures after which it has to be restored from a backup.
    """

    usual: DataLoss
    setbacks: tuple[Setback, ...]
    restoring: frozenset[str]


def kept_stores(
    model: Model,
    graph: FaultGraph,
    points: Mapping[str, frozenset[str]],
    blast: Mapping[str, frozenset[str]],
) -> tuple[Kept, ...]:
    """All stores, by address.

    Args:
        model: the model.
        graph: its fault graph.
        points: for each component what takes it down alone.
        blast: for each component what goes down with it.

    Notes:
        Looks only at failures that reach what a copy rests on. Where no single failure takes all
        copies, everything of one vendor is tried.
    """
    stores = [
        (name, store, copies)
        for name, component in sorted(model.components.items())
        for store, copies in sorted(component.data)
    ]
    found: list[Kept] = []
    open_ones: list[int] = []
    for name, store, copies in stores:
        usual = store_loss(View(model, ()), name, store)
        setbacks: list[Setback] = []
        restoring: set[str] = set()
        for cause in sorted(reaching(model, points, (copy.placement for copy in copies))):
            view = View(model, blast[cause] | {cause})
            loss = store_loss(view, name, store)
            if loss.seconds > usual.seconds:
                setbacks.append(Setback((cause,), loss))
            if loss.best not in (None, usual.best) and copies[loss.best or 0].kind == "backup":
                restoring.add(cause)
        if all(setback.loss.best is not None for setback in setbacks):
            open_ones.append(len(found))
        found.append(Kept(usual, tuple(setbacks), frozenset(restoring)))
    for vendor, down in _vendors(model, graph) if open_ones else ():
        view = View(model, down)
        for i in open_ones:
            name, store, copies = stores[i]
            loss = store_loss(view, name, store)
            if loss.best is None and found[i].usual.best is not None:
                fails = _telling(model, graph, vendor, points, copies)
                more = (*found[i].setbacks, Setback(fails, loss, vendor))
                found[i] = replace(found[i], setbacks=more)
    return tuple(found)


def _vendors(model: Model, graph: FaultGraph) -> list[tuple[str, frozenset[str]]]:
    """Every vendor that fails as a whole, and what goes down with it."""
    stated = {c.spec.vendor for c in model.components.values() if c.spec.vendor}
    fails = {vendor: of_vendor(model, vendor) for vendor in sorted(stated)}
    answers = states(graph, fails.values())
    return [(v, found.after.down) for v, found in zip(fails, answers, strict=True)]


def _telling(
    model: Model,
    graph: FaultGraph,
    vendor: str,
    points: Mapping[str, frozenset[str]],
    copies: tuple[Copy, ...],
) -> tuple[str, ...]:
    """Those of a vendor's components that the copies rest on; all where that isn't enough."""
    every = of_vendor(model, vendor)
    near = reaching(model, points, (copy.placement for copy in copies))
    few = tuple(name for name in every if name in near)
    down = states(graph, [few])[0].after.down
    view = View(model, down)
    return every if any(view.met(copy.placement) for copy in copies) else few
