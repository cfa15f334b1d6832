"""Expectations: worked out by hand, and on random models by the oracle's states."""

import json
import random
from collections import Counter
from math import inf
from typing import Any

import pytest

from drctl.analysis.causes import several
from drctl.analysis.expectations import Answer, LossAnswer, StateAnswer, TimeAnswer, expectations
from drctl.assessment import Assessment
from drctl.model import load_text
from tests.oracle import reading
from tests.oracle.models import random_model

ESTATE = """
drctl: 1
domains:
  edge: {kind: edge, failure: {restore: 2h}}
  pool: {failure: {restore: 5m}}
providers:
  api: {in: edge}
  paid: {failure: {}}
services:
  chat:
    needs:
      llm: {use: api, fallbacks: [{use: local, switch: automatic, after: 1m, degraded: true}]}
      pay: {use: paid, optional: true}
  local: {}
  shop: {needs: {pay: {use: paid, fallbacks: [{use: edge, switch: manual, after: 10m}]}}}
  db:
    failure: never
    needs:
      node: {use: first, fallbacks: [{use: second, after: 8m}], detect: {within: 1m}}
    data:
      rows:
        copies:
          - {in: first, kind: primary}
          - {in: second, lag: 5s, kind: replica}
          - {in: vault, lag: 1d, kind: backup}
      logs: {copies: [{in: vault, lag: 1d, kind: backup}]}
  first: {in: edge, failure: {restore: 3h}}
  second: {failure: {restore: 3h}}
  vault: {}
  hen: {in: pool, failure: never, needs: {egg: egg}}
  egg: {in: pool, failure: never, needs: {hen: hen}}
scenarios: {it: {WRITTEN}}
"""


def answers(
    fails: str, expect: str, corrupts: str = "", estate: str = ESTATE
) -> tuple[Answer, ...]:
    """What a scenario's `expect`, in flow style, comes to."""
    lists = {"fails": fails, "corrupts": corrupts}
    keys = [f"{key}: [{names}]" for key, names in lists.items() if names]
    written = ", ".join([*keys, f"expect: {{{expect}}}"])
    model, findings = load_text(estate.replace("WRITTEN", written))
    assert model is not None, [f.message for f in findings]
    return expectations(model, Assessment(model).scenarios["it"])


@pytest.mark.parametrize(
    ("fails", "expect", "verdict"),
    [
        ("edge", "chat: degraded", "holds"),
        ("edge", "chat: up", "broken"),
        ("edge", "chat: down", "broken"),
        ("edge", "chat: {state: degraded}", "holds"),
        ("edge", "chat: {before_people_act: degraded}", "holds"),
        ("edge", "db: {before_people_act: down}", "holds"),
        ("edge", "db: {before_people_act: up}", "broken"),
        ("edge", "db: up", "holds"),
        ("", "db: up", "holds"),
        # One minute until the fallback counts; what is degraded is up again.
        ("edge", "chat: {within: 1m}", "holds"),
        ("edge", "chat: {within: 59s}", "broken"),
        # A minute to notice, eight to switch; never down is down for 0 s.
        ("edge", "db: {within: 9m}", "holds"),
        ("edge", "db: {within: 539s}", "broken"),
        ("edge", "local: {within: 0s}", "holds"),
        # It stays down until it is repaired, and is within that time all the same.
        ("edge", "api: {within: 2h}", "holds"),
        # The restore of what is paid is not written: the way round takes ten minutes.
        ("paid", "shop: {within: 10m}", "holds"),
        ("paid", "shop: {within: 9m}", "unknown"),
        ("paid", "paid: {within: 365d}", "unknown"),
        # Back at once, or not before the way round is there after two hours.
        ("paid, edge", "shop: {within: 2h}", "holds"),
        ("paid, edge", "shop: {within: 1h}", "unknown"),
        ("edge", "first: {within: 1h}", "broken"),
        # Each waits for the other to start.
        ("pool", "hen: {within: 365d}", "broken"),
    ],
)
def test_states_and_times(fails: str, expect: str, verdict: str) -> None:
    (found,) = answers(fails, expect)
    assert found.verdict == verdict


def test_a_time_that_is_partly_known_and_too_long_already() -> None:
    """What is paid is not back before its edge is; then shop has its way round."""
    estate = ESTATE.replace("paid: {failure: {}}", "paid: {in: edge, failure: {}}")
    paid, shop = answers("edge, paid", "paid: {within: 1h}, shop: {within: 3h}", estate=estate)
    assert isinstance(paid, TimeAnswer)
    assert isinstance(shop, TimeAnswer)
    assert (paid.verdict, paid.actual.least, paid.actual.most) == ("broken", 7200, inf)
    assert (shop.verdict, shop.actual.most) == ("holds", 7200)


def test_what_is_missing_is_named() -> None:
    (found,) = answers("paid", "paid: {within: 1h}")
    assert isinstance(found, TimeAnswer)
    assert found.actual.missing == (("providers", "paid", "failure", "restore"),)
    assert (found.actual.least, found.actual.most) == (0, inf)


