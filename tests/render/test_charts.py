"""Timelines and risk groups: what they say, word for word, and how they are bounded."""

import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations

import pytest

from drctl.assessment import Assessment
from drctl.graph import Question
from drctl.graph.kernel import under
from drctl.render import dot
from drctl.render.diagrams import picture
from drctl.render.diagrams.matrix import MOST_GROUPS, MOST_ROWS, matrix
from drctl.render.diagrams.timeline import MOST

Assess = Callable[[str], Assessment]
SVG = "{http://www.w3.org/2000/svg}"

SMALL = """
drctl: 1
title: Small
policy: {tiers: {gold: {rto: 10m, survives: 1}}}
services:
  app: {tier: gold, needs: {db: {use: a, fallbacks: [{use: b, switch: manual, after: 5m}]}}}
  a: {failure: {restore: 1h, availability: 99%}}
  b: {failure: {availability: 98%, restore: 1h}}
scenarios: {gone: {title: A is gone, fails: [a]}}
"""

TIMELINE = """\
# A is gone: when what is back

| component | tier | down | RTO |
| --- | --- | --- | --- |
| app | gold | 5m · RTO 10m kept, on the critical path | 10m |
| a | service | 1h |  |

What sets the time of app: 5m: app.db is switched to b by hand (takes 5m).
"""

GANTT = """\
gantt
    title A is gone when what is back
    accTitle: A is gone: when what is back
    accDescr: {words}
    dateFormat X
    axisFormat %H:%M
    section down until
    app, 5m · RTO 10m kept :crit, t1, 0, 300
    a, 1h :active, t2, 0, 3600
    section what sets the time of app
    app.db is switched to b by hand :crit, t3, 0, 300
"""

GROUPS = """\
flowchart LR
    accTitle: app: which failures take it down together
    accDescr: {words}
    c_a("a")
    c_b("b")
    c_app["app"]
    g1(("all 2"))
    c_a --- g1
    c_b --- g1
    g1 --> c_app
    caption["left out: its own failure"]
    style caption fill:none,stroke:none
"""


def _without_words(text: str) -> str:
    return re.sub(r"(accDescr: ).*", r"\1{words}", text)


def _places(text: str) -> dict[str, tuple[float, float, float, float]]:
    """Where each shape with a name of its own stands: x and y of its middle, width, height."""
    found = {}
    for line in text.splitlines():
        at = re.search(r' pos="([-\d.]+),([-\d.]+)!"', line)
        width, height = re.search(r" width=([\d.]+)", line), re.search(r" ?height=([\d.]+)", line)
        if at and width and height:
            size = (float(width[1]) * 72, float(height[1]) * 72)
            found[_key(line)] = (float(at[1]), -float(at[2]), *size)
    return found


def _key(line: str) -> str:
    return line.partition(" [")[0].strip().strip('"')


def test_a_timeline_in_words(assess: Assess) -> None:
    drawn = picture(assess(SMALL), "recovery", "gone")
    assert drawn.text().startswith(TIMELINE)
    assert "logarithmic" in drawn.text()
    assert _without_words(drawn.mermaid()) == GANTT


def test_a_timeline_tells_the_same_at_the_head_of_its_dot(assess: Assess) -> None:
    told = picture(assess(SMALL), "recovery", "gone").dot().splitlines()[1:5]
    assert told == [
        "// A is gone: when what is back",
        "// app (gold): down 5m · RTO 10m kept, on the critical path",
        "// a (service): down 1h",
        "// 5m: app.db is switched to b by hand",
    ]


def test_the_first_back_stands_first_and_bars_end_where_they_are_back(assess: Assess) -> None:
    text = picture(assess(SMALL), "recovery", "gone").dot()
    places = _places(text)
    assert places["app"][1] < places["a"][1]
    bars = [_key(line) for line in text.splitlines() if '"#F2B8A0"' in line]
    ends = [places[bar][0] + places[bar][2] / 2 for bar in bars]
    found = re.findall(r'label="?(\w+)"? fontcolor="#666666".*pos="(.*?),', text)
    ticks = {label: float(x) for label, x in found}
    assert ends == pytest.approx([ticks["5m"], ticks["1h"]], abs=0.1)


