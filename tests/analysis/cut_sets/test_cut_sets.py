"""Cut sets and probabilities against brute force, and two algorithms against each other."""

import json
import random
from collections import Counter
from itertools import combinations, islice
from math import log, prod

import pytest

from drctl.analysis.cut_sets.best import best
from drctl.analysis.cut_sets.count import counts
from drctl.analysis.cut_sets.diagram import deep
from drctl.analysis.cut_sets.direct import direct_sets
from drctl.analysis.cut_sets.modules import modules
from drctl.analysis.cut_sets.order import Orders
from drctl.analysis.cut_sets.probability import gradient, probability
from drctl.analysis.cut_sets.simplify import distribute, merge, narrow, share, simplify
from drctl.analysis.cut_sets.solve import Solution, solve
from drctl.analysis.cut_sets.split import split
from drctl.analysis.cut_sets.tree import ALWAYS, NEVER, Tree, TreeMaker
from drctl.analysis.cut_sets.unfold import fault_tree
from drctl.analysis.cut_sets.work import Work
from drctl.graph import FaultGraph, Question, build
from drctl.graph.kernel import under
from drctl.graph.net import NetBuilder
from drctl.model import load_text
from tests.oracle import reading
from tests.oracle.models import random_model

Sets = frozenset[frozenset[int]]


def random_tree(seed: int, events: int, gates: int, local: int = 0) -> Tree:
    """A tree of gates of all kinds over recent nodes, or over any."""
    dice = random.Random(seed)
    maker = TreeMaker(events)
    nodes = list(range(events))
    for _ in range(gates):
        among = nodes[-local:] if local and dice.random() < 0.6 else nodes
        kids = dice.sample(among, min(len(among), dice.choice((2, 2, 3, 4))))
        least = dice.choice((1, 1, len(kids), len(kids), dice.randint(1, len(kids))))
        made = maker.gate(least, kids)
        if made not in nodes:
            nodes.append(made)
    return maker.tree(nodes[-1])


def table(tree: Tree) -> int:
    """For every set of events (a number in binary) whether the top holds: one bit each."""
    width = 1 << tree.events
    everywhere = (1 << width) - 1
    rows = []
    for event in range(tree.events):
        block = ((1 << (1 << event)) - 1) << (1 << event)
        row = 0
        for start in range(0, width, 2 << event):
            row |= block << start
        rows.append(row)
    for least, children in tree.gates:
        reached = [everywhere] + [0] * least
        for kid in children:
            for count in range(least, 0, -1):
                reached[count] |= reached[count - 1] & rows[kid]
        rows.append(reached[least])
    return {NEVER: 0, ALWAYS: everywhere}.get(tree.top, rows[tree.top])


def minimal(tree: Tree) -> Sets:
    """The minimal cut sets, by trying every set."""
    holds = table(tree)
    found: list[frozenset[int]] = []
    for size in range(tree.events + 1):
        for chosen in combinations(range(tree.events), size):
            if holds >> sum(1 << e for e in chosen) & 1:
                members = frozenset(chosen)
                if not any(smaller <= members for smaller in found):
                    found.append(members)
    return frozenset(found)


def chance(tree: Tree, chances: list[float]) -> float:
    """The top's probability, summed over every state of the events."""
    holds = table(tree)
    total = 0.0
    for state in range(1 << tree.events):
        if holds >> state & 1:
            total += prod(q if state >> e & 1 else 1 - q for e, q in enumerate(chances))
    return total


def by_size(solution: Solution) -> list[frozenset[int]]:
    return list(best(solution, lambda event: (1, 0)))


@pytest.mark.parametrize("seed", range(150))
def test_small_trees_against_every_set_of_events(seed: int) -> None:
    tree = random_tree(seed, 4 + seed % 6, 3 + seed % 17)
    wanted = minimal(tree)
    solution = solve(tree)
    found = by_size(solution)
    assert len(found) == len(set(found))
    assert frozenset(found) == wanted
    assert [len(s) for s in found] == sorted(map(len, found))
    assert counts(solution) == Counter(map(len, wanted))
    dice = random.Random(seed)
    chances = [dice.choice((0.0, 1.0, 0.01, 0.3, dice.random())) for _ in range(tree.events)]
    value, slopes = gradient(solution, chances)
    assert value == pytest.approx(chance(tree, chances), abs=1e-12)
    assert probability(solution, chances) == value
    for event in range(tree.events):
        up, down = ([*chances[:event], q, *chances[event + 1 :]] for q in (1.0, 0.0))
        slope = chance(tree, up) - chance(tree, down)
        assert slopes.get(event, 0.0) == pytest.approx(slope, abs=1e-12)


@pytest.mark.parametrize("seed", range(300))
def test_every_step_of_the_preparation_keeps_the_meaning(seed: int) -> None:
    tree = random_tree(seed, 4 + seed % 7, 5 + seed % 23)
    wanted = table(tree)
    for step in (merge, narrow, share, distribute, simplify, split):
        assert table(step(tree)) == wanted, step.__name__
    assert table(split(simplify(tree))) == wanted


