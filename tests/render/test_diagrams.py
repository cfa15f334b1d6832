"""Pictures as Graphviz reads them: its own JSON says which nodes, edges and labels there are."""

import html
import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from drctl.assessment import Assessment
from drctl.render.diagrams import pictures
from drctl.render.diagrams.edges import Edge, edges
from drctl.render.diagrams.frames import frames
from drctl.render.escape import one_line

Assess = Callable[[str], Assessment]


def _read(text: str) -> Any:
    done = subprocess.run(
        ["dot", "-Tdot_json"], input=text, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def _nodes(text: str) -> dict[str, list[str]]:
    """The lines of each node's label."""
    found = {}
    for item in _read(text).get("objects", []):
        if not item["name"].startswith(("cluster_", "/")):
            found[item["name"]] = _lines(item["label"])
    return found


def _lines(label: str) -> list[str]:
    """What a reader sees of a label, by Graphviz's rules of escapes and entities."""
    rows = re.split(r"(?<!\\)(?:\\\\)*\\[nlr]", label) if "\\" in label else [label]
    return [html.unescape(row.replace("\\\\", "\\")) for row in rows if row]


def _title(text: str) -> str:
    """The heading of a picture of boxes and arrows."""
    whole = next(o for o in _read(text)["objects"] if o["name"] == "cluster_")
    return " ".join(_lines(whole["label"]))


@pytest.fixture(scope="module")
def drawn(estate: Assessment) -> dict[str, str]:
    return pictures(estate)


def test_the_same_model_gives_the_same_bytes(assess: Assess, drawn: dict[str, str]) -> None:
    from tests.render.conftest import ESTATE

    assert pictures(assess(ESTATE)) == drawn
    assert list(drawn) == sorted(drawn)


@pytest.mark.needs("dot")
def test_hostile_titles_are_labels(hostile: Assessment) -> None:
    from tests.render.conftest import ATTACK, LINES

    for path, text in pictures(hostile).items():
        shown = _read(text)
        assert set(_nodes(text)) <= {"node", "spare", "graph"}, path
        assert len(shown.get("edges", [])) <= 3
    title = _title(pictures(hostile)["diagrams/scenario-s.dot"])
    assert title == f"Scenario: {one_line(LINES + ATTACK)}"
    title = _title(pictures(hostile)["diagrams/neighbourhood-graph.dot"])
    assert title == f"{one_line(ATTACK)}: neighbourhood"


@pytest.mark.needs("dot")
def test_a_title_like_html_stays_text(assess: Assess) -> None:
    model = assess('drctl: 1\nservices: {a: {title: "<b>x</b>", needs: {b: b}}, b: {}}\n')
    source = pictures(model)["diagrams/overview.dot"]
    assert 'tooltip="<b>x</b>"' in source


@pytest.mark.needs("dot")
def test_the_overview_shows_the_estate(drawn: dict[str, str]) -> None:
    text = drawn["diagrams/overview.dot"]
    assert set(_nodes(text)) == {
        "shop", "database", "primary", "replica", "standby", "cache", "stripe", "adyen"
    }  # fmt: skip
    clusters = {o["name"]: o for o in _read(text)["objects"] if o["name"].startswith("cluster_")}
    framed = {"cluster_region", "cluster_zone-a", "cluster_zone-b", "cluster_edge"}
    assert set(clusters) == {"cluster_", *framed}, "and one that holds the title"
    # The region takes shop, database, primary, replica, standby, cache and both zones down.
    assert clusters["cluster_region"]["label"] == "region (region): takes 8 down"
    told = " ".join(_lines(_read(text)["label"]))
    assert "log, vpn" in told, "it says what it leaves out"


@pytest.mark.needs("dot")
def test_single_points_are_told_by_shape_and_words(drawn: dict[str, str]) -> None:
    text = drawn["diagrams/overview.dot"]
    items = {o["name"]: o for o in _read(text)["objects"]}
    assert "peripheries" not in items["stripe"], "a fallback saves the shop"
    assert items["cluster_region"]["penwidth"] == "3"


@pytest.mark.needs("dot")
def test_a_scenario_shows_states_and_saviours(drawn: dict[str, str]) -> None:
    nodes = _nodes(drawn["diagrams/scenario-edge-gone.dot"])
    assert nodes["edge"] == ["edge", "FAILS"]
    assert nodes["shop"] == ["shop", "down"]
    nodes = _nodes(drawn["diagrams/neighbourhood-primary.dot"])
    assert nodes["database"] == ["database", "down until people act"]
    assert nodes["shop"] == ["shop", "down until people act"]


@pytest.mark.needs("dot")
def test_a_saved_need_names_what_it_runs_on(assess: Assess) -> None:
    text = """
drctl: 1
services:
  app: {needs: {db: {use: a, fallbacks: [{use: b, switch: automatic}]}}}
  a: {}
  b: {}
scenarios: {gone: {fails: [a]}}
"""
    nodes = _nodes(pictures(assess(text))["diagrams/scenario-gone.dot"])
    assert nodes == {"a": ["a", "FAILS"], "app": ["app", "saved", "on b"], "b": ["b"]}


@pytest.mark.needs("dot")
def test_pictures_are_bounded_and_say_so(assess: Assess) -> None:
    users = "\n".join(
        f"  u{i}: {{tier: t, needs: {{hub: hub, own: h{i % 9}}}}}" for i in range(90)
    )
    hubs = "\n".join(f"  h{i}: {{needs: {{hub: hub}}}}" for i in range(9))
    head = "drctl: 1\npolicy: {tiers: {t: {}}}\nproviders: {hub: {}}\n"
    text = f"{head}services:\n{users}\n{hubs}\n"
    text += "scenarios: {gone: {fails: [hub]}}\n"
    found = pictures(assess(text))
    near = found["diagrams/neighbourhood-hub.dot"]
    assert len(_nodes(near)) == 25
    assert "75 more components" in near
    gone = found["diagrams/scenario-gone.dot"]
    assert len(_nodes(gone)) == 40
    assert "60 more components" in gone
    overview = _read(found["diagrams/overview.dot"])
    cards = [o["label"] for o in overview["objects"] if o["name"] != "cluster_"]
    assert len(cards) <= 14 and len(overview["edges"]) <= 20
    assert sum(int(c.partition("(")[2].partition(")")[0]) for c in cards) == 100


@pytest.mark.needs("dot")
def test_an_estate_without_edges_is_drawn(assess: Assess) -> None:
    found = pictures(assess("drctl: 1\nservices: {a: {}, b: {}}\n"))
    assert set(_nodes(found["diagrams/overview.dot"])) == {"a", "b"}


def test_deep_nesting_does_no_harm(assess: Assess) -> None:
    chain = "\n".join(f"  d{i}: {{in: d{i + 1}}}" for i in range(1200)) + "\n  d1200: {}"
    model = assess(
        f"drctl: 1\ndomains:\n{chain}\nservices: {{a: {{in: d0, needs: {{b: b}}}}, b: {{}}}}\n"
    )
    from drctl.render.diagrams.overview import overview

    assert "cluster_d0" in overview(model).dot()


def test_one_edge_per_pair_the_strongest(assess: Assess) -> None:
    text = """
drctl: 1
services:
  app:
    in: {any_of: [z]}
    needs:
      one: {use: a, optional: true}
      two: a
      three: {use: b, fallbacks: [a, {use: c, switch: automatic}]}
      four: {any_of: [b, c, d], at_least: 2}
      five: {use: e, optional: unnoticed}
      six: {use: e, at_start: only}
  a: {}
  b: {}
  c: {}
  d: {}
  e: {}
domains: {z: {kind: zone}}
"""
    assert edges(assess(text).model) == (
        Edge("app", "a", "needs"),
        Edge("app", "b", "needs"),
        Edge("app", "c", "one of", "2 of 3"),
        Edge("app", "d", "one of", "2 of 3"),
        Edge("app", "z", "in"),
    )


def test_frames_hold_what_falls_for_sure(assess: Assess) -> None:
    text = """
drctl: 1
domains:
  r: {kind: region}
  a: {kind: zone, in: r}
  b: {kind: zone, in: r}
  acct: {kind: account}
services:
  one: {in: [acct, a]}
  spread: {in: {any_of: [a, b]}}
  both: {in: {all_of: [a, b]}}
  most: {in: {any_of: [a, b, r], at_least: 2}}
  free: {}
"""
    found = frames(assess(text).model)
    assert found.home == {"one": "a", "spread": "r", "both": "a", "most": "r", "a": "r", "b": "r"}
    assert found.also == {"one": ("acct",), "both": ("b",)}
    assert found.around("one") == ["a", "r"]


@pytest.mark.needs("dot")
def test_overload_is_drawn_with_its_wave_its_load_and_who_sends_it(assess: Assess) -> None:
    """The cases of pools.py, worked out there by hand."""
    from tests.render.pools import POOLS

    found = pictures(assess(POOLS))
    dark = found["diagrams/scenario-dark.dot"]
    nodes = _nodes(dark)
    assert nodes["spare"] == ["spare", "OVERLOAD, wave 1", "140 of 120 rps"]
    assert nodes["api"] == ["api", "down until people act", "on small"]
    shown = _read(dark)
    items = {o["name"]: o for o in shown["objects"]}
    assert items["spare"]["peripheries"] == "2", "told without colour and words too"
    names = [o["name"] for o in shown["objects"]]
    labels = {
        (names[e["tail"]], names[e["head"]]): e.get("label", "").strip() for e in shown["edges"]
    }
    assert labels["api", "spare"] == "100 rps, usually 0"
    assert labels["batch", "spare"] == "", "it sends what it always sends"
    told = " ".join(_lines(shown["label"]))
    assert "double frame: falls by overload, in the wave that it names" in told
    assert "thick arrow: carries more load than usual" in told
    small = _nodes(found["diagrams/scenario-small-gone.dot"])
    assert small["tiny"] == [
        "tiny",
        "OVERLOAD, wave 2, once people have switched",
        "105 of 50 rps",
    ]
    assert small["stock"] == ["stock", "down once people have switched"]
    rush = found["diagrams/scenario-rush.dot"]
    assert _nodes(rush)["logs"] == ["logs", "sheds: 6 of 4 rps"]
    assert "index" in _nodes(rush), "who sends more is shown, though it stands"
    assert "sheds: stands, and refuses a part of its load" in " ".join(
        _lines(_read(rush)["label"])
    )


@pytest.mark.needs("dot")
def test_a_component_that_sets_off_a_wave_alone_shows_it(assess: Assess) -> None:
    from tests.render.pools import POOLS

    near = pictures(assess(POOLS))["diagrams/neighbourhood-main.dot"]
    assert _nodes(near)["spare"] == ["spare", "OVERLOAD, wave 1", "140 of 120 rps"]


SMALL = """
drctl: 1
services:
  app: {title: The app, needs: {db: {use: a, fallbacks: [{use: b, switch: manual}]}}}
  a: {}
providers: {b: {}}
scenarios: {gone: {title: A is gone, fails: [a]}}
"""
# From the heading on: what stands above is told in words, below, and by other tests.
SMALL_DOT = """
\tsubgraph cluster_ {
\t\tfontcolor=black fontname="Helvetica-Bold" fontsize=14 label="Scenario: A is gone"\
 labeljust=l labelloc=t margin=6 peripheries=0 tooltip="Scenario: A is gone"
\t\ta [label="a\\nFAILS" color=black fillcolor="#D55E00" fontcolor=white\
 fontname="Helvetica-Bold" penwidth=3 shape=box style="filled,rounded" tooltip=a]
\t\tapp [label="app\\ndown until people act\\non b" color="#D55E00" fillcolor=white\
 shape=box style="filled,rounded,dashed" tooltip="The app"]
\t\tb [label=b color="#555555" fillcolor=white shape=ellipse style=filled tooltip=b]
\t}
\tapp -> a [color="#333333"]
\tapp -> b [label="by hand" color="#0072B2" fontcolor="#0072B2" penwidth=2.5 style=dotted]
}
"""


def test_exact_dot(assess: Assess) -> None:
    text = pictures(assess(SMALL))["diagrams/scenario-gone.dot"]
    assert text[text.index("\n\tsubgraph") :] == SMALL_DOT


def test_the_head_of_a_picture_tells_it_in_words(assess: Assess) -> None:
    text = pictures(assess(SMALL))["diagrams/scenario-gone.dot"]
    assert [line for line in text.splitlines() if line.startswith("// ")][1:5] == [
        "// Scenario: A is gone",
        "// a: service; FAILS",
        "// app: service; down until people act, on b; rests on a, b (fallback, by hand)",
        "// b: provider",
    ]


TEAMS = """
drctl: 1
policy: {tiers: {gold: {survives: 1}, tin: {}}}
teams: {blue: {title: The blue}, red: {}}
services:
  web: {tier: gold, owner: blue, in: east, needs: {api: api, mail: {use: mail, optional: true}}}
  app: {tier: gold, owner: blue, in: west, needs: {api: api}}
  api: {tier: tin, owner: red, in: east, needs: {store: {use: store, fallbacks: [mail]}}}
  job: {tier: tin, needs: {store: store}}
providers: {store: {owner: red}, mail: {}}
domains: {east: {kind: region}, west: {kind: region}}
"""


def _by(assess: Assess, by: Any) -> str:
    from drctl.render.diagrams.overview import overview

    return overview(assess(TEAMS), by).text()


def test_groups_by_team(assess: Assess) -> None:
    told = _by(assess, "team")
    wanted = "run by others, elsewhere (1) (soft), tin (1) in red (2 needs)"
    assert f"| gold (2) | app, web | The blue | {wanted} |" in told
    assert "| tin, elsewhere (1) | job |  | run by others (1) in red |" in told


@pytest.mark.parametrize(
    ("by", "frames", "cards"),
    [
        ("domain", ["east (region) ▲ 3", "west (region) ▲ 1"], 5),
        ("team", ["The blue", "red"], 5),
        ("tier", [], 3),
    ],
)
@pytest.mark.needs("dot")
def test_what_an_overview_is_grouped_by(
    assess: Assess, by: Any, frames: list[str], cards: int
) -> None:
    from drctl.render.diagrams.overview import overview

    shown = _read(overview(assess(TEAMS), by).dot())["objects"]
    named = [o["label"] for o in shown if o["name"].startswith("cluster_") and len(o["name"]) > 8]
    assert [" ".join(label.split()) for label in sorted(named)] == sorted(frames)
    labels = [o["label"] for o in shown if not o["name"].startswith("cluster_")]
    assert len(labels) == cards
    assert sum(int(c.partition("(")[2].partition(")")[0]) for c in labels) == 6


@pytest.mark.parametrize(
    ("model", "by"),
    [
        (TEAMS, "domain"),
        (TEAMS.replace(", in: east", "").replace(", in: west", ""), "team"),
        (
            TEAMS.replace(", in: east", "")
            .replace("owner: blue, in: west, ", "")
            .replace("owner: ", "x-o: "),
            "tier",
        ),
    ],
)
def test_the_grouping_that_fits(assess: Assess, model: str, by: str) -> None:
    from drctl.render.diagrams.grouped import Estate, usual

    loaded = assess(model).model
    nodes = [c for c in loaded.components.values() if c.kind != "domain"]
    estate = Estate(assess(model), frames(loaded), list(edges(loaded)), nodes)
    assert usual(estate) == by


def test_a_number_counts_the_needs_between_two_cards(assess: Assess) -> None:
    from drctl.render.diagrams.overview import overview

    lines = {(x.source, x.target): x.label for x in overview(assess(TEAMS), "tier").lines}
    assert lines == {
        ("/gold", "/tin"): "2",
        ("/gold", "/run by others"): "",
        ("/tin", "/run by others"): "3",
    }


CHAIN = """
drctl: 1
services:
  a: {needs: {x: b}}
  b: {needs: {x: c}}
  c: {needs: {x: d, y: side}}
  d: {needs: {x: e}}
  e: {}
  side: {needs: {x: far}}
  far: {}
"""


@pytest.mark.parametrize(
    ("hops", "shown"),
    [(1, "b c d side"), (2, "a b c d e far side"), (9, "a b c d e far side")],
)
def test_hops_go_both_ways(assess: Assess, hops: int, shown: str) -> None:
    from drctl.render.diagrams import picture

    drawn = picture(assess(CHAIN), "neighbourhood", "c", hops=hops)
    assert " ".join(sorted(drawn.nodes)) == shown  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["neighbourhood", "scenario"])
