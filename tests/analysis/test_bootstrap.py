"""Circles of starts, against networkx on plain models and a direct reading on all others."""

import json
import random
from math import inf
from typing import Any

import networkx as nx
import pytest

from drctl.analysis.bootstrap import Circle, circles
from drctl.graph.clock import clock
from drctl.model import load_text
from drctl.model.model import Model
from tests.analysis.test_recovery import loaded, timed
from tests.oracle.models import random_model
from tests.oracle.recovering import Playing


def found(model: Model) -> tuple[Circle, ...]:
    return circles(model, clock(model))


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_plain_models_against_networkx(first: int) -> None:
    """With hard needs of one name each, circles are the strong components of the start's edges."""
    told = 0
    for seed in range(first, first + 100):
        dice = random.Random(seed)
        names = [f"c{i}" for i in range(dice.randint(2, 40))]
        services: dict[str, Any] = {name: {"needs": {}} for name in names}
        edges = []
        for name in names:
            for slot in range(dice.randint(0, 2)):
                on = dice.choice([n for n in names if n != name])
                at_start = dice.choice((None, True, False, "only"))
                need = {"use": on} | ({} if at_start is None else {"at_start": at_start})
                services[name]["needs"][f"s{slot}"] = need
                edges += [] if at_start is False else [(name, on)]
        model = loaded({"drctl": 1, "services": services})
        assert model is not None
        graph: nx.DiGraph[str] = nx.DiGraph(edges)
        parts = nx.strongly_connected_components(graph)
        wanted = {tuple(sorted(part)) for part in parts if len(part) > 1}
        answer = found(model)
        assert {circle.members for circle in answer} == wanted, f"seed {seed}"
        for circle in answer:
            check_links(circle)
            told += 1
    assert told > 30


def check_links(circle: Circle) -> None:
    """The links lead around once, over members only."""
    ends = [link.on for link in circle.links]
    assert [link.component for link in circle.links] == [*ends[-1:], *ends[:-1]]
    assert len(set(ends)) == len(ends) > 1
    assert set(ends) <= set(circle.members)


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_random_models_against_the_reading(first: int) -> None:
    """There is a circle when something never comes back although all is repaired at once."""
    stuck_ones = 0
    for seed in range(first, first + 100):
        written = timed(random_model(seed), random.Random(seed))
        for section in ("domains", "providers", "services"):
            for has in written.get(section, {}).values():
                if has.get("failure", "never") != "never":
                    has["failure"] = {}
                # A start that wants make impossible is no circle.
                for need in (n for n in has.get("needs", {}).values() if isinstance(n, dict)):
                    need.pop("wants", None)
        model = loaded(written)
        if model is None:
            continue
        playing = Playing(written, 0.0)
        able = frozenset(n for n, c in model.components.items() if c.can_fail)
        stuck = {name for name, time in playing.times(able).items() if time == inf}
        answer = found(model)
        assert bool(answer) == bool(stuck), f"seed {seed}"
        for circle in answer:
            check_links(circle)
            members = set(circle.members)
            assert members <= stuck, f"seed {seed}"
            each = [playing.times(frozenset((name,))) for name in sorted(able & members)]
            assert circle.alone == any(inf in times.values() for times in each), f"seed {seed}"
            stuck_ones += 1
    assert stuck_ones > 5


def test_a_long_chain_is_no_circle_until_it_closes() -> None:
    """20,000 components in a row: what a quadratic method would not answer."""
    count = 20_000
    services: dict[str, Any] = {f"c{i}": {"needs": {"n": f"c{i + 1}"}} for i in range(count - 1)}
    open_end = json.dumps({"drctl": 1, "services": services | {f"c{count - 1}": {}}})
    model, _ = load_text(open_end)
    assert model is not None
    assert found(model) == ()
