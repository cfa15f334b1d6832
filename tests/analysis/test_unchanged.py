"""What is taken over from an earlier state of a model against the answers from scratch.

Random models of the oracle are edited at random, with failure figures and promises laid over
them; the report of each must be, byte for byte, that of an assessment that knows nothing.
"""

import copy
import datetime
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drctl import assessment
from drctl.analysis.states import fallen
from drctl.analysis.unchanged import resting, unchanged
from drctl.assessment import Assessment
from drctl.audit.change import Before
from drctl.audit.pairs import all_pairs
from drctl.audit.run import audit
from drctl.graph import FaultGraph
from drctl.model import Model, load_text
from drctl.model import load as load_files
from drctl.reports import ALL
from tests.oracle.models import random_model

TODAY = datetime.date(2026, 11, 26)
PER_TEST = 10

Edit = Callable[[dict[str, Any], random.Random], None]


def valid(made: dict[str, Any]) -> Model | None:
    """The model, unless an edit has broken it."""
    model, _ = load_text(json.dumps(made))
    return model if model is not None and not Assessment(model).normal_state() else None


def report(assessment: Assessment) -> str:
    return ALL["json"](audit(assessment, today=TODAY))


def figures(made: dict[str, Any], dice: random.Random) -> None:
    """Give some services a tier, and some components failure figures."""
    made["policy"] = made.get("policy", {}) | {
        "tiers": {"gold": {"slo": "99.9%", "survives": 2, "rto": "1h"}, "tin": {"survives": 1}}
    }
    for service in made.get("services", {}).values():
        service["tier"] = dice.choice(("gold", "gold", "tin"))
    for component in components(made):
        if component.get("failure") != "never":
            component["failure"] = {"availability": dice.choice(("99%", "99.95%", "99.99%"))}
        group(component, dice)


def group(component: dict[str, Any], dice: random.Random) -> None:
    """Say, or no longer say, whose a component is."""
    for key, names in (("vendor", ("acme", "zeta")), ("jurisdiction", ("EU", "US"))):
        component.pop(key, None)
        if dice.random() < 0.7:
            component[key] = dice.choice(names)


def components(made: dict[str, Any]) -> list[dict[str, Any]]:
    every = (made.get(kind, {}) for kind in ("domains", "providers", "services"))
    return [component for section in every for component in section.values()]


def redraw(made: dict[str, Any], dice: random.Random) -> None:
    """Write one component as another model has it."""
    other = random_model(dice.randrange(10_000))
    kind = dice.choice([k for k in ("domains", "providers", "services") if made.get(k)])
    both = sorted(set(made[kind]) & set(other.get(kind, {})))
    for name in both[:1] if both else ():
        made[kind][name] = made[kind][name] | {"needs": other[kind][name].get("needs", {})}


def drop_need(made: dict[str, Any], dice: random.Random) -> None:
    holders = [c for c in components(made) if c.get("needs")]
    if holders:
        needs = dice.choice(holders)["needs"]
        del needs[dice.choice(sorted(needs))]


def add_need(made: dict[str, Any], dice: random.Random) -> None:
    component, names = dice.choice(components(made)), sorted(made.get("services", {}))
    component["needs"] = component.get("needs", {}) | {"more": dice.choice(names)}


def add(made: dict[str, Any], dice: random.Random) -> None:
    made.setdefault("providers", {})["new"] = {"failure": {"availability": "99%"}}
    add_need(made, dice)
    dice.choice(components(made))["needs"] = {"new": "new"}


def remove(made: dict[str, Any], dice: random.Random) -> None:
    kind = dice.choice([k for k in ("domains", "providers", "services") if made.get(k)])
    del made[kind][dice.choice(sorted(made[kind]))]


def chance(made: dict[str, Any], dice: random.Random) -> None:
    component = dice.choice(components(made))
    if component.get("failure") != "never":
        component["failure"] = {"availability": dice.choice(("98%", "99.9%"))}


def immortal(made: dict[str, Any], dice: random.Random) -> None:
    dice.choice(components(made))["failure"] = "never"


def vendor(made: dict[str, Any], dice: random.Random) -> None:
    group(dice.choice(components(made)), dice)


def place(made: dict[str, Any], dice: random.Random) -> None:
    if made.get("domains"):
        dice.choice(components(made))["in"] = dice.choice(sorted(made["domains"]))


def promise(made: dict[str, Any], dice: random.Random) -> None:
    dice.choice(list(made["services"].values()))["tier"] = dice.choice(("gold", "tin"))


def policy(made: dict[str, Any], dice: random.Random) -> None:
    made["policy"]["tiers"]["tin"] = {"survives": dice.choice((0, 2)), "slo": "99.5%"}


