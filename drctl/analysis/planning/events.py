"""What must happen so that everything is up again, and what each of it waits for.

A recovery time says when; these events say what it rests on, all of it and not only the last. Two
kinds happen: a component comes back, and an option joins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Literal, NamedTuple

from drctl.analysis.recovery import Leave, Run
from drctl.analysis.recovery_path import Reader
from drctl.graph.clock import Clock, Gate


class Key(NamedTuple):
    """One event: component `of` comes back, or option `of` joins (numbers of the clock)."""

    what: Literal["back", "joined"]
    of: int


Keys = frozenset[Key]


@dataclass(frozen=True, slots=True)
class Back:
    """A component comes back: what its repair, its start and its relief wait for."""

    leave: Leave
    repaired: Keys
    started: Keys
    relieved: Keys


@dataclass(frozen=True, slots=True)
class Joined:
    """An option counts: what those who switch wait for, and those who notice.

    `start` is when switching begins, and `at` when it is done; in seconds, infinity for never.
    """

    at: float
    start: float
    noticed_at: float
    helped: Keys
    noticed: Keys


class Events:
    """The events of one failure.

    Each is read from the run with infinity for what is not written when it happens there, else
    from the one with 0: its order is known then, its time is not.
    """

    def __init__(self, reader: Reader) -> None:
        """Read two runs of one failure."""
        self.reader = reader
        self.clock: Clock = reader.clock
        self._rest = {id(run): _Rest(reader.clock, run) for run in reader.runs}
        self._back: dict[int, Back] = {}
        self._joined: dict[int, Joined] = {}

    @property
    def longest(self) -> Run:
        """The run whose times are told."""
        return self.reader.runs[1]

    def up(self, component: int) -> float:
        """When a component is up for good in the longest run."""
        return self.longest.up(component)

    def behind(self, nodes: Iterable[int]) -> Keys:
        """The events that must have happened until some nodes are clear, the last ones only."""
        shortest, longest = self.reader.runs
        wanted = list(nodes)
        sure = [n for n in wanted if longest.up(n) < inf]
        rest = [n for n in wanted if longest.up(n) == inf]
        return self._rest[id(longest)].behind(sure) | self._rest[id(shortest)].behind(rest)

    def back(self, component: int) -> Back:
        """How a component comes back that had to start."""
        if component not in self._back:
            self._back[component] = self._come_back(component)
        return self._back[component]

    def _come_back(self, component: int) -> Back:
        shortest, longest = self.reader.runs
        run = longest if longest.left[component].at < inf else shortest
        leave = run.left[component]
        failed = [i for i in run.restores if run.left[i].at <= leave.relieved]
        relieving = 0 < leave.relieved < inf
        repairs = self.clock.repairs[component] if component in run.restores else ()
        return Back(
            longest.left[component],
            self.behind(repairs),
            self.behind(self.clock.starts[component] if leave.anew else ()),
            frozenset(Key("back", i) for i in failed if relieving),
        )

    def joined(self, j: int) -> Joined:
        """How an option comes to count."""
        if j not in self._joined:
            self._joined[j] = self._come_in(j)
        return self._joined[j]

    def _come_in(self, j: int) -> Joined:
        longest, join = self.longest, self.clock.joins[j]
        at = longest.joined.get(j, inf)
        if join.option.switch == "automatic":
            return Joined(at, 0.0, 0.0, frozenset(), frozenset())
        noticed = max((longest.up(n) for n in join.noticed), default=0.0)
        helped = max((longest.up(n) for n in join.helped), default=0.0)
        return Joined(
            at,
            max(helped, noticed + join.within),
            noticed,
            self.behind(join.helped),
            self.behind(join.noticed),
        )

    def all_behind(self, nodes: Iterable[int]) -> list[Key]:
        """Every event behind some nodes, also those behind the last ones; in no order."""
        found: dict[Key, None] = {}
        stack = sorted(self.behind(nodes))
        while stack:
            key = stack.pop()
            if key not in found:
                found[key] = None
                stack += sorted(self.before(key))
        return list(found)

    def before(self, key: Key) -> Keys:
        """The events that must have happened before one begins, or at least before it ends."""
        if key.what == "back":
            back = self.back(key.of)
            return back.repaired | back.started | back.relieved
        joined = self.joined(key.of)
        return joined.helped | joined.noticed


@dataclass(slots=True)
class _Rest:
    """What cleared nodes rest on in one run."""

    clock: Clock
    run: Run
    _alone: dict[int, frozenset[Key]] = field(default_factory=dict)

    def behind(self, nodes: Iterable[int]) -> Keys:
        """The events on which some nodes rest.

        Notes:
            A gate that holds while k of n children do rests on the n - k + 1 that cleared first:
            they made it clear, the others play no part. Nodes that rest on one another clear
            together, hence each is looked at once. Nodes that were asked for alone are known.
        """
        found: set[Key] = set()
        first = [n for n in nodes if n in self.run.order]
        stack, seen = [*first], set(first)
        count = len(self.clock)
        while stack:
            node = stack.pop()
            if node in self._alone:
                found |= self._alone[node]
                continue
            if node < 2 * count and node % count in self.run.left:
                found.add(Key("back", node % count))
            for child, join in self._cleared(self.clock.gates[node]):
                if join is not None:
                    found.add(Key("joined", join))
                if child not in seen and child in self.run.order and self._felt(child):
                    seen.add(child)
                    stack.append(child)
        rests_on = frozenset(found)
        if len(first) == 1:
            self._alone[first[0]] = rests_on
        return rests_on

    def _cleared(self, gate: Gate) -> Iterator[tuple[int, int | None]]:
        """The children that made a gate clear, each with the option that it stands for."""
        if gate.least == 1:  # all of them: only those that held did anything
            for child, join in zip(gate.children, gate.joins, strict=True):
                if join is not None or child in self.run.order:
                    yield child, join
            return
        ways = sorted(
            (self._turn(child, join), place)
            for place, (child, join) in enumerate(zip(gate.children, gate.joins, strict=True))
        )
        for turn, place in ways[: len(ways) - gate.least + 1]:
            if turn >= 0:
                yield gate.children[place], gate.joins[place]

    def _turn(self, child: int, join: int | None) -> float:
        """The turn from which a child no longer holds a gate; -1 when it never did."""
        run = self.run
        joined = -1 if join is None else run.join_order.get(join, inf)
        if not self._felt(child) or child not in run.clear:
            return joined
        return max(joined, run.order.get(child, inf))

    def _felt(self, node: int) -> bool:
        return self.clock.gates[node].tolerates is None or node in self.run.felt