@pytest.mark.parametrize("seed", range(60))
def test_modules_by_their_definition(seed: int) -> None:
    tree = random_tree(seed, 8, 14, local=4)
    kids = {tree.events + i: children for i, (_, children) in enumerate(tree.gates)}

    def below(node: int) -> set[int]:
        return {node}.union(*(below(kid) for kid in kids.get(node, ())))

    wanted = [
        gate
        for gate in kids
        if not any(
            set(children) & (below(gate) - {gate})
            for parent, children in kids.items()
            if parent not in below(gate)
        )
    ]
    assert modules(tree) == wanted


@pytest.mark.parametrize("seed", range(40))
def test_larger_trees_by_two_algorithms(seed: int) -> None:
    tree = random_tree(seed, 24, 40, local=10)
    small = split(simplify(tree))
    solution = solve(tree)
    found = frozenset(by_size(solution))
    if small.top < small.events:
        return
    with deep(100):
        orders = Orders(tree, tree.top, (), tree.parents())
        family, sets, order = direct_sets(orders, 24, 10**6, Work(10**7))
    other: set[frozenset[int]] = set()
    waiting = [(sets, frozenset[int]())]
    while waiting:
        node, chosen = waiting.pop()
        if node == 1:
            other.add(chosen)
        elif node:
            waiting.append((family.low[node], chosen))
            waiting.append((family.high[node], chosen | {order[family.level[node]]}))
    assert found == other
    assert counts(solution) == Counter(map(len, other))
    few, root, _ = direct_sets(orders, 3, 10**6, Work(10**7))
    assert len(few.reachable(root)) <= len(family.reachable(sets))


@pytest.mark.parametrize("seed", range(20))
def test_the_best_by_probability_are_the_best(seed: int) -> None:
    tree = random_tree(seed, 16, 24, local=8)
    dice = random.Random(seed)
    chances = [dice.random() for _ in range(tree.events)]
    solution = solve(tree)
    everything = sorted((prod(chances[e] for e in s) for s in by_size(solution)), reverse=True)
    first = list(islice(best(solution, lambda e: (-log(chances[e]), 1)), 10))
    assert [prod(chances[e] for e in s) for s in first] == pytest.approx(everything[:10])


@pytest.mark.parametrize("seed", range(30))
def test_a_budget_leaves_the_low_orders_complete(seed: int) -> None:
    tree = random_tree(seed, 22, 40, local=9)
    wanted = counts(solve(tree))
    for budget in (30, 60, 120, 400):
        solution = solve(tree, budget)
        limit = solution.limit
        if limit is None:
            assert counts(solution) == wanted
        else:
            assert counts(solution) == {n: c for n, c in wanted.items() if n <= limit}
            within = {s for s in best(solution, lambda e: (1, 0)) if len(s) <= limit}
            assert len(within) == sum(c for n, c in wanted.items() if n <= limit)


@pytest.mark.parametrize("seed", range(120))
def test_models_against_the_slow_reading(seed: int) -> None:
    made = random_model(seed)
    model, findings = load_text(json.dumps(made))
    assert model is not None, findings
    graph = build(model)
    for name in graph.names:
        tree, whose = fault_tree(graph, name, Question.EVENTUAL)
        named = {frozenset(whose[e] for e in s) for s in by_size(solve(tree))}
        assert named == reading.cut_sets(made, name, len(graph.names))


@pytest.mark.parametrize("seed", range(150))
def test_nets_with_many_circles_against_every_set(seed: int) -> None:
    dice = random.Random(seed)
    count = dice.randint(3, 8)
    builder = NetBuilder(count)
    known = list(range(count))
    for _ in range(dice.randint(2, 9)):
        kids = [dice.choice(known) for _ in range(dice.randint(1, 4))]
        made = builder.at_least(dice.randint(1, len(kids)), kids)
        if made >= 0:
            known.append(made)
    for node in range(count):
        builder.define(node, [dice.choice(known) for _ in range(dice.randint(0, 3))])
    net = builder.net()
    can_fail = tuple(dice.random() < 0.85 for _ in range(count))
    names = tuple("abcdefgh"[:count])
    graph = FaultGraph(names, {n: i for i, n in enumerate(names)}, can_fail, lambda q: net)
    able = [node for node in range(count) if can_fail[node]]
    every = [s for size in range(len(able) + 1) for s in combinations(able, size)]
    rows = under(net, every)
    for node, name in enumerate(names):
        wanted: list[frozenset[int]] = []
        for bit, chosen in enumerate(every):
            members = frozenset(chosen)
            if rows[node] >> bit & 1 and not any(s <= members for s in wanted):
                wanted.append(members)
        tree, whose = fault_tree(graph, name, Question.EVENTUAL)
        found = {frozenset(graph.ids[whose[e]] for e in s) for s in by_size(solve(tree))}
        assert found == set(wanted)
