"""What needs leave of a promise: exact, or a bound, against each service's own diagram."""

import json
import random
from typing import Any

import pytest

from drctl.analysis.cut_sets.probability import probability
from drctl.analysis.cut_sets.solve import solve
from drctl.analysis.cut_sets.unfold import fault_tree
from drctl.analysis.promises import beyond_reach
from drctl.analysis.unavailability import own_unavailability
from drctl.graph import Question, build
from drctl.model import load_text
from tests.oracle.models import random_model


def with_figures(seed: int) -> dict[str, Any]:
    """A random model in which most components that can fail have a figure."""
    dice = random.Random(seed)
    made = random_model(seed)
    for section in ("services", "providers", "domains"):
        for component in made.get(section, {}).values():
            if "failure" not in component and dice.random() < 0.9:
                component["failure"] = {"availability": dice.choice(("90%", "99%", "99.99%"))}
    return made


@pytest.mark.parametrize("seed", range(80))
def test_who_promises_too_much(seed: int) -> None:
    model, findings = load_text(json.dumps(with_figures(seed)))
    assert model is not None, findings
    graph = build(model)
    dice = random.Random(seed)
    slos = {name: dice.choice((0.85, 0.95, 0.995, 0.99999)) for name in graph.names}
    exact = {}
    for name in graph.names:
        tree, names = fault_tree(graph, name, Question.INSTANT)
        chances = [
            0.0 if other == name else own_unavailability(model.components[other]) or 0.0
            for other in names
        ]
        exact[name] = probability(solve(tree), chances)
    wanted = {name: q for name, q in exact.items() if q > 1 - slos[name] + 1e-12}
    found = beyond_reach(model, graph, slos, effort=10**7)
    assert found == {name: pytest.approx(q, rel=1e-9) for name, q in wanted.items()}
    for effort in (0, 500, 5_000):
        for name, least in beyond_reach(model, graph, slos, effort=effort).items():
            assert 1 - slos[name] < least <= exact[name] * (1 + 1e-9)


def test_single_points_tell_enough_without_any_effort() -> None:
    text = "drctl: 1\nproviders: {a: {failure: {availability: 99%}}}\n"
    text += "services: {s: {slo: 99.9%, needs: {x: a}}, t: {slo: 98%, needs: {x: a}}}\n"
    model, findings = load_text(text)
    assert model is not None, findings
    found = beyond_reach(model, build(model), {"s": 0.999, "t": 0.98}, effort=0)
    assert found == {"s": pytest.approx(0.01)}
