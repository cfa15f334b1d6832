"""Models with known answers: closed forms, and networkx's dominators."""

import json
import random
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest

from drctl.analysis.single_failures import blast_radius, single_points, sweep
from drctl.graph import FaultGraph, Question, build
from drctl.model import load_text


def graph_of(services: dict[str, Any]) -> FaultGraph:
    model, findings = load_text(json.dumps({"drctl": 1, "services": services}))
    assert model is not None, [f.message for f in findings]
    return build(model)


def needing(edges: list[tuple[str, str]], names: list[str]) -> dict[str, Any]:
    """Services with a hard need per edge."""
    return {n: {"needs": {f"n-{b}": b for a, b in edges if a == n}} for n in names}


def named(count: int) -> list[str]:
    return [f"s{i:02}" for i in range(count)]


def test_a_chain_falls_from_the_failure_up() -> None:
    """In a chain of n, the i-th takes the i before it, and has n - 1 - i single points."""
    names = named(12)
    found = sweep(graph_of(needing(list(pairwise(names)), names)))
    assert found.blast == {name: i for i, name in enumerate(names)}
    assert found.points == {name: 11 - i for i, name in enumerate(names)}


def test_the_middle_of_a_star_takes_all() -> None:
    names = named(9)
    found = sweep(graph_of(needing([(leaf, names[0]) for leaf in names[1:]], names)), names)
    assert found.blast == {names[0]: 8} | dict.fromkeys(names[1:], 0)
    assert found.causes == {names[0]: frozenset()} | dict.fromkeys(
        names[1:], frozenset({names[0]})
    )


def test_a_ring_falls_whole() -> None:
    names = named(10)
    found = sweep(graph_of(needing([*pairwise(names), (names[-1], names[0])], names)))
    assert found.blast == dict.fromkeys(names, 9)
    assert found.points == dict.fromkeys(names, 9)


def test_a_ladder_of_fallbacks_has_no_single_point() -> None:
    """Each step needs one of two steps below, and no one of them is on every way."""
    made: dict[str, Any] = {"a0": {}, "b0": {}}
    for i in range(1, 6):
        need = {"use": f"a{i - 1}", "fallbacks": [f"b{i - 1}"]}
        made |= {f"{side}{i}": {"needs": {"below": need}} for side in "ab"}
    assert set(sweep(graph_of(made)).points.values()) == {0}


@pytest.mark.parametrize(("least", "blast"), [(1, 0), (2, 0), (3, 1)])
def test_k_of_three_survives_three_minus_k(least: int, blast: int) -> None:
    quorum = {"any_of": ["x", "y", "z"], "at_least": least}
    graph = graph_of({"a": {"needs": {"quorum": quorum}}, "x": {}, "y": {}, "z": {}})
    assert sweep(graph).blast == {"a": 0, "x": blast, "y": blast, "z": blast}


def test_what_never_fails_is_no_cause() -> None:
    made = {"a": {"needs": {"b": "b"}}, "b": {"failure": "never", "needs": {"c": "c"}}, "c": {}}
    graph = graph_of(made)
    assert single_points(graph, ["a", "b", "c"]) == {
        "a": frozenset({"c"}),
        "b": frozenset({"c"}),
        "c": frozenset(),
    }
    assert sweep(graph).points == {"a": 1, "b": 1, "c": 0}
    assert blast_radius(graph, "c") == {"a", "b"}


def test_people_save_what_only_a_manual_fallback_can() -> None:
    made = {"a": {"needs": {"n": {"use": "b", "fallbacks": ["c"]}}}, "b": {}, "c": {}}
    graph = graph_of(made)
    assert sweep(graph, ["a"]).causes == {"a": frozenset()}
    assert sweep(graph, ["a"], Question.INSTANT).causes == {"a": frozenset({"b"})}


def test_nodes_are_the_names_in_order() -> None:
    graph = graph_of({"b": {}, "a": {}, "c": {}})
    assert graph.names == ("a", "b", "c")
    assert graph.ids == {"a": 0, "b": 1, "c": 2}


@pytest.mark.parametrize("seed", range(40))
def test_the_single_points_of_hard_needs_are_what_they_reach(seed: int) -> None:
    """Without alternatives a service falls with everything it reaches (networkx)."""
    chance = random.Random(seed)
    names = named(chance.randint(2, 14))
    edges = sorted({(a, b) for a in names for b in names if a != b and chance.random() < 0.12})
    graph: nx.DiGraph[str] = nx.DiGraph(edges)
    graph.add_nodes_from(names)
    found = sweep(graph_of(needing(edges, names)), names)
    assert found.causes == {n: frozenset(nx.descendants(graph, n)) for n in names}
    assert found.blast == {n: len(nx.ancestors(graph, n)) for n in names}


@pytest.mark.parametrize("seed", range(40))
def test_single_points_of_a_diamond_of_ways_are_its_dominators(seed: int) -> None:
    """A service that needs one way of several falls alone with what all ways have in common.

    Every component here needs one of those below it (a choice), so it falls only when all
    ways down to the ground are cut: the single points of failure of the top are the nodes
    that dominate the ground in the graph of needs (networkx).
    """
    chance = random.Random(seed)
    names = named(chance.randint(3, 14))
    edges = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :] if chance.random() < 0.3]
    edges += [(a, b) for a, b in pairwise(names) if not any(e[0] == a for e in edges)]
    services: dict[str, Any] = {names[-1]: {}}
    for name in names[:-1]:
        below = [b for a, b in edges if a == name]
        services[name] = {"needs": {"way": {"use": below[0], "fallbacks": below[1:]}}}
        if not below[1:]:
            del services[name]["needs"]["way"]["fallbacks"]
    above = nx.immediate_dominators(nx.DiGraph(edges), names[0])
    node, expected = names[-1], {names[-1]}
    while node != names[0]:
        node = above[node]
        expected.add(node)
    found = sweep(graph_of(services), [names[0]]).causes[names[0]]
    assert found == expected - {names[0]}
