"""What the benchmarks hold answers against is true itself, and what is committed fits together."""

import csv
import importlib
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from drctl.analysis.risks import risks
from drctl.graph import Question, build
from drctl.graph.kernel import under
from drctl.model import load_text

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
