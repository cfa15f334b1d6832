"""The gates of a model with what takes time: options that join later, losses that are tolerated.

Beside the layer of components that run stands a second one, of components as somebody who starts
sees them: there a need that is not needed `at_start` does not count (DESIGN §5.4).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from drctl import collector
from drctl.graph.wants import Wants, ruled_out
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Ref, Requirement

Layer = Literal["running", "starting"]

ALWAYS = -1
"""The condition that always holds: no option is left that `wants` allows."""


@dataclass(frozen=True, slots=True)
class Join:
    """An option that does not count at once.

    `helped` are the nodes that must clear before people switch, `noticed` those before anybody
    notices, `within` later in seconds.
    """

    option: Option
    need: Need | None
    helped: tuple[int, ...]
    noticed: tuple[int, ...]
    within: float


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition over other nodes; it holds when `least` of them do.

    `joins` gives for a child the option that it stands for when that one joins later; until
    then the child counts as holding. `tolerates` is set on the gate of a need whose shorter
    loss is not felt.
    """

    least: int
    children: tuple[int, ...]
    joins: tuple[int | None, ...]
    tolerates: float | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Gates and joins of a model.

    Node i is "component i is down", node n + i the same as a starting component sees it.
    `starts[i]` are the nodes that must clear before component i can start, `repairs[i]` before
    its repair can begin; `placed[i]` is its placement's node in the first layer. `above` gives
    for each node its parents, each with the join it stands for there. `idle` are the gates that
    hold although nothing has failed until an option joins: what they run on today is ruled out.
    `least` has each gate's, and `late` the gates with an option that joins later.
    """

    names: tuple[str, ...]
    ids: dict[str, int]
    gates: tuple[Gate, ...]
    joins: tuple[Join, ...]
    starts: tuple[tuple[int, ...], ...]
    repairs: tuple[tuple[int, ...], ...]
    placed: tuple[int | None, ...]
    above: tuple[tuple[tuple[int, int | None], ...], ...]
    idle: tuple[int, ...]
    least: tuple[int, ...]
    late: frozenset[int]

    def __len__(self) -> int:
        return len(self.names)


def clock(model: Model) -> Clock:
    """The gates of a model with their times; linear in its size."""
    with collector.resting():
        return _Maker(model).made()


class _Maker:
    """Collects gates; nothing is merged but what has one child."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.names = tuple(sorted(model.components))
        self.ids = {name: i for i, name in enumerate(self.names)}
        self.gates: list[Gate] = [Gate(1, (), ())] * (2 * len(self.names))
        self.joins: list[Join] = []
        self.joined: dict[tuple[int, int], int] = {}
        self._procedures: dict[tuple[str, Layer], tuple[int, ...]] = {}

    def made(self) -> Clock:
        """All of it."""
        count = len(self.names)
        starts, repairs, placed = [], [], []
        for i, name in enumerate(self.names):
            component = self.model.components[name]
            lies = self._placement(component, "running")
            placed.append(lies)
            self.gates[i] = _or([n for n in (lies, *self._running(component)) if n is not None])
            lay = self._placement(component, "starting")
            held = [lay] if lay is not None else []
            known = [(n, self._need(n, "starting")) for n in component.needs if _to_start(n)]
            running = [node for need, node in known if need.hard]
            self.gates[count + i] = _or([*held, *running])
            starts.append((*held, *(node for _, node in known)))
            repair = component.repair_requires
            repairs.append(() if repair is None else (self._unmet(repair, "running"),))
        above: list[list[tuple[int, int | None]]] = [[] for _ in self.gates]
        for node, gate in enumerate(self.gates):
            for child, join in zip(gate.children, gate.joins, strict=True):
                above[child].append((node, join))
        return Clock(
            self.names,
            self.ids,
            tuple(self.gates),
            tuple(self.joins),
            tuple(starts),
            tuple(repairs),
            tuple(placed),
            tuple(map(tuple, above)),
            tuple(n for n, g in enumerate(self.gates) if g.joins and None not in g.joins),
            tuple([gate.least for gate in self.gates]),
            frozenset(n for n, g in enumerate(self.gates) if g.joins.count(None) < len(g.joins)),
        )

    def _placement(self, component: Component, layer: Layer) -> int | None:
        if component.placement is None:
            return None
        return self._unmet(component.placement, layer)

    def _running(self, component: Component) -> Iterator[int]:
        for need in component.needs:
            if need.hard:
                node = self._need(need, "running")
                if need.tolerates is not None:
                    node = self._add(Gate(1, (node,), (None,), need.tolerates))
                yield node

    def _need(self, need: Need, layer: Layer) -> int:
        return self._unmet(need.requirement, layer, need, need.wants)

    def _unmet(
        self,
        requirement: Requirement,
        layer: Layer,
        need: Need | None = None,
        wants: Wants = (),
        today: bool = True,
    ) -> int:
        """The node that holds while a requirement is unmet."""
        match requirement:
            case Ref(name):
                return self.ids[name] + (len(self.names) if layer == "starting" else 0)
            case AllOf(items):
                return self._any([self._unmet(i, layer, need, wants, today) for i in items])
            case AnyOf(options, at_least, by):
                kept = [o for o in options if not self._out(o, wants)]
                lost = [self._lost(o, by, layer, need, wants, False) for o in kept]
                least = len(kept) - at_least + 1
                if least - lost.count(ALWAYS) <= 0:
                    return ALWAYS
                left = tuple(node for node in lost if node != ALWAYS)
                return self._add(Gate(least - lost.count(ALWAYS), left, (None,) * len(left)))
            case Choice(options, by):
                first = options[0]
                kept = [o for o in options if (o is first and today) or not self._out(o, wants)]
                lost = [self._lost(o, by, layer, need, wants, today and o is first) for o in kept]
                ways = [(n, o) for n, o in zip(lost, kept, strict=True) if n != ALWAYS]
                if not ways:
                    return ALWAYS
                joins = tuple(None if o is first else self._join(o, need) for _, o in ways)
                if joins == (None,):
                    return ways[0][0]
                return self._add(Gate(len(ways), tuple(n for n, _ in ways), joins))

    def _out(self, option: Option, wants: Wants) -> bool:
        return bool(wants) and ruled_out(option.requirement, wants, self.model.components)

    def _lost(
        self,
        option: Option,
        by: Requirement | None,
        layer: Layer,
        need: Need | None,
        wants: Wants,
        today: bool,
    ) -> int:
        used = self._unmet(option.requirement, layer, need, wants, today)
        if by is None and option.requires is None and option.procedure is None:
            return used
        around = list(self._helpers(option, layer))
        if by is not None and option.switch == "automatic":
            around.append(self._unmet(by, layer))
        return self._any([used, *around])

    def _helpers(self, option: Option, layer: Layer) -> Iterator[int]:
        if option.requires is not None:
            yield self._unmet(option.requires, layer)
        if option.procedure is not None:
            key = (option.procedure, layer)
            if key not in self._procedures:
                needed = procedure_requirements(self.model.procedures, option.procedure)
                self._procedures[key] = tuple(self._unmet(r, layer) for r in needed)
            yield from self._procedures[key]

    def _join(self, option: Option, need: Need | None) -> int:
        """The join of an option; the same one in both layers."""
        key = (id(option), id(need))
        if key not in self.joined:
            helped: tuple[int, ...] = ()
            noticed: tuple[int, ...] = ()
            detect = need.detect if need else None
            if option.switch == "manual":
                helped = tuple(self._helpers(option, "running"))
                if detect is not None and detect.requires is not None:
                    noticed = (self._unmet(_required(self.model, need), "running"),)
            within = (detect.within or 0.0) if detect is not None else 0.0
            self.joined[key] = len(self.joins)
            self.joins.append(Join(option, need, helped, noticed, within))
        return self.joined[key]

    def _any(self, nodes: list[int]) -> int:
        if ALWAYS in nodes:
            return ALWAYS
        return nodes[0] if len(nodes) == 1 else self._add(_or(nodes))

    def _add(self, gate: Gate) -> int:
        self.gates.append(gate)
        return len(self.gates) - 1


def _or(nodes: list[int]) -> Gate:
    # What always holds has no place here: a component would be down in the normal state.
    kept = tuple(node for node in nodes if node != ALWAYS)
    return Gate(1, kept, (None,) * len(kept))


def _to_start(need: Need) -> bool:
    return need.optional is False and need.at_start is not False


def _required(model: Model, need: Need | None) -> Requirement:
    """What noticing a need's loss requires, in normal form."""
    from drctl.model.normal_form import requirement

    assert need is not None and need.detect is not None
    return requirement(need.detect.requires, (*need.path, "detect", "requires"))
