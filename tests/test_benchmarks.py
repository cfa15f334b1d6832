"""The estates and closed forms of the benchmarks: true, and drctl is right about them."""

import csv
import importlib
import shutil
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from drctl.analysis.risk_groups import risk_groups
from drctl.analysis.risks import cut_sets, risks
from drctl.analysis.single_failures import single_points
from drctl.assessment import Assessment
from drctl.exporters.open_psa import write
from drctl.graph import Question, build
from drctl.graph.kernel import under
from drctl.model import Model, load_text
from tests.exporters.test_open_psa import scram

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def fat_trees(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("fat_trees")


@pytest.mark.parametrize("servers_fail", [False, True])
def test_the_groups_of_a_small_fat_tree_by_trying_every_failure(
    fat_trees: Any, servers_fail: bool
) -> None:
    """Four ports: the closed form against all sets of the devices on the way."""
    model, findings = load_text("".join(fat_trees.fat_tree(4, servers_fail)))
    assert model is not None, findings
    graph = build(model)
    way = [
        name
        for name, component in model.components.items()
        if component.can_fail
        and name.startswith(("core", "agg-0", "agg-1", "tor-0-0", "tor-1-0", "server-0-0-0"))
    ]
    way += ["server-1-0-0"] if servers_fail else []
    every = [
        frozenset(graph.ids[n] for n in chosen)
        for size in range(len(way) + 1)
        for chosen in combinations(way, size)
    ]
    row = under(graph.net(Question.EVENTUAL), every)[graph.ids["service"]]
    least: list[frozenset[int]] = []
    for bit, chosen in enumerate(every):
        if row >> bit & 1 and not any(smaller <= chosen for smaller in least):
            least.append(chosen)
    wanted: Counter[int] = Counter()
    for size, _, ways in fat_trees.groups(4, servers_fail):
        wanted[size] += ways
    assert Counter(map(len, least)) == wanted
    named = {frozenset(graph.names[n] for n in chosen) for chosen in least}
    found = risks(model, graph, "service")
    assert {frozenset(s.components) for s in found.cut_sets()} == named
    fat_trees.check(4, servers_fail, found)


@pytest.mark.parametrize("ports", [6, 8, 16])
@pytest.mark.parametrize("servers_fail", [False, True])
def test_fat_trees_have_their_closed_forms(fat_trees: Any, ports: int, servers_fail: bool) -> None:
    """Sixteen ports are topology A of INDaaS: 767 groups of network devices."""
    model, findings = load_text("".join(fat_trees.fat_tree(ports, servers_fail)))
    assert model is not None, findings
    found = risks(model, build(model), "service")
    fat_trees.check(ports, servers_fail, found)
    exact = fat_trees.unavailability(ports, servers_fail)
    assert found.after.value == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(("count", "hard", "rings"), [(300, 0.3, 0), (300, 0.6, 3), (400, 0.8, 5)])
def test_large_models_by_two_algorithms(
    monkeypatch: pytest.MonkeyPatch, count: int, hard: float, rings: int
) -> None:
    """Cut sets up to size 2 off each component's diagrams, and off walks of the whole net."""
    model = failing(monkeypatch, count, hard, rings)
    graph = build(model)
    points = single_points(graph, graph.names)
    pairs = risk_groups(graph, dict.fromkeys(graph.names, 2), effort=10**9)
    for name in graph.names[::20]:
        found = cut_sets(model, graph, name, effort=200_000)
        small = {frozenset(s.components) for s in found.cut_sets(order=2)}
        assert found.complete_to is None or found.complete_to >= 2
        assert pairs[name].complete_to == 2
        assert {s for s in small if len(s) == 2} == set(map(frozenset, pairs[name].groups))
        assert {n for s in small if len(s) == 1 for n in s} - {name} == points[name]


def failing(monkeypatch: pytest.MonkeyPatch, count: int, hard: float, rings: int) -> Model:
    """A random estate in which everything fails now and then."""
    monkeypatch.syspath_prepend(str(FOLDER))
    drawn = importlib.import_module("random_estate")
    model, findings = load_text(drawn.failing_yaml(drawn.estate(count, hard, rings)))
    assert model is not None, findings
    return model


@pytest.mark.skipif(shutil.which("scram") is None, reason="needs scram: no scram on the PATH")
def test_scram_agrees_on_large_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hundreds of components, rings of ten among them, their figures from mtbf and restore."""
    assessment = Assessment(failing(monkeypatch, 300, 0.7, 3))
    asked = 0
    for name in assessment.graph.names[::17]:
        wanted = assessment.risks(name)
        text = write(assessment, name).text
        if "<define-gate" not in text:
            continue
        assert wanted.complete_to is None
        ((top, (orders, chance)),) = scram(text, tmp_path).items()
        assert (top, orders) == (name, wanted.by_size)
        assert chance == pytest.approx(wanted.after.value, rel=1e-5)
        asked += len(wanted.importance) > 50
    assert asked > 5


def test_the_plot_of_growth_is_made_of_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    growth = importlib.import_module("growth")
    lines = (FOLDER / "growth.csv").read_text().splitlines()
    rows = [
        growth.Row(int(n), float(order), float(sweep), int(peak))
        for n, order, sweep, peak in list(csv.reader(lines[1:]))[1:]
    ]
    assert tuple(row.components for row in rows) == growth.SIZES
    assert (growth.SIZES[0], growth.SIZES[-1]) == (1_000, 1_000_000)
    assert growth.plot(rows) == (FOLDER / "growth.svg").read_text()
