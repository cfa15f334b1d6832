"""What is told when the work is too much: right, the same every time, more with more work."""

import json
import random
from math import inf

import pytest

from drctl.analysis.cut_sets.best import best
from drctl.analysis.cut_sets.bounds import bounds
from drctl.analysis.cut_sets.count import counts
from drctl.analysis.cut_sets.probability import probability
from drctl.analysis.cut_sets.solve import Solution, solve, solve_to
from drctl.analysis.cut_sets.tree import Tree, TreeMaker
from drctl.analysis.risk_groups import _by_tree, _walk, risk_groups
from drctl.graph import Question, build
from drctl.model import load_text
from tests.analysis.cut_sets.test_cut_sets import chance, random_tree
from tests.oracle import reading
from tests.oracle.models import random_model

EFFORTS = (0, 40, 150, 600, 2_500, 10_000, 40_000, 10**7)


def dense_tree(seed: int, events: int) -> Tree:
    """Gates over any nodes before them: hardly a module, hardly an order that helps."""
    dice = random.Random(seed)
    maker = TreeMaker(events)
    nodes = list(range(events))
    for event in range(6, events):
        kids = dice.sample(nodes[:event] + nodes[events:], 4)
        gate = maker.gate(dice.choice((1, 2, 3, 4)), kids)
        nodes.append(maker.gate(1, [event, gate]))
    return maker.tree(maker.gate(2, nodes[-4:]))


def limit(solution: Solution) -> float:
    return inf if solution.limit is None else solution.limit


@pytest.mark.parametrize("seed", range(25))
def test_whatever_the_effort_the_answer_is_right_and_grows(seed: int) -> None:
    tree = dense_tree(seed, 26)
    whole = solve(tree)
    wanted = counts(whole)
    every = set(best(whole, lambda event: (1, 0)))
    reached = []
    for effort in EFFORTS:
        solution = solve(tree, effort=effort)
        again = solve(tree, effort=effort)
        assert (solution.limit, solution.exact) == (again.limit, again.exact)
        most = limit(solution)
        assert counts(solution) == counts(again) == {n: c for n, c in wanted.items() if n <= most}
        found = set(best(solution, lambda event: (1, 0), most))
        assert found == {members for members in every if len(members) <= most}
        reached.append((most, solution.exact))
    assert [most for most, _ in reached] == sorted(most for most, _ in reached)
    assert [exact for _, exact in reached] == sorted(exact for _, exact in reached)
    assert reached[0] != reached[-1] == (inf, True)


def test_little_effort_gives_a_part() -> None:
    found = [solve(dense_tree(seed, 26), effort=2_500) for seed in range(25)]
    assert sum(s.limit is not None and s.limit > 0 and not s.exact for s in found) >= 5


@pytest.mark.parametrize("seed", range(25))
def test_small_sets_alone_are_those_of_the_whole(seed: int) -> None:
    tree = dense_tree(seed, 24)
    wanted = counts(solve(tree))
    for size in (1, 2, 3):
        solution = solve_to(tree, size, 10**7)
        assert limit(solution) >= size
        assert counts(solution) == {n: c for n, c in wanted.items() if n <= limit(solution)}
        assert (solve_to(tree, size, 20).limit or 0) <= size


@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("sets", [True, False])
def test_bounds_hold_the_sum_over_all_states(seed: int, sets: bool) -> None:
    tree = random_tree(seed, 6 + seed % 4, 12 + seed % 10)
    dice = random.Random(seed)
    chances = [dice.choice((0.0, 1.0, 1e-9, 0.01, dice.random())) for _ in range(tree.events)]
    exact = chance(tree, chances)
    for effort in (0, 20, 60, 200, 10**6):
        solution = solve(tree, effort=effort, sets=sets)
        low, high = bounds(solution, chances)
        assert low <= exact * (1 + 1e-9) + 1e-30
        assert high >= exact * (1 - 1e-9)
        if solution.exact:
            assert (low, high) == (probability(solution, chances),) * 2


@pytest.mark.parametrize("seed", range(25))
def test_bounds_of_dense_trees_are_close_where_failures_are_rare(seed: int) -> None:
    tree = dense_tree(seed, 26)
    chances = [random.Random(seed).choice((1e-3, 1e-4))] * tree.events
    exact = probability(solve(tree), chances)
    solution = solve(tree, effort=40_000)
    low, high = bounds(solution, chances)
    assert low * (1 - 1e-12) <= exact <= high * (1 + 1e-12)
    if not solution.exact and (solution.limit or 0) >= 2:
        assert high < 1.5 * exact


@pytest.mark.parametrize("seed", range(20))
def test_the_most_probable_of_a_size_come_in_their_order(seed: int) -> None:
    tree = random_tree(seed, 16, 24, local=8)
    dice = random.Random(seed)
    weights = [dice.random() for _ in range(tree.events)]
    solution = solve(tree)

    def cost(members: frozenset[int]) -> float:
        return sum(weights[event] for event in members)

    every = list(best(solution, lambda event: (weights[event], 1)))
    for most in (1, 2, 3, 5):
        found = list(best(solution, lambda event: (weights[event], 1), most))
        assert set(found) == {members for members in every if len(members) <= most}
        assert [cost(s) for s in found] == pytest.approx(sorted(map(cost, found)))


@pytest.mark.parametrize("seed", range(80))
def test_risk_groups_against_the_slow_reading(seed: int) -> None:
    made = random_model(seed)
    model, findings = load_text(json.dumps(made))
    assert model is not None, findings
    graph = build(model)
    every = {name: reading.cut_sets(made, name, len(graph.names)) for name in graph.names}
    for survives in (2, 3):
        promised = dict.fromkeys(graph.names, survives)
        for effort in (0, 200, 10**6):
            for name, found in risk_groups(graph, promised, effort=effort).items():
                assert found.complete_to <= survives
                wanted = {s for s in every[name] if 2 <= len(s) <= found.complete_to}
                assert {frozenset(group) for group in found.groups} == wanted
                assert len(found.groups) == len(wanted)
                assert effort < 10**6 or found.complete_to == survives
    for name in graph.names:
        by_tree = _by_tree(graph, name, 2, 10**6)
        assert {frozenset(g) for g in by_tree.groups} == {s for s in every[name] if len(s) == 2}
    ids = range(len(graph.names))
    for walk in (_walk(graph, ids), *(_walk(graph, (node,)) for node in ids)):
        for node, pairs in walk.pairs().items():
            named = {frozenset((graph.names[a], graph.names[b])) for a, b in pairs}
            assert named == {s for s in every[graph.names[node]] if len(s) == 2}


def test_equal_questions_are_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from drctl.analysis import risks

    calls = []

    def counted(*args: object, **keywords: object) -> Solution:
        calls.append(args)
        return solve(*args, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(risks, "solve", counted)
    text = "drctl: 1\nproviders: {a: {}, b: {}}\nservices:\n"
    text += "  auto: {needs: {x: {use: a, fallbacks: [{use: b, switch: automatic}]}}}\n"
    text += "  hand: {needs: {x: {use: a, fallbacks: [{use: b, switch: manual}]}}}\n"
    model, findings = load_text(text)
    assert model is not None, findings
    graph = build(model)
    risks.risks(model, graph, "auto")
    assert len(calls) == 1
    found = risks.risks(model, graph, "hand")
    assert len(calls) == 3
    assert found.by_size == {1: 1, 2: 1}
    assert graph.net(Question.EVENTUAL) != graph.net(Question.INSTANT)
