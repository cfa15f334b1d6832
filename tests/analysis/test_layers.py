"""The order of what rests on what, against networkx's own reading of the same graph."""

import random

import networkx as nx
import pytest

from drctl.analysis.layers import layers


@pytest.mark.parametrize("seed", range(60))
def test_each_after_what_is_below_it(seed: int) -> None:
    dice = random.Random(seed)
    names = [f"c{i}" for i in range(dice.randrange(1, 12))]
    below = {n: frozenset(m for m in names if dice.random() < 0.12) for n in names}
    found = layers(below)
    graph: nx.DiGraph[str] = nx.DiGraph((n, m) for n, those in below.items() for m in those)
    edges = {n: set(graph.successors(n)) if n in graph else set[str]() for n in names}
    around = {n for n in names if any(nx.has_path(graph, m, n) for m in edges[n])}
    assert found.circles == around
    assert sorted(found.order) == sorted(set(names) - around)
    for at, name in enumerate(found.order):
        assert below[name] - around <= set(found.order[:at])


def test_nothing() -> None:
    assert layers({}).order == ()
