"""How long each component is down after a failure, and what sets that time (DESIGN §5.4).

Rule 1 is played forward in time from the failure at 0: what has not started yet holds others
down, options join when they are ready, and what can start does. Where a time is not written the
run is made twice, with 0 and with infinity in its place.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from math import inf

from drctl.analysis.data_loss import Restore
from drctl.analysis.procedure_time import critical_path
from drctl.graph.clock import ALWAYS, Clock
from drctl.model.model import Model
from drctl.model.requirement import Option


@dataclass(frozen=True, slots=True)
class Onset:
    """What is down from the start.

    `fails` fail by themselves, each with a repair time of its own or None. `felled` fail by
    overload: they come back together when `relapses` says that, with these of the failed ones
    still down, none of them would fall again. `restoring` come back from a backup.
    """

    fails: Mapping[str, float | None]
    felled: frozenset[str] = frozenset()
    relapses: Callable[[frozenset[str]], bool] = lambda failed: False
    restoring: Mapping[str, tuple[Restore, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One playing of a failure.

    `clear` is when each node that held stopped holding, in seconds, infinity for never; nodes
    that never held are not in it. `left` tells of each component that had to start when it did,
    `joined` of each option that was wanted when it counted, `wanted` has all that were;
    `restores` tells of each that failed how long its repair takes. `order` has the turn in which
    each node cleared, `join_order` that in which each option joined: nothing rests on later ones.
    """

    clear: Mapping[int, float]
    left: Mapping[int, "Leave"]
    joined: Mapping[int, float]
    felt: frozenset[int]
    wanted: frozenset[int]
    restores: Mapping[int, float]
    onset: Onset
    order: Mapping[int, int]
    join_order: Mapping[int, int]

    def up(self, node: int) -> float:
        """When a component is up again; 0 when it never was down."""
        return self.clear.get(node, 0.0)


@dataclass(slots=True)
class Leave:
    """When a component has started: what it waits for, and `restoring` its data after that.

    It is repaired, what it needs at start is there, and it is relieved of its load. Where it
    does not start `anew` it only waits for its data.
    """

    repaired: float = inf
    started: float = inf
    relieved: float = 0.0
    restoring: float = 0.0
    anew: bool = True

    @property
    def ready(self) -> float:
        """When it waits for nothing more."""
        return max(self.repaired, self.started, self.relieved)

    @property
    def at(self) -> float:
        """When it is there with its data."""
        return self.ready + self.restoring


@dataclass(frozen=True, slots=True)
class Times:
    """Times in seconds, by component and by option, with `unknown` in place of what is missing."""

    restore: tuple[float, ...]
    restart: tuple[float, ...]
    after: tuple[float, ...]
    unknown: float

    def lasts(self, restore: Restore) -> float:
        """How long a backup takes to come back."""
        return self.unknown if restore.seconds is None else restore.seconds

    def concern(self, run: "Run") -> bool:
        """Whether what stands for a missing time, such as infinity, was met in a run."""
        unknown = self.unknown
        return (
            any(restore == unknown for restore in run.restores.values())
            or any(leave.restoring == unknown for leave in run.left.values())
            or any(self.after[j] == unknown for j in run.wanted)
        )


def times(model: Model, clock: Clock, unknown: float) -> Times:
    """The times that a model gives.

    Args:
        model: the model.
        clock: its gates.
        unknown: what stands in for a time that is not written, in seconds.
    """
    components = [model.components[name] for name in clock.names]
    written = (c.failure.restore if c.failure else None for c in components)
    return Times(
        tuple(unknown if restore is None else restore for restore in written),
        tuple(c.spec.restart or 0.0 for c in components),
        tuple(after(model, join.option, unknown) for join in clock.joins),
        unknown,
    )


def after(model: Model, option: Option, unknown: float) -> float:
    """How long an option takes to count: as written, else its procedure's critical path.

    Args:
        model: the model.
        option: a fallback.
        unknown: what stands in for a time that is not written, in seconds.
    """
    if option.after is not None:
        return option.after
    if option.switch == "automatic":
        return 0.0
    procedure = model.procedures.get(option.procedure or "")
    found = critical_path(procedure, unknown) if procedure else None
    return unknown if found is None else found


def play(clock: Clock, known: Times, onset: Onset) -> Run:
    """Play a failure forward in time.

    Args:
        clock: the gates of the model.
        known: its times.
        onset: what is down from the start.

    Returns:
        When everything is up again.

    Raises:
        KeyError: a name is no component.

    Notes:
        Events are at most the failed and misplaced components and the options they touch; each
        walks what still holds. A loss that a need tolerates is found by playing again with those
        needs felt whose loss lasts longer, until no more are.
    """
    felt: frozenset[int] = frozenset()
    failed = {clock.ids[name]: restore for name, restore in onset.fails.items()}
    while True:
        run = _Playing(clock, known, onset, failed, felt).run()
        longer = {
            node
            for node, time in run.clear.items()
            if (limit := clock.gates[node].tolerates) is not None and time > limit
        }
        if longer <= felt:
            return run
        felt |= longer


@dataclass(slots=True)
class _Waiting:
    """An option that somebody wants: when its help came and when it was noticed."""

    helped: float = inf
    noticed: float = inf