def rename(made: dict[str, Any], dice: random.Random) -> None:
    """Give a component another name, wherever it is written."""
    kinds = ("domains", "providers", "services")
    name = dice.choice(sorted(name for kind in kinds for name in made.get(kind, {})))
    # One before and one after all others: names are what components are sorted by.
    text = json.dumps(made).replace(f'"{name}"', f'"{dice.choice(("aa", "zz"))}"')
    made.clear()
    made.update(json.loads(text))


def reverse(made: dict[str, Any], dice: random.Random) -> None:
    """The same, written in another order: every line moves."""
    for kind in ("domains", "providers", "services"):
        if kind in made:
            made[kind] = dict(reversed(made[kind].items()))


def capability(made: dict[str, Any], dice: random.Random) -> None:
    served = [c for kind in ("providers", "services") for c in made.get(kind, {}).values()]
    if served:
        dice.choice(served)["capabilities"] = {"tools": dice.random() < 0.5}


def procedure(made: dict[str, Any], dice: random.Random) -> None:
    if made.get("procedures"):
        name = dice.choice(sorted(made["procedures"]))
        made["procedures"][name]["requires"] = dice.choice(sorted(made["services"]))


def accept(made: dict[str, Any], dice: random.Random) -> None:
    made.setdefault("accepted", []).append(
        {
            "rule": dice.choice(("single-point-of-failure", "unexpected-risk-group")),
            "object": dice.choice(sorted(made["services"])),
            "reason": "known",
            "owner": "us",
            "until": "2027-01-01",
        }
    )


def drill(made: dict[str, Any], dice: random.Random) -> None:
    """Record a drill of some need."""
    holders = [n for n, s in sorted(made.get("services", {}).items()) if s.get("needs")]
    if holders:
        name = dice.choice(holders)
        slot = dice.choice(sorted(made["services"][name]["needs"]))
        result = dice.choice(("passed", "failed"))
        day = dice.choice(("2026-11-01", "2025-01-01"))
        made.setdefault("drills", []).append(
            {"need": f"{name}.{slot}", "date": day, "result": result, "by": "us"}
        )


def load(made: dict[str, Any], dice: random.Random) -> None:
    """Let some needs send load."""
    for component in components(made):
        for slot, need in component.get("needs", {}).items():
            if dice.random() < 0.5:
                sends = {"load": f"{dice.choice((1, 5, 20))} rps"}
                if isinstance(need, dict):
                    component["needs"][slot] = need | sends
                elif isinstance(need, str):
                    component["needs"][slot] = {"use": need} | sends


def capacity(made: dict[str, Any], dice: random.Random) -> None:
    """Say what some components can take, and what is sent to them."""
    load(made, dice)
    for kind in ("providers", "services"):
        for component in made.get(kind, {}).values():
            if dice.random() < 0.5:
                component["capacity"] = f"{dice.choice((10, 40, 100))} rps"


EDITS: tuple[Edit, ...] = (
    redraw,
    drop_need,
    add_need,
    add,
    remove,
    chance,
    immortal,
    place,
    promise,
    policy,
    rename,
    vendor,
    reverse,
    capability,
    procedure,
    accept,
    drill,
    load,
    capacity,
)


def pairs(first: int) -> list[tuple[Model, Model]]:
    """Valid models and what random edits have made of them."""
    found = []
    for seed in range(first, first + PER_TEST):
        dice = random.Random(seed)
        made = random_model(seed)
        figures(made, dice)
        before = valid(made)
        if before is None:
            continue
        for edit in dice.sample(EDITS, len(EDITS)):
            edited = copy.deepcopy(made)
            edit(edited, dice)
            if (after := valid(edited)) is not None:
                found.append((before, after))
    return found


def changed(first: int) -> Iterator[tuple[Model, Model]]:
    """Valid models and what several random edits together have made of them."""
    for seed in range(first, first + PER_TEST):
        dice = random.Random(seed)
        made = random_model(seed)
        figures(made, dice)
        before = valid(made)
        for many in (2, 3, 5) if before is not None else ():
            edited = copy.deepcopy(made)
            for edit in dice.sample(EDITS, many):
                edit(edited, dice)
            after = valid(edited)
            if before is not None and after is not None:
                yield before, after


@pytest.mark.parametrize("first", range(200, 240, PER_TEST))
def test_many_changes_at_once(first: int) -> None:
    count = 0
    for model, edited in changed(first):
        before = Assessment(model)
        report(before)
        assert report(Assessment(edited, before)) == report(Assessment(edited))
        count += 1
    assert count > PER_TEST / 2