@pytest.mark.parametrize(
    ("fails", "corrupts", "expect", "told"),
    [
        # For all stores at once; logs are in a nightly copy only, on any day.
        ("first", "", "{data_loss: 5s}", [("rows", 5, 5, "holds"), ("logs", 5, 86400, "broken")]),
        ("first", "", "{data_loss: {rows: 5s}}", [("rows", 5, 5, "holds")]),
        ("first", "", "{data_loss: {rows: 4s}}", [("rows", 4, 5, "broken")]),
        ("local", "", "{data_loss: {rows: 0s}}", [("rows", 0, 0, "holds")]),
        ("local", "", "{data_loss: {logs: 1d}}", [("logs", 86400, 86400, "holds")]),
        (
            "first, second",
            "",
            "{data_loss: {logs: 24h, rows: 1h}}",
            [("logs", 86400, 86400, "holds"), ("rows", 3600, 86400, "broken")],
        ),
        ("local", "db.rows", "{data_loss: {rows: 1d}}", [("rows", 86400, 86400, "holds")]),
        ("vault", "db.rows", "{data_loss: {rows: 365d}}", [("rows", 31536000, inf, "broken")]),
        ("", "db.rows", "{data_loss: {rows: 23h}}", [("rows", 82800, 86400, "broken")]),
    ],
)
def test_lost_data(
    fails: str, corrupts: str, expect: str, told: list[tuple[str, float, float, str]]
) -> None:
    found = answers(fails, f"db: {expect}", corrupts)
    rows = [(a.store, a.expected, a.actual, a.verdict) for a in found if isinstance(a, LossAnswer)]
    assert rows == told
    assert len(rows) == len(found)


def test_a_lag_that_is_there_on_any_day_is_told_apart() -> None:
    usual = {
        (fails, a.store): a.usual
        for fails in ("first", "vault")
        for a in answers(fails, "db: {data_loss: 1s}")
        if isinstance(a, LossAnswer)
    }
    assert usual == {
        ("first", "rows"): False,
        ("first", "logs"): True,
        ("vault", "rows"): False,
        ("vault", "logs"): False,
    }


def test_order_aspects_and_paths() -> None:
    expect = (
        "db: {data_loss: {rows: 1m}, within: 10m, before_people_act: down, state: up}, chat: up"
    )
    found = answers("edge", expect)
    top = ("scenarios", "it", "expect")
    assert [(a.component, a.aspect, a.path) for a in found] == [
        ("db", "state", (*top, "db", "state")),
        ("db", "before_people_act", (*top, "db", "before_people_act")),
        ("db", "within", (*top, "db", "within")),
        ("db", "data_loss", (*top, "db", "data_loss", "rows")),
        ("chat", "state", (*top, "chat")),
    ]


def test_nothing_expected() -> None:
    assert answers("edge", "") == ()


def test_an_outcome_of_no_scenario() -> None:
    model, _ = load_text("drctl: 1\nservices: {a: {}}\n")
    assert model is not None
    with pytest.raises(KeyError):
        expectations(model, Assessment(model).outcomes.of(several(["a"])))


STATES = ("up", "degraded", "down")


def test_random_models() -> None:
    """What the oracle says passes, and every other state fails, before and after people act."""
    verdicts: Counter[str] = Counter()
    for seed in range(400):
        written = random_model(seed)
        dice = random.Random(seed)
        able = sorted(reading.Reading(written).can_fail)
        fails = dice.sample(able, min(len(able), dice.randint(1, 3)))
        truth = {acts: reading.states(written, fails, acts) for acts in (False, True)}
        scenarios = {
            f"s{i}": {"fails": fails, "expect": wanted}
            for i, wanted in enumerate(expected(truth, dice) for _ in range(3))
        }
        model, findings = load_text(json.dumps({**written, "scenarios": scenarios}))
        assert model is not None, findings
        for outcome in Assessment(model).scenarios.values():
            found = expectations(model, outcome)
            assert len(found) == 2 * len(model.components)
            for answer in found:
                assert isinstance(answer, StateAnswer)
                right = truth[answer.people_act][answer.component]
                assert answer.actual == right, f"seed {seed}"
                wanted = "holds" if answer.expected == right else "broken"
                assert answer.verdict == wanted, f"seed {seed}"
                verdicts[f"{wanted} {right}"] += 1
    assert {word for word, count in verdicts.items() if count > 100} == {
        f"{verdict} {state}" for verdict in ("holds", "broken") for state in STATES
    }


def expected(truth: dict[bool, dict[str, str]], dice: random.Random) -> dict[str, Any]:
    """A state for every component, the right one more often than not."""

    def guess(right: str) -> str:
        return right if dice.random() < 0.5 else dice.choice(STATES)

    return {
        name: {"before_people_act": guess(truth[False][name]), "state": guess(truth[True][name])}
        for name in truth[True]
    }
