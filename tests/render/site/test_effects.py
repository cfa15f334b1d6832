"""What the site's script works out, against the engine and against the slow reading.

The very file that the site loads runs under Node.
"""

import json
import random
import subprocess
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from drctl.analysis.causes import jurisdictions, vendors
from drctl.analysis.states import states
from drctl.assessment import Assessment
from drctl.audit.report import Report
from drctl.model import load, load_text
from drctl.model.requirement import targets
from drctl.render.site import effects
from drctl.render.site.sources import Sources
from drctl.render.templates import folder
from tests.oracle import reading
from tests.oracle.cases import CASES
from tests.oracle.models import random_model

pytestmark = pytest.mark.needs("node")
ROOT = Path(__file__).parents[3]
DRIVER = Path(__file__).with_name("effects.cjs")
OUTAGES = sorted((ROOT / "examples" / "outages").glob("*/*.yaml"))
RANDOM = 400

Fails = Sequence[Collection[str]]


def ask(asked: Iterable[tuple[Assessment, Fails]], *, points: bool = False) -> list[Any]:
    """What the script answers, one answer for each model."""
    lines = [
        json.dumps(
            {
                "table": effects.table(Sources(found, NOTHING, (), {}, {})),
                "fails": [sorted(names) for names in fails],
                "points": points,
            }
        )
        for found, fails in asked
    ]
    done = subprocess.run(
        ["node", DRIVER, folder() / "site/js/effects.js"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


NOTHING = Report.__new__(Report)  # the table shows nothing of an audit


def assessed(text: str) -> Assessment:
    model, findings = load_text(text)
    assert model is not None, [finding.message for finding in findings]
    return Assessment(model)


def opened(path: Path) -> Assessment:
    model, findings = load(path)
    assert model is not None, [finding.message for finding in findings]
    return Assessment(model)


def able(found: Assessment) -> list[str]:
    return [name for name, c in sorted(found.model.components.items()) if c.can_fail]


def few(names: Sequence[str], seed: int, most: int) -> list[frozenset[str]]:
    """No failure, all single ones, all double ones or many of them, and some larger ones."""
    dice = random.Random(seed)
    pairs = list(combinations(names, 2))
    some = pairs if len(pairs) <= most else dice.sample(pairs, most)
    more = [dice.sample(names, min(len(names), dice.randint(3, 6))) for _ in range(20)]
    return [frozenset(), *map(frozenset, [[n] for n in names]), *map(frozenset, [*some, *more])]


def assert_as_the_engine(found: Assessment, fails: Fails, answer: Any) -> None:
    for names, wanted, got in zip(
        fails, states(found.graph, fails), answer["states"], strict=True
    ):
        assert got == {"before": wanted.before, "after": wanted.after}, sorted(names)


def test_the_reference_estate() -> None:
    found = opened(ROOT / "dr.yaml")
    fails = few(able(found), 1, 2000)
    assert len(fails) > 2000
    (answer,) = ask([(found, fails)], points=True)
    assert_as_the_engine(found, fails, answer)
    assert {n: frozenset(p) for n, p in answer["points"].items()} == found.single_points


def test_vendors_and_jurisdictions_of_the_reference_estate() -> None:
    """Everything of a group fails: the engine's own causes say who that is."""
    found = opened(ROOT / "dr.yaml")
    table = effects.table(Sources(found, NOTHING, (), {}, {}))
    for kind, causes in (("vendors", vendors), ("jurisdictions", jurisdictions)):
        wanted = [(c.name, frozenset(c.fails)) for c in causes(found.model) if c.fails]
        assert len(wanted) >= 3
        assert [
            (name, frozenset(table["names"][i] for i in ids)) for name, ids in table[kind]
        ] == wanted
        fails = [names for _, names in wanted]
        (answer,) = ask([(found, fails)])
        assert_as_the_engine(found, fails, answer)


@pytest.mark.parametrize("path", OUTAGES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_the_outages(path: Path) -> None:
    found = opened(path)
    fails = few(able(found), 2, 1000)
    (answer,) = ask([(found, fails)])
    assert_as_the_engine(found, fails, answer)


def test_random_models_over_the_whole_grammar() -> None:
    """The engine, and the slow reading that knows nothing of drctl."""
    written = [random_model(seed) for seed in range(RANDOM)]
    asked = []
    for seed, made in enumerate(written):
        found = assessed(json.dumps(made))
        asked.append((found, few(able(found), seed, 30)))
    downs = degraded = 0
    for made, (found, fails), answer in zip(written, asked, ask(asked), strict=True):
        assert_as_the_engine(found, fails, answer)
        read = reading.Reading(made)
        for names, got in zip(fails, answer["states"], strict=True):
            assert got["before"] == read.states(frozenset(names), False)
            assert got["after"] == read.states(frozenset(names), True)
            downs += "down" in got["after"].values()
            degraded += "degraded" in got["after"].values()
    assert downs > 1000
    assert degraded > 1000


def test_the_cases_of_the_language() -> None:
    """Worked out by hand, one for each sentence."""
    asked = [(assessed(json.dumps(case.model)), [case.fails]) for case in CASES]
    for case, answer in zip(CASES, ask(asked), strict=True):
        (got,) = answer["states"]
        assert got == {"before": case.expected[False], "after": case.expected[True]}, case.sentence


def test_what_one_rests_on_is_what_it_names() -> None:
    """By the model itself: all that stands in `in` and in needs, for what is asked today."""
    found = assessed("""
drctl: 1
services:
  a: {in: z, needs: {b: {use: b, fallbacks: [{use: c, switch: manual, requires: v}]}, s: {use: s, optional: true}}}
  b: {}
  c: {}
  s: {}
  v: {}
domains: {z: {}}
""")  # noqa: E501
    (answer,) = ask([(found, [])], points=True)
    below = answer["below"]
    assert below["a"] == ["b", "c", "s", "v", "z"]
    assert below["b"] == []
    component = found.model.components["a"]
    named = {ref.name for need in component.needs for ref in targets(need.requirement)}
    assert named <= set(below["a"])