@pytest.mark.parametrize(
    ("restore", "told", "dashed"),
    [
        ("restore: 2h, availability: 99%", "2h · RTO 10m broken", 0),
        ("", "not known · RTO 10m not known to be kept", 1),
    ],
)
def test_what_is_not_known_is_open(assess: Assess, restore: str, told: str, dashed: int) -> None:
    text = f"""
drctl: 1
policy: {{tiers: {{gold: {{rto: 10m}}}}}}
services: {{app: {{tier: gold, needs: {{db: a}}}}, a: {{failure: {{{restore}}}}}}}
"""
    drawn = picture(assess(text), "recovery", "a")
    assert f"| app | gold | {told}" in drawn.text()
    bars = [line for line in drawn.dot().splitlines() if 'style="filled,dashed"' in line]
    assert len(bars) == 2 * dashed, "of what fails, and of who needs it"


def test_a_deadlock_names_its_circle(assess: Assess) -> None:
    text = """
drctl: 1
domains: {zone: {failure: {restore: 1h, availability: 99%}}}
services:
  a: {in: zone, needs: {b: {use: b, at_start: true}}}
  b: {in: zone, needs: {a: {use: a, at_start: true}}}
"""
    told = picture(assess(text), "recovery", "zone").text()
    assert "| a | service | never up again" in told
    assert "each waits for the next to start: b -\\> a" in told


def test_a_timeline_is_bounded_and_says_so(assess: Assess) -> None:
    users = "\n".join(
        f"  u{i:02}: {{tier: {'gold' if i < 20 else 'tin'}, restart: {i}m, needs: {{a: a}}}}"
        for i in range(60)
    )
    text = f"""
drctl: 1
policy: {{tiers: {{gold: {{rto: 1h}}, tin: {{}}}}}}
providers: {{a: {{failure: {{restore: 1h, availability: 99%}}}}}}
services:
{users}
"""
    drawn = picture(assess(text), "recovery", "a")
    rows = re.findall(r"^\| (u\d\d) \| (\w+)", drawn.text(), re.MULTILINE)
    assert len(rows) == MOST
    assert {name for name, tier in rows if tier == "gold"} == {f"u{i:02}" for i in range(20)}
    assert "left out: 37 more that are down" in drawn.text()
    assert "left out: 37 more that are down" in drawn.dot()
    assert "left out 37 more that are down" in drawn.mermaid()


def test_nothing_down_is_said(assess: Assess) -> None:
    text = """
drctl: 1
services: {a: {failure: {restore: 0s, availability: 99%}}}
scenarios: {s: {fails: [a]}}
"""
    drawn = picture(assess(text), "recovery", "s")
    assert "nothing is down at any time" in drawn.text()
    assert "nothing is down at any time" in drawn.dot()
    assert drawn.mermaid().startswith("gantt\n")


def test_risk_groups_in_words(assess: Assess) -> None:
    drawn = picture(assess(SMALL), "risks", "app")
    assert "| a, b | 2 | 0.0002 |" in drawn.text()
    assert "left out: its own failure" in drawn.text()
    assert _without_words(drawn.mermaid()) == GROUPS
    assert "// a and b: probability 0.0002\n" in drawn.dot()


def test_a_group_is_dots_in_one_column(assess: Assess) -> None:
    text = picture(assess(SMALL), "risks", "app").dot()
    places = _places(text)
    dots = [places[_key(line)] for line in text.splitlines() if "shape=circle" in line]
    assert len({x for x, *_ in dots}) == 1
    assert sorted(y for _, y, *_ in dots) == [places["a"][1], places["b"][1]]


def test_what_does_it_alone_is_told_by_shape_and_words(estate: Assessment) -> None:
    drawn = matrix(estate, "shop")
    alone = {group.components[0] for group in drawn.alone}
    assert alone == estate.single_points["shop"]
    assert drawn.dot().count("shape=diamond") == len(alone)
    assert drawn.dot().count('label="takes it down alone') == len(alone)


