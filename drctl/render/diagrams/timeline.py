"""When what is back after a failure, and what sets the longest time, as bars over time."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, log
from textwrap import wrap

from drctl.analysis.ranking import rank
from drctl.analysis.recovery_path import Moment, Recovery
from drctl.analysis.recovery_verdict import verdict
from drctl.assessment import Assessment
from drctl.model.times import duration, lasting
from drctl.render.diagrams.chart import Chart
from drctl.render.diagrams.gantt import Task, gantt
from drctl.render.diagrams.picture import left_out, short, table
from drctl.render.diagrams.sketch import BLUE, BOLD, GREY, VERMILION
from drctl.render.diagrams.states import DOWN
from drctl.render.lasting import moment_words
from drctl.render.subjects import Subject

MOST = 24
"""So many components at most; what is down longest is left out last."""
MOST_MOMENTS = 12
_LEFT, _BARS, _RIGHT = 190, 400, 230
_ROW, _STEP, _THICK = 21, 28, 12
_LONGEST = 28
_TICKS = (1, 10, 30, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 86400, 3 * 86400, 7 * 86400)
_MORE = (14 * 86400, 30 * 86400, 90 * 86400, 365 * 86400)
_APART = 46
LOGARITHMIC = " · the axis is logarithmic"
_HELD = {"achievable": "kept", "not achievable": "broken", "unknown": "not known to be kept"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One component: down for at least `least` and at most `most` seconds."""

    name: str
    tier: str
    least: float
    most: float
    rto: float | None
    told: str
    on_path: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A failure played forward in time."""

    title: str
    bars: tuple[Bar, ...]
    moments: tuple[Moment, ...]
    longest: str
    caption: tuple[str, ...]

    def dot(self) -> str:
        """The picture for Graphviz."""
        return _Drawn(self).dot()

    def mermaid(self) -> str:
        """The picture as a Mermaid Gantt chart; its axis is linear."""
        end = self.end()
        down = [
            Task(
                f"{bar.name}, {bar.told}",
                0,
                min(bar.most, end),
                "crit" if bar.on_path else "active",
            )
            for bar in self.bars
        ]
        chain = [
            Task(moment_words(m), m.at - m.takes, m.at, "crit" if m.manual else "")
            for m in self.moments
        ]
        sections = {"down until": down, f"what sets the time of {self.longest}": chain}
        title = "; ".join((self.title, *left_out(self.caption)))
        words = " · ".join(self.caption).replace(LOGARITHMIC, "")
        return gantt(title, words, sections)

    def text(self) -> str:
        """The picture in words."""
        head = ("component", "tier", "down", "RTO")
        rows = [
            (b.name, b.tier, _down(b), duration(b.rto) if b.rto is not None else "")
            for b in self.bars
        ]
        steps = [
            f"{duration(m.at)}: {moment_words(m)}"
            + (f" (takes {duration(m.takes)})" if m.takes else "")
            for m in self.moments
        ]
        chain = f"What sets the time of {self.longest}: {'; '.join(steps)}." if steps else ""
        caption = [part for part in (chain, *self.caption) if part]
        return table(self.title, head, rows, caption)

    def end(self) -> float:
        """Where the axis ends, in seconds."""
        known = [t for b in self.bars for t in (b.least, b.most, b.rto) if t and t != inf]
        return max([*known, *(m.at for m in self.moments)], default=60.0)


def timeline(assessment: Assessment, subject: Subject) -> Timeline:
    """The timeline of a failure or a scenario.

    Args:
        assessment: the model with its answers.
        subject: what fails.

    Returns:
        At most 24 components, the first back first; where there are more, those of the lower
        tiers and shorter times are left out. Below them the chain that sets the longest time of
        the services with an RTO that are hit.
    """
    model, times = assessment.model, subject.outcome.times
    hit = [(name, times.bounds(name)) for name in times.hit()]
    hit.sort(key=lambda one: (rank(model, model.components[one[0]])[0], -one[1].most, one[0]))
    shown = sorted(hit[:MOST], key=lambda one: (one[1].most, one[1].least, one[0]))
    longest = _longest(assessment, subject, [recovery for _, recovery in hit])
    read = times.recovery(longest) if longest else None
    path = read.path if read is not None else ()
    on_path = {moment.subject.partition(".")[0] for moment in path}
    bars = tuple(_bar(assessment, subject, r, n in on_path) for n, r in shown)
    caption = [
        "bar: down; an open, dashed end: not known, or never up again · upright line: RTO"
        + LOGARITHMIC
    ]
    if path:
        caption.append(f"◆: on the critical path of {longest}, which stands below step by step")
    if read is not None and read.deadlock:
        caption.append(f"each waits for the next to start: {_circle(read.deadlock)}")
    if left := len(hit) - len(bars):
        caption.append(f"left out: {left} more that are down, of lower tiers or for less time")
    if len(path) > MOST_MOMENTS:
        caption.append(f"left out: the first {len(path) - MOST_MOMENTS} steps of the path")
    if not hit:
        caption = ["nothing is down at any time"]
    title = f"{subject.title}: when what is back"
    return Timeline(title, bars, path[-MOST_MOMENTS:], longest, tuple(caption))


def _longest(assessment: Assessment, subject: Subject, hit: list[Recovery]) -> str:
    """Whose chain is shown: as on the page, first the promised services that did not fail."""
    components = assessment.model.components
    promised = [r for r in hit if components[r.component].promise.rto is not None]
    others = [r for r in promised if r.component not in subject.fails]
    found = others or promised or hit

    def key(one: Recovery) -> tuple[float, tuple[int, str]]:
        known = one.most if one.most < inf else one.least
        return (-known, rank(assessment.model, components[one.component]))

    return min(found, key=key).component if found else ""


def _circle(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return " -> ".join(names[:6]) + more


def _bar(assessment: Assessment, subject: Subject, found: Recovery, on_path: bool) -> Bar:
    component = assessment.model.components[found.component]
    rto = component.promise.rto
    surge = bool(subject.outcome.cause.surge) and found.least == inf
    told = "as long as the surge lasts" if surge else lasting(found.least, found.most)
    if rto is not None:
        told += f" · RTO {duration(rto)} {_HELD.get(verdict(rto, [found]), '')}"
    tier = component.tier or component.kind
    return Bar(found.component, tier, found.least, found.most, rto, told.strip(), on_path)


def _down(bar: Bar) -> str:
    return bar.told + (", on the critical path" if bar.on_path else "")


class _Drawn:
    """A timeline on its chart."""

    def __init__(self, what: Timeline) -> None:
        self.what = what
        self.end = what.end() * 1.1
        ends = [t for b in what.bars for t in (b.least, b.most) if 0 < t < inf]
        self.low = max(min([*ends, self.end / 10]) / 3, 0.5)
        self.chart = Chart(what.title)

    def x(self, seconds: float) -> float:
        """Where a time stands."""
        share = log(1 + min(seconds, self.end) / self.low) / log(1 + self.end / self.low)
        return _LEFT + 8 + _BARS * share

    def dot(self) -> str:
        """The chart."""
        rows = len(self.what.bars)
        below = rows * _ROW + 26 if self.what.moments else rows * _ROW
        bottom = below + len(self.what.moments) * _STEP
        self._axis(rows * _ROW if rows else 0, bottom, below)
        for number, bar in enumerate(self.what.bars):
            self._bar(bar, number * _ROW)
        for number, moment in enumerate(self.what.moments):
            last = number == len(self.what.moments) - 1
            self._moment(moment, below + number * _STEP, last=last)
        told = [f"{b.name} ({b.tier}): down {_down(b)}" for b in self.what.bars]
        told += [f"{duration(m.at)}: {moment_words(m)}" for m in self.what.moments]
        return self.chart.dot(told, self.what.caption)

    def _axis(self, rows: float, bottom: float, below: float) -> None:
        for at, label in self._ticks():
            self.chart.words(at - 30, -10, 60, label, side="middle", fontsize="10", fontcolor=GREY)
            self.chart.box(at - 0.25, 0, 0.5, rows, fillcolor="#999999")
            if self.what.moments:
                self.chart.box(at - 0.25, below, 0.5, bottom - below, fillcolor="#999999")
        if self.what.moments:
            told = f"What sets the time of {short(self.what.longest, 40)}"
            self.chart.words(0, below - 9, 400, told, fontname=BOLD)

    def _ticks(self) -> Iterator[tuple[float, str]]:
        last = self.x(0)
        yield last, "0"
        for seconds in (*_TICKS, *_MORE):
            at = self.x(seconds)
            if seconds < self.end and at - last >= _APART:
                last = at
                yield at, duration(seconds)

    def _bar(self, bar: Bar, y: float) -> None:
        middle, top = y + _ROW / 2, y + (_ROW - _THICK) / 2
        mark = "◆ " if bar.on_path else ""
        look = {"fontname": BOLD} if bar.on_path else {}
        self.chart.words(
            0, middle, _LEFT, mark + short(bar.name, _LONGEST), side="right", name=bar.name, **look
        )
        start, sure, end = self.x(0), self.x(bar.least), self.x(bar.most)
        line = {"color": VERMILION, "penwidth": "1.2"}
        if bar.least > 0:
            self.chart.box(start, top, sure - start, _THICK, fillcolor=DOWN, **line)
        if end > sure:
            dashed = {"fillcolor": "white", "style": "filled,dashed", **line}
            self.chart.box(sure, top, end - sure, _THICK, **dashed)
        if bar.rto is not None:
            self.chart.box(self.x(bar.rto) - 1, y + 2, 2, _ROW - 4, fillcolor="#333333")
        after = _LEFT + _BARS + 20
        self.chart.words(after, middle, _RIGHT, bar.told, fontsize="10")

    def _moment(self, moment: Moment, y: float, *, last: bool) -> None:
        middle, top = y + _STEP / 2, y + (_STEP - _THICK) / 2
        begin, end = self.x(moment.at - moment.takes), self.x(moment.at)
        by = "by hand" if moment.manual else moment.what
        self.chart.words(0, middle, _LEFT, f"{by}, {duration(moment.takes)}", side="right")
        look = {"fillcolor": BLUE if moment.manual else GREY}
        self.chart.box(begin, top, max(end - begin, 2), _THICK, **look)
        if not last:
            self.chart.box(end - 0.5, middle, 1, _STEP, fillcolor="#555555")
        said = f"{duration(moment.at)}: {moment_words(moment)}"
        rows = wrap(said, 44, max_lines=2, placeholder=" …")
        self.chart.words(_LEFT + _BARS + 20, middle, _RIGHT, *rows, fontsize="10")
