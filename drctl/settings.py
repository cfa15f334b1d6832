"""What the policy sets for rules: errors in it."""

from collections.abc import Iterator

from drctl.finding import Finding, Place
from drctl.model.errors import did_you_mean, error
from drctl.model.model import Model
from drctl.model.scalars import written
from drctl.pairs import place_of
from drctl.rules import ALL


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