def test_all_small_groups_are_there(estate: Assessment) -> None:
    """Held against every set of at most 3 failures, by the meaning itself."""
    names = [n for n, c in estate.model.components.items() if c.can_fail and n != "shop"]
    net = estate.graph.net(Question.EVENTUAL)
    minimal: list[frozenset[str]] = []
    for size in (1, 2, 3):
        sets = [s for s in combinations(names, size) if not any(m <= set(s) for m in minimal)]
        fails = [[estate.graph.ids[n] for n in s] for s in sets]
        rows = under(net, fails)
        down = rows[estate.graph.ids["shop"]]
        minimal += [frozenset(s) for at, s in enumerate(sets) if down >> at & 1]
    drawn = matrix(estate, "shop")
    assert {frozenset(g.components) for g in (*drawn.alone, *drawn.groups)} == set(minimal)
    assert len(minimal) > 3


def test_risk_groups_are_bounded_and_say_so(assess: Assess) -> None:
    needs = ", ".join(f"n{i}: {{any_of: [a{i}, b{i}]}}" for i in range(40))
    others = "\n".join(f"  a{i}: {{}}\n  b{i}: {{}}" for i in range(40))
    drawn = matrix(
        assess(f"drctl: 1\nservices:\n  app: {{needs: {{{needs}}}}}\n{others}\n"), "app"
    )
    assert len(drawn.groups) <= MOST_GROUPS and len(drawn.rows()) <= MOST_ROWS
    left = 40 - len(drawn.groups)
    assert (
        f"left out: {left} more groups (of all, its own included: 1 of 1, 40 of 2)" in drawn.text()
    )


def test_nothing_to_show_is_said(assess: Assess) -> None:
    drawn = picture(assess("drctl: 1\nservices: {a: {}}\n"), "risks", "a")
    assert "no group of at most 3 other components takes it down" in drawn.text()


@pytest.mark.parametrize("how", [pytest.param("dot", marks=pytest.mark.needs("dot")), "wasm"])
@pytest.mark.parametrize(("kind", "name"), [("recovery", "gone"), ("risks", "app")])
def test_shapes_stand_where_they_are_put(
    assess: Assess, monkeypatch: pytest.MonkeyPatch, how: str, kind: str, name: str
) -> None:
    """Graphviz moves nothing, whichever way it is at hand."""
    if how == "wasm":
        monkeypatch.setattr("shutil.which", lambda program: None)
    text = picture(assess(SMALL), kind, name).dot()  # type: ignore[arg-type]
    root = ET.fromstring(dot.svg({"a.dot": text})["a.svg"])
    places = _places(text)
    moved = set()
    for group in root.iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        polygon = group.find(f".//{SVG}polygon")
        if group.get("class") == "node" and polygon is not None and title is not None:
            points = [tuple(map(float, p.split(","))) for p in polygon.attrib["points"].split()]
            middle = (min(x for x, _ in points) + max(x for x, _ in points)) / 2
            moved.add(round(middle - places[str(title.text)][0]))
    assert len(moved) == 1, moved


@pytest.mark.needs("dot")
def test_one_process_draws_all_kinds(estate: Assessment, hostile: Assessment) -> None:
    """A layout must not stay for the next picture, nor one crash the next."""
    from drctl.render.diagrams import pictures

    for assessment in (estate, hostile):
        text = "\n".join(pictures(assessment).values())
        done = subprocess.run(["dot", "-Tsvg"], input=text.encode(), capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.needs("dot")
def test_an_svg_has_a_name_a_description_and_dark_colours(assess: Assess) -> None:
    text = picture(assess(SMALL), "recovery", "gone").dot()
    root = ET.fromstring(dot.svg({"a.dot": text})["a.svg"])
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text == "A is gone: when what is back"
    assert desc is not None and "app (gold): down 5m" in str(desc.text)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", title.get("id"))
    assert root.get("aria-describedby") == desc.get("id")
    style = root.find(f"{SVG}style")
    assert style is not None and "prefers-color-scheme:dark" in str(style.text)
