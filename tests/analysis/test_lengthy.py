"""Which failures need not be played: that their answers are right stands in test_rto_exceeded."""

import pytest

from drctl.analysis.lengthy import Lengthy, lengthy
from drctl.assessment import Assessment
from drctl.model import load_text

NEVER_LONG = """\
drctl: 1
policy: {tiers: {critical: {rto: 1h, survives: 1}}}
domains:
  zone-a: {kind: zone, failure: {restore: 10m}}
  zone-b: {kind: zone, failure: {restore: 10m}}
providers:
  api: {failure: {restore: 6h}}
  other: {failure: {restore: 6h}}
services:
  web:
    tier: critical
    replicas: 2
    restart: 5m
    in: {any_of: [zone-a, zone-b], at_least: 1}
    failure: {restore: 20m}
    needs: {api: {use: api, fallbacks: [{use: other, switch: SWITCH, after: AFTER}]}}
"""


def chosen(switch: str, after: str, more: str = "") -> Lengthy:
    text = NEVER_LONG.replace("SWITCH", switch).replace("AFTER", after) + more
    model, findings = load_text(text)
    assert model is not None, findings
    a = Assessment(model)
    rtos = {c.name: c.promise.rto for c in model.of_kind("service") if c.promise.rto is not None}
    return lengthy(model, a.outcomes, rtos, a.rests_on, a.layers, a.promised_points, ())


def test_nothing_is_played_where_switches_come_in_time() -> None:
    for switch, after in (("automatic", "30s"), ("manual", "1h")):
        assert chosen(switch, after) == Lengthy(frozenset(), frozenset(("api", "other")))


@pytest.mark.parametrize(("switch", "after"), [("automatic", "61m"), ("manual", "2h")])
def test_a_switch_that_comes_too_late_is_played(switch: str, after: str) -> None:
    assert chosen(switch, after).play == {"api"}


def test_a_zone_is_played_when_what_falls_with_it_starts_too_late() -> None:
    slow = "  slow: {tier: critical, in: zone-a, restart: 55m, failure: {restore: 1m}}\n"
    assert chosen("automatic", "30s", slow).play == {"zone-a"}
    quick = slow.replace("55m", "50m")
    assert chosen("automatic", "30s", quick).play == frozenset()