@dataclass(slots=True)
class _Playing:
    clock: Clock
    known: Times
    onset: Onset
    failed: Mapping[int, float | None]
    felt: frozenset[int]
    now: float = 0.0
    down: set[int] = field(default_factory=set)
    joined: dict[int, float] = field(default_factory=dict)
    waiting: dict[int, _Waiting] = field(default_factory=dict)
    clear: dict[int, float] = field(default_factory=dict)
    order: dict[int, int] = field(default_factory=dict)
    join_order: dict[int, int] = field(default_factory=dict)

    def run(self) -> Run:
        """Until nothing more can happen."""
        clock = self.clock
        felled = {clock.ids[name] for name in self.onset.felled}
        restoring = {clock.ids[n]: self._lasts(r) for n, r in self.onset.restoring.items()}
        first = self._holding({*self.failed, *felled, *restoring})
        lost = {i for i in first if 0 <= i < len(clock) and self._misplaced(i, first)}
        left = {
            i: Leave(
                inf if i in self.failed else 0.0,
                inf if i in self.failed or i in lost else 0.0,
                inf if i in felled else 0.0,
                restoring.get(i, 0.0),
                anew=i in self.failed or i in lost,
            )
            for i in sorted({*self.failed, *lost, *felled, *restoring})
        }
        self.down = set(left)
        holding = first if not lost else self._holding(self.down)
        before = holding
        for turn in count():
            for node in before - holding:
                self.clear[node] = self.now
                self.order[node] = turn
            self._note(left, holding)
            self._relieve([left[i] for i in felled])
            coming = [left[i].at for i in self.down] + [self._join_at(j) for j in self.waiting]
            later = min(coming, default=inf)
            if later == inf:
                break
            self.now = max(self.now, later)
            self.down -= {i for i in self.down if left[i].at <= self.now}
            ready = {j for j in self.waiting if self._join_at(j) <= self.now}
            for j in ready:
                del self.waiting[j]
                self.joined[j] = self.now
                self.join_order[j] = turn + 1
            before, holding = holding, self._holding(self.down)
        self.clear |= dict.fromkeys(holding - {ALWAYS}, inf)
        restores = {i: self._restore(i) for i in self.failed}
        wanted = frozenset((*self.joined, *self.waiting))
        return Run(
            self.clear,
            left,
            self.joined,
            self.felt,
            wanted,
            restores,
            self.onset,
            self.order,
            self.join_order,
        )

    def _lasts(self, restores: tuple[Restore, ...]) -> float:
        return max(self.known.lasts(restore) for restore in restores)

    def _misplaced(self, component: int, holding: set[int]) -> bool:
        node = self.clock.placed[component]
        return node is not None and node in holding

    def _note(self, left: dict[int, Leave], holding: set[int]) -> None:
        """Note which conditions are met for the first time."""
        for i in self.down:
            leave = left[i]
            if leave.repaired == inf and holding.isdisjoint(self.clock.repairs[i]):
                leave.repaired = self.now + self._restore(i)
            if leave.started == inf and holding.isdisjoint(self.clock.starts[i]):
                leave.started = self.now + self.known.restart[i]
        for j, waiting in self.waiting.items():
            join = self.clock.joins[j]
            if waiting.helped == inf and holding.isdisjoint(join.helped):
                waiting.helped = self.now
            if waiting.noticed == inf and holding.isdisjoint(join.noticed):
                waiting.noticed = self.now

    def _relieve(self, felled: Collection[Leave]) -> None:
        """Note when overload would fell none of those again that it has felled."""
        if not felled or min(leave.relieved for leave in felled) < inf:
            return
        failed = self.down & self.failed.keys()
        # With all of them down it felled these.
        if len(failed) == len(self.failed) and self.failed:
            return
        if not self.onset.relapses(frozenset(self.clock.names[i] for i in failed)):
            for leave in felled:
                leave.relieved = self.now

    def _restore(self, component: int) -> float:
        own = self.failed[component]
        return self.known.restore[component] if own is None else own

    def _join_at(self, j: int) -> float:
        join, waiting, after = self.clock.joins[j], self.waiting[j], self.known.after[j]
        if join.option.switch == "automatic":
            return after
        return max(waiting.helped, waiting.noticed + join.within) + after

    def _holding(self, seeds: Iterable[int]) -> set[int]:
        """The nodes that hold while some components have not started: rule 1, as of now."""
        clock, joined, count = self.clock, self.joined, len(self.clock)
        above, least, late = clock.above, clock.least, clock.late
        holding: set[int] = {ALWAYS}
        left: dict[int, int] = {}
        stack = [node for i in seeds for node in (i, count + i)]
        stack += [node for node in clock.idle if self._needed(node) <= 0]
        while stack:
            node = stack.pop()
            if node in holding:
                continue
            holding.add(node)
            if clock.gates[node].tolerates is not None and node not in self.felt:
                continue
            for parent, join in above[node]:
                if parent in holding or (join is not None and join not in joined):
                    continue
                missing = left.get(parent)
                if missing is None:
                    missing = self._needed(parent) if parent in late else least[parent]
                left[parent] = missing = missing - 1
                if missing <= 0:
                    stack.append(parent)
        return holding

    def _needed(self, node: int) -> int:
        """How many children must hold besides the options that have not joined."""
        gate = self.clock.gates[node]
        out = [j for j in gate.joins if j is not None and j not in self.joined]
        for j in out:
            self.waiting.setdefault(j, _Waiting())
        return gate.least - len(out)
