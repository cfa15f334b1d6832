"""Which few failures together take a component down: a row each, a column per group."""

from dataclasses import dataclass

from drctl.analysis.cut_sets.work import EACH, shared
from drctl.analysis.risks import CutSet, cut_sets
from drctl.assessment import Assessment
from drctl.render.diagrams.chart import Chart
from drctl.render.diagrams.flowchart import caption, keys, label, told
from drctl.render.diagrams.key_points import first_promised
from drctl.render.diagrams.picture import short, table
from drctl.render.diagrams.sketch import BOLD, VERMILION

MOST_KEPT = 100
"""Of so many services a picture is kept; of the others one is drawn when it is asked for."""

MOST_ROWS = 24
MOST_GROUPS = 20
ORDER = 3
"""Groups of more members than this are counted only."""
_LEFT, _CELL, _ROW, _DOT = 210, 24, 20, 9
_LONGEST = 30
_STRIPE = "#EEEEEE"


@dataclass(frozen=True, slots=True)
class Matrix:
    """The small risk groups of one component; `alone` are those of one member."""

    title: str
    name: str
    alone: tuple[CutSet, ...]
    groups: tuple[CutSet, ...]
    caption: tuple[str, ...]

    def rows(self) -> list[str]:
        """The members: those that do it alone first, then by how many groups they are in."""
        count: dict[str, int] = {}
        for group in self.groups:
            for name in group.components:
                count[name] = count.get(name, 0) + 1
        single = [n for group in self.alone for n in group.components]
        return [*single, *sorted(count, key=lambda n: (-count[n], n))]

    def dot(self) -> str:
        """The picture for Graphviz."""
        return _drawn(self)

    def mermaid(self) -> str:
        """The picture as a Mermaid flowchart."""
        rows = self.rows()
        key = keys([*rows, self.name])
        lines = ["flowchart LR", *told(self.title, " · ".join(self.caption))]
        lines += (f"    {key[n]}({label(n)})" for n in rows if n != self.name)
        lines.append(f"    {key[self.name]}[{label(self.name)}]")
        for group in self.alone:
            lines.append(f"    {key[group.components[0]]} -->|{label('alone')}| {key[self.name]}")
        for number, group in enumerate(self.groups, 1):
            lines.append(f"    g{number}(({label(f'all {group.size}')}))")
            lines += (f"    {key[n]} --- g{number}" for n in group.components)
            lines.append(f"    g{number} --> {key[self.name]}")
        return "\n".join([*lines, *caption(self.caption), ""])

    def text(self) -> str:
        """The picture in words."""
        rows = [(", ".join(g.components), str(g.size), _chance(g)) for g in self._all()]
        return table(self.title, ("fail together", "size", "probability"), rows, self.caption)

    def _all(self) -> tuple[CutSet, ...]:
        return (*self.alone, *self.groups)


def matrix(assessment: Assessment, name: str) -> Matrix:
    """The risk groups of a component.

    Args:
        assessment: the model with its answers.
        name: the component.

    Returns:
        Its minimal cut sets of at most 3 members, smallest and most probable first: as many as
        have room in 24 rows and 20 columns. Its own failure is left out. The caption counts the
        rest.
    """
    risks = cut_sets(assessment.model, assessment.graph, name, effort=_effort(assessment))
    found = risks.cut_sets(order=ORDER, top=400)
    others = [s for s in found if s.components != (name,)]
    alone = [s for s in others if s.size == 1][:MOST_ROWS]
    groups: list[CutSet] = []
    members = {n for s in alone for n in s.components}
    for group in (s for s in others if s.size > 1):
        if len(groups) < MOST_GROUPS and len(members | {*group.components}) <= MOST_ROWS:
            groups.append(group)
            members |= {*group.components}
    own = sum(s.components == (name,) for s in found)
    left = risks.counted - own - len(alone) - len(groups)
    words = [
        "filled, joined dots: all of one column failing together take it down for good · number:"
        " how many are in the column · ◆: alone"
    ]
    if not others:
        words = ["no group of at most 3 other components takes it down"]
    if left:
        words.append(f"left out: {left} more groups" + _sizes(risks.by_size))
    if risks.complete_to is not None:
        words.append(
            f"left out: groups of more than {risks.complete_to} members, too many to be found"
        )
    words.append("left out: its own failure")
    title = f"{assessment.model.components[name].title}: which failures take it down together"
    return Matrix(title, name, tuple(alone), tuple(groups), tuple(words))


def _effort(assessment: Assessment) -> int:
    """The steps for each picture: what all of them take grows with the model only."""
    count = min(MOST_KEPT, len(first_promised(assessment)))
    return shared(EACH * len(assessment.model.components), count)


def _sizes(by_size: dict[int, int]) -> str:
    counted = ", ".join(f"{count} of {size}" for size, count in sorted(by_size.items())[:6])
    more = " and larger ones" if len(by_size) > 6 else ""
    return f" (of all, its own included: {counted}{more})"


def _chance(group: CutSet) -> str:
    return "not known" if group.probability is None else f"{group.probability:.2g}"


def _drawn(what: Matrix) -> str:
    chart, rows = Chart(what.title), what.rows()
    place = {name: number * _ROW for number, name in enumerate(rows)}
    first = _LEFT + 16
    width = first + _CELL * (len(what.groups) + bool(what.alone)) + 90
    for name, top in place.items():
        if (top // _ROW) % 2 == 0:
            chart.box(0, top, width, _ROW, fillcolor=_STRIPE)
        chart.words(4, top + _ROW / 2, _LEFT, short(name, _LONGEST), side="right", name=name)
    if what.alone:
        chart.words(first - 8, -10, 40, "alone", side="middle", fontsize="10", fontname=BOLD)
    y: float
    for group in what.alone:
        y = place[group.components[0]] + _ROW / 2
        _dot(chart, first + 12, y, shape="diamond", size=_DOT + 5, fillcolor=VERMILION)
        chart.words(first + 28, y, 120, "takes it down alone", fontsize="10")
    start = first + (_CELL + 14 if what.alone else 0)
    for number, group in enumerate(what.groups):
        x = start + number * _CELL + _CELL / 2
        chart.words(x - 10, -10, 20, str(group.size), side="middle", fontsize="10", fontname=BOLD)
        ys = sorted(place[n] + _ROW / 2 for n in group.components)
        chart.box(x - 1, ys[0], 2, ys[-1] - ys[0], fillcolor="#333333")
        for y in ys:
            _dot(chart, x, y, shape="circle", size=_DOT, fillcolor="#333333")
    told_rows = [f"{' and '.join(g.components)}: probability {_chance(g)}" for g in what._all()]
    return chart.dot(told_rows, what.caption)


def _dot(chart: Chart, x: float, y: float, *, size: float, **look: str) -> None:
    chart.box(x - size / 2, y - size / 2, size, size, **look)
