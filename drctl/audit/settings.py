"""What a model sets: errors in it that only the rules can tell, and all that is in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from drctl.assessment import Assessment
from drctl.audit.pairs import place_of
from drctl.finding import Finding, Place
from drctl.model.component import Component, Promise
from drctl.model.errors import did_you_mean, error
from drctl.model.language.estate import Policy
from drctl.model.model import Model
from drctl.model.scalars import written
from drctl.model.source import Map
from drctl.rules import ALL, Rule


def unknown_rules(model: Model) -> Iterator[Finding]:
    """Errors for rule names in the policy and in acceptances that no rule has."""
    known = [rule.name for rule in ALL]
    named: dict[tuple[str, Place], None] = dict.fromkeys(
        (
            *((n, model.place(("policy", "rules", n))) for n in model.policy.rules),
            *((a.rule, place_of(model, i, "rule")) for i, a in enumerate(model.accepted)),
        )
    )
    for name, place in named:
        if name not in known:
            what = f'no rule is called "{name}"; the rules are {", ".join(sorted(known))}'
            yield error("unknown-name", what, place, did_you_mean(name, known))


def wrong_options(model: Model) -> Iterator[Finding]:
    """Errors for options in the policy that a rule does not have, or cannot read."""
    for rule in ALL:
        setting = model.policy.rules.get(rule.name)
        known = {option.name: option for option in rule.options}
        for name, value in (setting.options if setting else {}).items():
            path = ("policy", "rules", rule.name, "options", name)
            if name not in known:
                has = f"has only {', '.join(sorted(known))}" if known else "has none"
                what = f'no option of {rule.name} is called "{name}"; it {has}'
                yield error("unknown-name", what, model.place(path), did_you_mean(name, known))
            elif known[name].read(value) is None:
                what = f'"{name}" must be {known[name].expected}, not {_said(value)}'
                yield error("wrong-value", what, model.place(path, "value"))


def _said(value: object) -> str:
    return written(list(value) if isinstance(value, tuple) else value)


Origin = Literal["model", "default", "command line", "environment"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One value in force, in the words of the model, and where it comes from.

    `place` is where the model says it; `note` explains, as the reason why a rule is off.
    """

    name: str
    value: Any
    origin: Origin = "default"
    place: Place | None = None
    note: str = ""


def settings(assessment: Assessment) -> Iterator[Setting]:
    """Everything that may be set in a model, with what it comes to, in the order of the policy.

    Of services only those are told that do not leave all promises to their tier.
    """
    model = assessment.model
    for key, default in (("fail_on", Policy().fail_on), ("hosted_on", None), ("currency", None)):
        yield _written(model, ("policy", key)) or Setting(key, default)
    yield _written(model, ("policy", "site_url")) or Setting("site_url", None)
    for tier in model.policy.tiers:
        for key in _PROMISES:
            found = _written(model, ("policy", "tiers", tier, key))
            yield found or Setting(f"tiers.{tier}.{key}", _none_promised(key))
    for service in model.of_kind("service"):
        yield from _promises(model, service)
    for rule in ALL:
        yield from _of_rule(assessment, rule)
    for kind in model.policy.failure:
        node = model.index.node(("policy", "failure", kind))
        for key in node if isinstance(node, Map) else ():
            found = _written(model, ("policy", "failure", kind, key))
            if found is not None:
                yield found
    for key, value in BUILT_IN:
        note = "of automatic options; a manual one takes its procedure's time"
        yield Setting(f"defaults.{key}", value, note=note if key == "after" else "")


# What the language takes where a model says nothing (docs/language.md).
BUILT_IN: tuple[tuple[str, object], ...] = (
    ("switch", "manual"),
    ("after", "0s"),
    ("degraded", False),
    ("weight", 1),
    ("optional", False),
    ("at_start", True),
    ("detect.within", "0s"),
    ("replicas", 1),
    ("restart", "0s"),
    ("on_overload", "fail"),
)
_PROMISES = ("rto", "rpo", "slo", "survives", "drill_every")


def _none_promised(key: str) -> int | None:
    return Promise().survives if key == "survives" else None


def _written(
    model: Model, path: tuple[str, ...], name: str = "", note: str = ""
) -> Setting | None:
    """What a model says at a path, if it says something there."""
    parent = model.index.node(path[:-1])
    if not isinstance(parent, Map) or path[-1] not in parent:
        return None
    shown = name or ".".join(path[1:] if path[0] == "policy" else path)
    return Setting(shown, parent[path[-1]], "model", model.place(path), note)


def _promises(model: Model, service: Component) -> Iterator[Setting]:
    own = {key: _written(model, (*map(str, service.path), key)) for key in _PROMISES}
    if not any(own.values()):
        return
    for key in _PROMISES:
        name = f"services.{service.name}.{key}"
        inherited = (
            _written(model, ("policy", "tiers", service.tier, key), name, f"tier {service.tier}")
            if service.tier
            else None
        )
        yield own[key] or inherited or Setting(name, _none_promised(key))


def _of_rule(assessment: Assessment, rule: Rule) -> Iterator[Setting]:
    model = assessment.model
    path = ("policy", "rules", rule.name)
    off = _written(model, (*path, "disabled"), f"rules.{rule.name}.disabled")
    if off is not None:
        yield Setting(off.name, True, "model", off.place, str(off.value))
    else:
        yield Setting(f"rules.{rule.name}.disabled", False)
    severity = _written(model, (*path, "severity"))
    yield severity or Setting(f"rules.{rule.name}.severity", _by_tier(assessment, rule))
    for option in rule.options:
        found = _written(model, (*path, "options", option.name))
        default = option.shown(option.default)
        yield found or Setting(f"rules.{rule.name}.options.{option.name}", default)


def _by_tier(assessment: Assessment, rule: Rule) -> str | dict[str, str]:
    """What a rule says by itself: one word, or one for each tier that has a service."""
    first: dict[str, str] = {}
    services = assessment.model.of_kind("service")
    tiers = [*assessment.model.policy.tiers, None]
    for service in sorted(services, key=lambda s: tiers.index(s.tier)):
        if (service.tier or "no tier") not in first:
            word = rule.severity(assessment, service.name).word
            first[service.tier or "no tier"] = word
    words = set(first.values())
    return words.pop() if len(words) == 1 else first