def of_vendors(dice: random.Random) -> dict[str, Any]:
    """Services that stand on two providers each, and on one another, in a few vendors' hands."""
    names = [f"p{i}" for i in range(8)]
    providers: dict[str, Any] = {name: {} for name in names}
    services: dict[str, Any] = {}
    for i in range(12):
        first, second = dice.sample(names, 2)
        ways: list[Any] = [
            {"any_of": [first, second], "at_least": 1},
            {"use": first, "fallbacks": [{"use": second, "switch": "automatic"}]},
        ]
        needs = {"x": dice.choice(ways)}
        if i:
            needs["y"] = f"s{dice.randrange(i)}"
        services[f"s{i}"] = {"survives": dice.choice((0, 1, 1)), "replicas": 2, "needs": needs}
    for provider in providers.values():
        group(provider, dice)
    return {"drctl": 1, "providers": providers, "services": services}


def test_what_falls_with_a_vendor_is_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(graph: FaultGraph, fails: Any, chosen: list[str]) -> list[frozenset[str]]:
        asked.append(len(chosen))
        return fallen(graph, fails, chosen)

    monkeypatch.setattr(assessment, "fallen", counted)
    found = fewer = 0
    for seed in range(120):
        dice = random.Random(seed)
        made = of_vendors(dice)
        before = valid(made)
        edited = copy.deepcopy(made)
        if seed % 2:
            group(dice.choice(list(edited["providers"].values())), dice)
        else:
            name = dice.choice(sorted(edited["services"]))
            edited["services"][name]["needs"]["x"] = of_vendors(dice)["services"]["s3"]["needs"][
                "x"
            ]
        after = valid(edited)
        assert before is not None
        assert after is not None
        known = Assessment(before)
        report(known)
        asked.clear()
        told = report(Assessment(after, known))
        fewer += sum(asked)
        asked.clear()
        assert told == report(Assessment(after))
        fewer -= sum(asked)
        found += "vendor-concentration" in told
    assert found > 20
    assert fewer < 0


