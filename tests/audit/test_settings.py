"""Every setting in force, with its place; the built-in ones are those that the loader takes."""

from pathlib import Path
from typing import Any

from drctl.assessment import Assessment
from drctl.audit.settings import BUILT_IN, Setting, settings
from drctl.model import Model, load, load_text
from drctl.model.requirement import Choice
from drctl.rules import ALL

ROOT = Path(__file__).parents[2]


def of(text: str) -> dict[str, Setting]:
    model, findings = load_text(f"drctl: 1\n{text}")
    assert model is not None, findings
    return {setting.name: setting for setting in settings(Assessment(model))}


def told(setting: Setting) -> tuple[Any, str, str, str]:
    return setting.value, setting.origin, str(setting.place or ""), setting.note


def test_every_rule_is_told_whether_it_is_on_how_bad_it_is_and_its_options() -> None:
    found = of("services: {a: {}}")
    for rule in ALL:
        assert told(found[f"rules.{rule.name}.disabled"]) == (False, "default", "", "")
        assert f"rules.{rule.name}.severity" in found
        for option in rule.options:
            shown = found[f"rules.{rule.name}.options.{option.name}"]
            # What is shown may be written.
            value = tuple(shown.value) if isinstance(shown.value, list) else shown.value
            assert option.read(value) == option.default


def test_what_the_policy_sets_has_its_place() -> None:
    found = of("""policy:
  fail_on: medium
  rules:
    no-owner: {disabled: We are three people}
    single-instance: {severity: low}
    vendor-concentration: {options: {most: 50%}}
  failure: {zone: {availability: 99.99%}}
services: {a: {}}
""")
    assert told(found["fail_on"]) == ("medium", "model", "dr.yaml:3:3", "")
    reason = "We are three people"
    assert told(found["rules.no-owner.disabled"]) == (True, "model", "dr.yaml:5:16", reason)
    assert told(found["rules.single-instance.severity"]) == ("low", "model", "dr.yaml:6:23", "")
    most = found["rules.vendor-concentration.options.most"]
    assert told(most) == ("50%", "model", "dr.yaml:7:38", "")
    assert told(found["failure.zone.availability"])[:3] == ("99.99%", "model", "dr.yaml:8:20")
    assert told(found["currency"]) == (None, "default", "", "")


def test_severities_by_tier() -> None:
    found = of("""policy: {tiers: {critical: {}, standard: {}, internal: {}}}
services: {a: {tier: standard}, b: {tier: critical}, c: {}}
""")
    severity = found["rules.single-point-of-failure.severity"].value
    assert severity == {"critical": "critical", "standard": "high", "no tier": "medium"}


def test_a_service_s_promises_with_what_its_tier_gives() -> None:
    found = of("""policy: {tiers: {critical: {rto: 15m, survives: 1}}}
services:
  own: {tier: critical, rto: 5m}
  inherits: {tier: critical}
  free: {slo: 99%}
""")
    assert told(found["services.own.rto"]) == ("5m", "model", "dr.yaml:4:25", "")
    assert told(found["services.own.survives"])[:3] == (1, "model", "dr.yaml:2:39")
    assert found["services.own.survives"].note == "tier critical"
    assert told(found["services.own.slo"]) == (None, "default", "", "")
    assert told(found["services.free.survives"]) == (0, "default", "", "")
    assert not [name for name in found if name.startswith("services.inherits")]
    assert told(found["tiers.critical.rpo"]) == (None, "default", "", "")


def test_every_value_of_the_reference_estate_s_policy_is_told_where_it_stands() -> None:
    model, _ = load(ROOT / "dr.yaml")
    assert model is not None
    places = {str(setting.place) for setting in settings(Assessment(model))}
    for place in leaves(model):
        assert place in places


def leaves(model: Model) -> list[str]:
    policy: Any = model.index.node(("policy",))
    found: list[str] = []

    def walk(node: Any) -> None:
        for key in node:
            if isinstance(node[key], dict):
                walk(node[key])
            else:
                found.append(str(node.place(key)))

    walk(policy)
    assert len(found) > 20
    return found


def test_the_built_in_values_are_what_the_loader_takes() -> None:
    model, findings = load_text("""drctl: 1
providers: {a: {}, b: {capacity: 1 rps}}
services:
  s: {needs: {n: {use: a, fallbacks: [b], detect: {signal: x}}}}
  auto: {needs: {n: {use: a, fallbacks: [{use: b, switch: automatic}]}}}
""")
    assert model is not None, findings
    service = model.components["s"]
    need = service.needs[0]
    choice = need.requirement
    assert isinstance(choice, Choice)
    other = model.components["auto"].needs[0].requirement
    assert isinstance(other, Choice)
    taken = {
        "switch": choice.fallbacks[0].switch,
        "after": other.fallbacks[0].after,
        "degraded": choice.fallbacks[0].degraded,
        "weight": choice.fallbacks[0].weight,
        "optional": need.optional,
        "at_start": need.at_start is None or need.at_start,
        "detect.within": need.detect.within if need.detect else None,
        "replicas": service.replicas,
        "restart": service.spec.restart or 0.0,
        "on_overload": getattr(model.components["b"].spec, "on_overload", None) or "fail",
    }
    assert taken.keys() == dict(BUILT_IN).keys()
    for key, value in BUILT_IN:
        assert taken[key] in ((0.0, None) if value == "0s" else (value,)), key
