"""Years played: lives come and go, the net tells at each change who is down."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from drctl.analysis.lifetimes.life import Life
from drctl.analysis.lifetimes.tally import Tally
from drctl.analysis.unavailability import YEAR
from drctl.graph.kernel import BATCH, propagate
from drctl.graph.net import Net


@dataclass(frozen=True, slots=True)
class Part:
    """What one question is answered with.

    `failed` has for each life the node that fails with it (None when nothing that is asked
    about rests on it), `tops` the node of each service.
    """

    net: Net
    failed: tuple[int | None, ...]
    tops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Play:
    """All that is needed to play any year of one seed; small enough to be sent about."""

    seed: int
    lives: tuple[Life, ...]
    parts: tuple[Part, ...]


def played(play: Play, years: range) -> tuple[Tally, ...]:
    """Play some years.

    Args:
        play: what is played.
        years: which; the answer for a year is the same whichever are played with it.

    Returns:
        A tally for each question.

    Notes:
        Between two changes of any component nothing changes: such moments are the scenarios of
        the kernel, 16,384 to a walk. Work: a component's year costs a microsecond or two, so does
        every failure, every outage of a service, and every 16,384 moments a walk of the net.
        Memory: the failures of one year, and one walk.
    """
    keys = [life.key(play.seed) for life in play.lives]
    asked = [_Asked(part, Tally(len(part.tops), len(years))) for part in play.parts]
    moments = _Moments(asked)
    for number, year in enumerate(years):
        changes: list[tuple[float, int]] = []
        for i, one in enumerate(play.lives):
            for start, end in one.outages(keys[i], year):
                changes.append((start, i))
                if end < YEAR:
                    changes.append((end, ~i))
        changes.sort()
        moments.play(number, changes)
    moments.flush()
    return tuple(one.tally for one in asked)


@dataclass(slots=True)
class _Asked:
    """One question's services: the tally, and what is down when the moments so far end."""

    part: Part
    tally: Tally
    going: dict[int, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Moments:
    """Stretches of time in which nothing changes, gathered until a walk is worth while.

    Moment k lasts from `start[k]` to `end[k]`, seconds of the year `year[k]`; bit k of
    `failed[i]` is set when life i is failed in it. `since` has where the open ones began.
    """

    asked: list[_Asked]
    start: list[float] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    year: list[int] = field(default_factory=list)
    failed: dict[int, int] = field(default_factory=dict)
    since: dict[int, int] = field(default_factory=dict)

    def play(self, year: int, changes: list[tuple[float, int]]) -> None:
        """Go through a year's changes, in order of time; `~i` is the end of life i's outage."""
        self._begin(year, 0.0)
        for time, what in changes:
            if time > self.start[-1]:
                self.end[-1] = time
                self._begin(year, time)
            if what >= 0:
                self.since[what] = len(self.start) - 1
            else:
                self._close(~what, len(self.start) - 1)
        for life in list(self.since):
            self._close(life, len(self.start))

    def _begin(self, year: int, time: float) -> None:
        if len(self.start) == BATCH:
            self.flush()
        self.start.append(time)
        self.end.append(YEAR)
        self.year.append(year)

    def _close(self, life: int, stop: int) -> None:
        since = self.since.pop(life)
        if stop > since:
            held = ((1 << stop - since) - 1) << since
            self.failed[life] = self.failed.get(life, 0) | held

    def flush(self) -> None:
        """Ask the nets about the moments so far, and start anew with what is failed now."""
        still = list(self.since)
        for life in still:
            self._close(life, len(self.start))
        for asked in self.asked:
            self._ask(asked)
        self.since = dict.fromkeys(still, 0)
        self.failed.clear()
        for moments in (self.start, self.end, self.year):
            moments.clear()

    def _ask(self, asked: _Asked) -> None:
        rows = propagate(asked.part.net, self._by_node(asked.part), len(self.start))
        for service, top in enumerate(asked.part.tops):
            row = rows[top]
            if service in asked.going and not row & 1:
                start = asked.going.pop(service)
                asked.tally.add(service, self.year[0], start, self.start[0])
            if row:
                self._count(asked, service, row)

    def _by_node(self, part: Part) -> Mapping[int, int]:
        found = ((part.failed[life], row) for life, row in self.failed.items())
        return {node: row for node, row in found if node is not None}

    def _count(self, asked: _Asked, service: int, row: int) -> None:
        # Outages of services are what there is most of: no call is made for one of them.
        starts, ends, years, tally = self.start, self.end, self.year, asked.tally
        down, longest, began = tally.down, tally.longest, tally.began
        spots, final = service * tally.years, len(starts) - 1
        digits = bin(row)[:1:-1] + "0"
        first, stop = digits.find("1"), 0
        while first >= 0:
            if stop <= first:
                stop = digits.find("0", first)
            year, last = years[first], stop - 1
            if years[last] != year:
                last = bisect_right(years, year, first, stop) - 1
            start, end = starts[first], ends[last]
            if not first:
                start = asked.going.pop(service, start)
            # An outage is counted when it ends, so that a walk's end leaves no trace.
            if last == final and end < YEAR:
                asked.going[service] = start
                return
            spot, lasted = spots + year, end - start
            down[spot] += lasted
            if lasted > longest[spot]:
                longest[spot] = lasted
            if start > 0:
                began[spot] += 1
            first = last + 1
            if first == stop:
                first = digits.find("1", stop)
