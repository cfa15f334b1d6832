"""What sets a recovery time: chains worked out by hand, and what holds of every chain."""

import random
from math import inf

import pytest

from drctl.analysis.causes import Cause, causes, several
from drctl.analysis.outcome import Outcomes
from drctl.analysis.recovery_path import Reader, Recovery
from drctl.analysis.recovery_verdict import verdict
from drctl.graph import build
from drctl.model import load_text
from drctl.model.model import Model
from tests.analysis.test_recovery import loaded, timed
from tests.oracle.models import random_model

ESTATE = """
drctl: 1
domains:
  zone: {kind: zone, failure: {restore: 2h}}
  other: {kind: zone}
providers:
  paid: {failure: {}}
  quick: {failure: {restore: 5m}}
services:
  primary: {in: zone, restart: 4m, failure: {restore: 3h, requires: vpn}}
  replica: {in: other}
  vpn: {in: zone, restart: 2m, failure: {restore: 30m}}
  keys: {failure: {restore: 1h}}
  watch: {in: zone, restart: 1m, failure: {restore: 10m}}
  database:
    failure: never
    needs:
      node:
        use: primary
        fallbacks: [{use: replica, switch: manual, after: 8m,
                     requires: {use: vpn, fallbacks: [{use: keys, switch: manual, after: 15m}]}}]
        detect: {within: 1m, requires: watch}
  app: {in: other, restart: 3m, needs: {db: database}}
  buyer: {needs: {pay: paid}}
  patient: {needs: {q: {use: quick, tolerates: 10m}}}
  hasty: {needs: {q: {use: quick, tolerates: 4m}}}
  hen: {in: zone, needs: {egg: egg}}
  egg: {in: zone, needs: {hen: hen}}
  cock: {in: zone, restart: 1m, needs: {chick: {use: chick, at_start: false}}}
  chick: {in: zone, restart: 2m, needs: {cock: cock}}
"""


@pytest.fixture(scope="module")
def estate() -> Outcomes:
    model, findings = load_text(ESTATE)
    assert model is not None, findings
    return Outcomes(model, build(model))


def when(outcomes: Outcomes, fails: dict[str, float | None]) -> Reader:
    return outcomes.times(Cause("several", "", fails))


def told(recovery: Recovery) -> list[str]:
    return [f"{m.at / 60:g} {m.what} {m.subject} {m.takes / 60:g}" for m in recovery.path]


def test_a_switch_by_hand_waits_for_the_alarm(estate: Outcomes) -> None:
    found = when(estate, {"primary": None}).recovery("app")
    assert (found.least, found.most) == (540, 540)
    assert told(found) == ["1 noticed database.node 1", "9 switched database.node 8"]
    assert found.waits_for_people


def test_a_zone_takes_the_way_in_along(estate: Outcomes) -> None:
    """Nobody watches until the watch is back; then a minute, then eight."""
    found = when(estate, {"zone": None}).recovery("app")
    assert told(found) == [
        "120 repaired zone 120",
        "124 started primary 4",
    ]
    # The keys would be there after 15 minutes, but nobody notices before minute 122.
    assert found.most == 124 * 60
    assert not found.waits_for_people


def test_a_repair_that_waits_for_the_way_in(estate: Outcomes) -> None:
    found = when(estate, {"primary": None, "vpn": None}).recovery("primary")
    assert told(found) == ["30 repaired vpn 30", "210 repaired primary 180"]
    assert when(estate, {"primary": None, "vpn": None}).recovery("app").most == (15 + 8) * 60


def test_a_restore_that_is_not_written(estate: Outcomes) -> None:
    found = when(estate, {"paid": None}).recovery("buyer")
    assert (found.least, found.most, found.known) == (0, inf, False)
    assert found.missing == (("providers", "paid", "failure", "restore"),)
    known = when(estate, {"paid": 600.0}).recovery("buyer")
    assert (known.least, known.most, known.missing) == (600, 600, ())


def test_a_short_loss_is_not_felt(estate: Outcomes) -> None:
    run = when(estate, {"quick": None})
    assert run.recovery("patient").most == 0
    assert run.recovery("hasty").most == 300
    longer = when(estate, {"quick": 601.0})
    assert longer.recovery("patient").most == 601


def test_who_needs_one_another_to_start_never_does(estate: Outcomes) -> None:
    run = when(estate, {"zone": None})
    for name in ("hen", "egg"):
        found = run.recovery(name)
        assert (found.least, found.most) == (inf, inf)
        assert set(found.deadlock) == {"hen", "egg"}
        assert found.path == ()
    # Keeping one another running is no deadlock: one of the two starts without the other.
    assert run.recovery("cock").most == 123 * 60
    assert told(run.recovery("chick"))[-2:] == ["121 started cock 1", "123 started chick 2"]
    # Nor do they fall when nothing takes them down.
    assert list(when(estate, {"other": 60.0}).hit()) == ["app", "other", "replica"]


@pytest.mark.parametrize(
    ("rto", "bounds", "wanted"),
    [
        (None, [(0, inf)], "no RTO"),
        (60, [], "achievable"),
        (60, [(30, 60)], "achievable"),
        (60, [(30, 61)], "unknown"),
        (60, [(61, 61)], "not achievable"),
        (60, [(30, inf), (61, inf)], "not achievable"),
        (60, [(inf, inf)], "not achievable"),
    ],
)
def test_verdicts(rto: float | None, bounds: list[tuple[float, float]], wanted: str) -> None:
    cases = [Recovery("a", least, most, (), (), ()) for least, most in bounds]
    assert verdict(rto, cases) == wanted


def test_the_causes_are_all_that_can_fail() -> None:
    model, _ = load_text(ESTATE)
    assert model is not None
    found = list(causes(model))
    able = [n for n, c in model.components.items() if c.can_fail]
    assert [c.name for c in found if c.kind == "failure"] == sorted(able)


def test_chains_of_random_models() -> None:
    """A chain ends at the time, grows, and each of its moments begins where another ends."""
    chains = 0
    for seed in range(600):
        dice = random.Random(seed)
        model = loaded(timed(random_model(seed), dice))
        if model is None:
            continue
        outcomes = Outcomes(model, build(model))
        able = [n for n, c in model.components.items() if c.can_fail]
        reader = outcomes.times(several(dice.sample(able, min(len(able), 2))))
        for name in reader.hit():
            chains += check(model, reader.recovery(name), f"seed {seed}, {name}")
    assert chains > 300


def check(model: Model, found: Recovery, where: str) -> int:
    assert found.least <= found.most, where
    assert bool(found.missing) == (not found.known), where
    if found.least == inf:
        assert found.path == (), where
        return 0
    if not found.path:
        assert found.least == 0 or found.most == inf, where
        return 0
    times = [moment.at for moment in found.path]
    assert times == sorted(times), where
    assert times[-1] == (found.most if found.most < inf else found.least), where
    for earlier, moment in zip((None, *found.path), found.path, strict=False):
        begun = moment.at - moment.takes
        if moment.what == "switched" and not moment.manual:
            assert begun == 0, where
        elif earlier is not None:
            assert begun == earlier.at, where
        model.place(moment.path)
    return 1
