"""What sets a recovery time: the chain of conditions met last, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Literal

from drctl.analysis.recovery import Leave, Run, Times
from drctl.graph.clock import Clock, Join
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import said
from drctl.model.source import Path

What = Literal["repaired", "started", "noticed", "switched", "relieved", "restored"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One condition of a chain: what is met, when, how long it took.

    `subject` is the component, or the need's address of a switch; `on` what is switched to.
    `path` is where the time is written; `given` says that it came with the failure instead, as a
    scenario's own `restore`.
    """

    what: What
    subject: str
    at: float
    takes: float
    path: Path
    on: str = ""
    manual: bool = False
    given: bool = False


@dataclass(frozen=True, slots=True)
class Recovery:
    """How long one component is down after a failure, in seconds; infinity for never.

    `least` and `most` differ where a time is not written. `path` is the chain that sets `most`,
    or `least` when that is infinite; the earliest first. `missing` are the places of times that
    are not written and would decide; `deadlock` components that wait for one another to start.
    """

    component: str
    least: float
    most: float
    path: tuple[Moment, ...]
    missing: tuple[Path, ...]
    deadlock: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Whether no missing time decides."""
        return self.least == self.most

    @property
    def waits_for_people(self) -> bool:
        """Whether somebody has to switch by hand before it is up."""
        return any(moment.what == "switched" and moment.manual for moment in self.path)


def lasts(component: Component) -> float:
    """How long a failure lasts at least, repair and start side by side, in seconds."""
    return max(_restore(component) or 0.0, component.spec.restart or 0.0)


def by_itself(component: Component) -> Recovery:
    """How long a component's own failure lasts where nothing that it waits for is down.

    What `Reader.recovery` reads from a run of it, without one.
    """
    restore, least = _restore(component), lasts(component)
    repaired = (restore or 0.0) == least
    written = (*component.path, *(("failure", "restore") if repaired else ("restart",)))
    moment = Moment("repaired" if repaired else "started", component.name, least, least, written)
    path = () if least == 0 and restore is None else (moment,)
    missing = () if restore is not None else ((*component.path, "failure", "restore"),)
    most = inf if restore is None else least
    return Recovery(component.name, least, most, path, missing, ())


def _restore(component: Component) -> float | None:
    return component.failure.restore if component.failure is not None else None


class Reader:
    """Reads two runs of one failure: with 0 and with infinity for what is not written."""

    def __init__(
        self, model: Model, clock: Clock, runs: tuple[Run, Run], known: tuple[Times, Times]
    ) -> None:
        """Take the runs, the shorter one first, with the times that they were played by."""
        self.model = model
        self.clock = clock
        self.runs = runs
        self.known = known

    def hit(self) -> Iterator[str]:
        """The components that are down at some time, by name."""
        count = len(self.clock)
        for i in sorted(i for i, at in self.runs[1].clear.items() if i < count and at > 0):
            yield self.clock.names[i]

    def bounds(self, component: str) -> Recovery:
        """How long one component is down, without what sets it: no walk is made."""
        node = self.clock.ids[component]
        return Recovery(component, self.runs[0].up(node), self.runs[1].up(node), (), (), ())

    def recovery(self, component: str) -> Recovery:
        """How long one component is down.

        Args:
            component: its name.

        Notes:
            Walks back along the conditions that were met last; linear in what held.
        """
        node = self.clock.ids[component]
        least, most = self.runs[0].up(node), self.runs[1].up(node)
        run, known = (0, 1)[most < inf], (0, 1)[most < inf]
        back = _Back(self.model, self.clock, self.runs[run], self.known[known])
        path = tuple(reversed(list(back.chain(node)))) if least < inf else ()
        missing: tuple[Path, ...] = ()
        if least < most:
            longest = _Back(self.model, self.clock, self.runs[1], self.known[1])
            missing = longest.unknown(node, self.runs[0])
        return Recovery(component, least, most, path, missing, self._deadlock(node, least))

    def _deadlock(self, node: int, least: float) -> tuple[str, ...]:
        if least < inf:
            return ()
        back = _Back(self.model, self.clock, self.runs[0], self.known[0])
        return back.circle(node)


@dataclass(slots=True)
class _Back:
    """Walks one run backwards."""

    model: Model
    clock: Clock
    run: Run
    known: Times

    def chain(self, node: int) -> Iterator[Moment]:
        """The moments that set a node's time, the last one first."""
        seen: set[int] = set()
        at: int | None = node
        while at is not None and at not in seen and self.run.up(at) > 0:
            seen.add(at)
            moments, at = self._before(at)
            yield from moments

    def _before(self, node: int) -> tuple[list[Moment], int | None]:
        """What happened last before a node stopped holding, and the node behind that.

        Several nodes may clear in one moment, and rest on one another: they are searched for
        one that something made clear.
        """
        time = self.run.up(node)
        stack, seen = [node], {node}
        while stack:
            at = stack.pop()
            i = self._component(at)
            leave = self.run.left.get(i)
            if leave is not None and leave.at == time:
                moments, last = self._left(i, leave)
                if moments or last is None:
                    return moments, last
                # It took no time of its own: what it waited for is searched in the same way.
                if last not in seen:
                    seen.add(last)
                    stack.append(last)
                continue
            gate = self.clock.gates[at]
            for child, join in zip(gate.children, gate.joins, strict=True):
                joined = 0.0 if join is None else self.run.joined.get(join, inf)
                if join is not None and joined == time >= self.run.up(child):
                    return self._switched(join)
                if self.run.up(child) == time >= joined and child not in seen:
                    seen.add(child)
                    stack.append(child)
        return [], None

    def _component(self, node: int) -> int:
        """The component that a node of either layer stands for, -1 for a gate."""
        return node % len(self.clock) if node < 2 * len(self.clock) else -1

    def _left(self, i: int, leave: Leave) -> tuple[list[Moment], int | None]:
        if leave.restoring:
            restores = self.run.onset.restoring[self.clock.names[i]]
            restore = max(restores, key=self.known.lasts)
            last = Moment("restored", restore.address, leave.at, leave.restoring, restore.path)
            moments, node = self._ready(i, leave) if leave.ready else ([], None)
            return [last, *moments], node
        return self._ready(i, leave)

    def _ready(self, i: int, leave: Leave) -> tuple[list[Moment], int | None]:
        name = self.clock.names[i]
        path = self.model.components[name].path
        if leave.relieved > max(leave.repaired, leave.started):
            moment = Moment("relieved", name, leave.ready, 0.0, (*path, "capacity"))
            moments, node = self._relieving(leave.relieved)
            return [moment, *moments], node
        if leave.repaired >= leave.started:
            takes = leave.repaired - self._latest(self.clock.repairs[i])
            given = takes != self.known.restore[i]
            written = path if given else (*path, "failure", "restore")
            moment = Moment("repaired", name, leave.ready, takes, written, given=given)
            return [moment], self._last(self.clock.repairs[i])
        takes = self.known.restart[i]
        moments = [Moment("started", name, leave.ready, takes, (*path, "restart"))]
        return (moments if takes else []), self._last(self.clock.starts[i])

    def _relieving(self, at: float) -> tuple[list[Moment], int | None]:
        """The failed component that came back at a moment, and what set that."""
        for i in self.run.restores:
            if self.run.left[i].at == at:
                return self._left(i, self.run.left[i])
        return [], None

    def _switched(self, j: int) -> tuple[list[Moment], int | None]:
        join, at, takes = self.clock.joins[j], self.run.joined[j], self.known.after[j]
        option = join.option
        address = join.need.address if join.need else address_of(option.path)
        manual = option.switch == "manual"
        key = "procedure" if option.after is None and option.procedure else "after"
        on = said(option.requirement)
        moment = Moment("switched", address, at, takes, (*option.path, key), on, manual)
        if not manual:
            return [moment], None
        noticed, helped = self._latest(join.noticed), self._latest(join.helped)
        if noticed + join.within >= helped:
            return [moment, *self._noticed(join, address)], self._last(join.noticed)
        return [moment], self._last(join.helped)

    def _noticed(self, join: Join, address: str) -> Iterator[Moment]:
        if join.within and join.need is not None:
            at = self._latest(join.noticed) + join.within
            path = (*join.need.path, "detect", "within")
            yield Moment("noticed", address, at, join.within, path)

    def _latest(self, nodes: tuple[int, ...]) -> float:
        return max((self.run.up(node) for node in nodes), default=0.0)

    def _last(self, nodes: tuple[int, ...]) -> int | None:
        latest = self._latest(nodes)
        return next((n for n in nodes if self.run.up(n) == latest), None) if latest else None

    def unknown(self, node: int, shortest: Run) -> tuple[Path, ...]:
        """The places of the missing times behind a node that may clear earlier."""
        found: dict[Path, None] = {}
        seen: set[int] = set()
        stack = [node]
        while stack:
            at = stack.pop()
            if at in seen or self.run.up(at) == shortest.up(at):
                continue
            seen.add(at)
            stack += self._blockers(at, found)
        return tuple(sorted(found, key=str))

    def _blockers(self, node: int, found: dict[Path, None]) -> Iterator[int]:
        """The nodes that never clear behind one; notes the times that are missing."""
        i = self._component(node)
        leave = self.run.left.get(i)
        if leave is not None:
            path = self.model.components[self.clock.names[i]].path
            if self.run.restores.get(i) == inf:
                found[(*path, "failure", "restore")] = None
            if leave.restoring == inf:
                restores = self.run.onset.restoring[self.clock.names[i]]
                found |= {r.path: None for r in restores if r.seconds is None}
            if leave.relieved == inf:
                yield from self.run.restores
            yield from (*self.clock.repairs[i], *self.clock.starts[i])
        gate = self.clock.gates[node]
        for child, j in zip(gate.children, gate.joins, strict=True):
            yield child
            if j is not None and j not in self.run.joined:
                yield from self._waiting(j, found)

    def _waiting(self, j: int, found: dict[Path, None]) -> Iterator[int]:
        join = self.clock.joins[j]
        yield from (*join.helped, *join.noticed)
        if self.known.after[j] == inf:
            key = "procedure" if join.option.procedure else "after"
            found[(*join.option.path, key)] = None

    def circle(self, node: int) -> tuple[str, ...]:
        """The components on the circle of starts that a node waits for, in their order."""
        chain: list[int] = []
        at: int | None = node
        while at is not None and at not in chain:
            chain.append(at)
            at = next((n for n in self._blockers(at, {}) if self.run.up(n) == inf), None)
        if at is None:
            return ()
        count = len(self.clock)
        around = [n % count for n in chain[chain.index(at) :] if n < 2 * count]
        return tuple(dict.fromkeys(self.clock.names[i] for i in around))


def address_of(path: Path) -> str:
    """Where an option stands that belongs to no need: `chat-api.llm`, `promote.requires`."""
    parts = path[1:4:2] if path[2] == "needs" else path[1:3]
    return ".".join(map(str, parts))