def test_where_all_need_all_the_arrows_are_bounded(assess: Assess, kind: Any) -> None:
    """Graphviz would take a minute for the 1,560 arrows among 40 components."""
    from drctl.render.diagrams import picture
    from drctl.render.diagrams.edges import MOST_EDGES

    names = [f"s{i:02}" for i in range(60)]
    needs = {a: ", ".join(f"{b}: {b}" for b in names if b != a) for a in names}
    services = "\n".join(f"  {a}: {{needs: {{{n}}}}}" for a, n in needs.items())
    text = f"drctl: 1\nservices:\n{services}\nscenarios: {{one: {{fails: [s00]}}}}\n"
    drawn = picture(assess(text), kind, "one" if kind == "scenario" else "s00")
    arrows = re.findall(r"^\t(\w+) -> (\w+)", drawn.dot(), re.MULTILINE)
    shown = {"neighbourhood": 25, "scenario": 40}[kind]
    assert len(arrows) == MOST_EDGES
    whole = shown * (shown - 1)
    assert f"{whole - MOST_EDGES} arrows" in drawn.text()
    near = [pair for pair in arrows if "s00" in pair]
    assert len(near) == min(2 * (shown - 1), MOST_EDGES), "those of what fails come first"


def test_risk_groups_are_kept_of_those_with_which_most_others_go_down(
    assess: Assess, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = """
drctl: 1
name: many
policy: {tiers: {critical: {survives: 1}}}
services:
  alone: {tier: critical}
  base: {tier: critical}
  shop: {tier: critical, needs: {base: base}}
  till: {tier: critical, needs: {shop: shop}}
"""
    risks = {path for path in pictures(assess(model)) if "/risks-" in path}
    assert len(risks) == 4
    monkeypatch.setattr("drctl.render.diagrams.MOST_KEPT", 2)
    kept = {path for path in pictures(assess(model)) if "/risks-" in path}
    # base takes two others down, shop one.
    assert kept == {"diagrams/risks-base.dot", "diagrams/risks-shop.dot"}