@pytest.mark.parametrize("each", [2, 8, 12, 48])
def test_what_too_little_effort_leaves_open_is_what_scratch_leaves_open(
    each: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With so few steps that much is only bounded."""
    monkeypatch.setattr(assessment, "EACH", each)
    taken = short = 0
    for model, edited in (*pairs(300), *changed(300)):
        before = Assessment(model)
        known, groups = before.lost, before.risk_groups
        after, scratch = Assessment(edited, before), Assessment(edited)
        assert after.lost == scratch.lost
        assert after.risk_groups == scratch.risk_groups
        taken += sum(lost is known.get(name) for name, lost in after.lost.items())
        taken += sum(found is groups.get(name) for name, found in after.risk_groups.items())
        short += sum(not lost.exact for lost in after.lost.values())
    assert taken
    assert short


def crowd(others: int) -> Model:
    """A service that takes some work, beside others that take work too."""
    failure = {"failure": {"availability": "90%"}}
    names = [f"p{i}" for i in range(9)]
    dice = random.Random(5)
    drawn = [sorted(dice.sample(names, 3)) for _ in range(12)]
    needs = {f"n{i}": {"any_of": each, "at_least": 1} for i, each in enumerate(drawn)}
    promise: dict[str, Any] = {"slo": "99.9%", "survives": 3, "needs": needs} | failure
    services = {"s": promise} | {f"t{i}": promise for i in range(others)}
    model = valid({"drctl": 1, "providers": dict.fromkeys(names, failure), "services": services})
    assert model is not None
    return model


@pytest.mark.parametrize("each", [50, 75, 200])
def test_where_more_have_to_share_the_effort_less_is_known_of_each(
    each: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was known before a change is only bounded after it, and the other way round."""
    monkeypatch.setattr(assessment, "EACH", each)
    few, many = crowd(0), crowd(30)
    for first, then in ((few, many), (many, few)):
        before, scratch = Assessment(first), Assessment(then)
        known = before.lost["s"], before.risk_groups["s"]
        assert known != (scratch.lost["s"], scratch.risk_groups["s"])
        after = Assessment(then, before)
        assert after.lost == scratch.lost
        assert after.risk_groups == scratch.risk_groups


@pytest.mark.parametrize("first", range(0, 40, PER_TEST))
def test_reports_are_those_from_scratch(first: int) -> None:
    taken = asked = 0
    for model, edited in pairs(first):
        before, after = Assessment(model), None
        report(before)
        after = Assessment(edited, before)
        assert report(after) == report(Assessment(edited))
        for name, groups in after.risk_groups.items():
            asked += 1
            taken += groups is before.risk_groups.get(name)
    assert 0 < taken < asked


def test_the_gate_says_what_two_audits_from_scratch_say() -> None:
    for model, edited in pairs(40)[::3]:
        parts = []
        for taken in (True, False):
            old = Assessment(model)
            gate = Before("HEAD", "", "", old, model.policy, None)
            new = Assessment(edited, old if taken else None)
            parts.append(ALL["json"](audit(new, today=TODAY, before=gate)))
        assert parts[0] == parts[1]


def same(before: Model, after: Model) -> frozenset[str]:
    return unchanged(before, after, resting(after))


def in_files(made: dict[str, Any], folder: Path) -> Model:
    """The model with two components in a file: most files stay, and in the others lines move."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    kinds = ("domains", "providers", "services")
    rest = {key: value for key, value in made.items() if key not in kinds}
    (folder / "dr.yaml").write_text(json.dumps(rest | {"include": ["c-*.yaml"]}, indent=1))
    for kind in kinds:
        every = list(made.get(kind, {}).items())
        for first in range(0, len(every), 2):
            text = json.dumps({kind: dict(every[first : first + 2])}, indent=1)
            (folder / f"c-{kind}-{first}.yaml").write_text(text)
    model, findings = load_files(folder / "dr.yaml")
    assert model is not None, findings
    return model


@pytest.mark.parametrize("first", range(100, 120, PER_TEST))
def test_findings_are_taken_over_where_their_files_stay(first: int, tmp_path: Path) -> None:
    taken = asked = 0
    for seed in range(first, first + PER_TEST):
        dice = random.Random(seed)
        made = random_model(seed)
        figures(made, dice)
        if valid(made) is None:
            continue
        before = Assessment(in_files(made, tmp_path / "files"))
        known = {id(found.hit) for found in all_pairs(before, (before.model.policy,), TODAY)}
        for edit in dice.sample(EDITS, len(EDITS)):
            edited = copy.deepcopy(made)
            edit(edited, dice)
            if valid(edited) is None:
                continue
            model = in_files(edited, tmp_path / "files")
            after = Assessment(model, before)
            assert report(after) == report(Assessment(model))
            hits = [found.hit for found in all_pairs(after, (model.policy,), TODAY)]
            asked += len(hits)
            taken += sum(id(hit) in known for hit in hits)
    assert 0 < taken < asked


def of(text: str) -> Model:
    model, findings = load_text("drctl: 1\n" + text)
    assert model is not None, [f.message for f in findings]
    return model


CHAIN = "services: {a: {needs: {b: b}}, b: {needs: {c: c}}, c: {}, d: {needs: {c: c}}, e: {}}"


@pytest.mark.parametrize(
    ("edited", "kept"),
    [
        (CHAIN, "abcde"),
        ("\n\nteams: {t: {}}\n" + CHAIN, "abcde"),
        (CHAIN.replace("e: {}", "e: {title: E}"), "abcd"),
        (CHAIN.replace("c: {}", "c: {failure: never}"), "e"),
        (CHAIN.replace("b: {needs: {c: c}}", "b: {needs: {c: c, e: e}}"), "cde"),
        ("policy: {failure: {service: {availability: 99%}}}\n" + CHAIN, ""),
        (CHAIN.replace(", e: {}", ""), "abcd"),
        (CHAIN.replace("e: {}", "e: {}, f: {}"), "abcde"),
    ],
)
def test_what_rests_on_a_change_has_changed(edited: str, kept: str) -> None:
    assert same(of(CHAIN), of(edited)) == set(kept)


def test_a_circle_changes_as_one() -> None:
    ring = "services: {a: {needs: {b: b}}, b: {needs: {a: a, c: c}}, c: {}, d: {needs: {c: c}}}"
    assert same(of(ring), of(ring.replace("a: {needs", "a: {replicas: 2, needs"))) == {
        "c",
        "d",
    }


def test_a_procedure_is_part_of_what_uses_it() -> None:
    text = """
services:
  a: {needs: {x: {use: b, fallbacks: [{use: c, procedure: go}]}}}
  b: {}
  c: {}
  vpn: {}
procedures: {go: {title: Go, steps: [{id: s, do: It}]}}
"""
    after = text.replace("{title: Go,", "{title: Go, requires: [vpn],")
    assert same(of(text), of(after)) == {"b", "c", "vpn"}


def test_what_is_wanted_of_an_option_is_part_of_its_cone() -> None:
    text = """
providers: {b: {}, c: {capabilities: {tools: true}}}
services: {a: {needs: {x: {use: b, fallbacks: [c], wants: {tools: true}}}}}
"""
    assert same(of(text), of(text.replace("tools: true}}}", "tools: false}}}", 1))) == {"b"}


def test_only_what_was_asked_before_is_known() -> None:
    before = Assessment(of(CHAIN))
    known = before.unavailability("a")
    after = Assessment(of(CHAIN), before)
    assert after.unavailability("a") is known
    assert after.unavailability("b") == before.unavailability("b")
