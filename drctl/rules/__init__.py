"""The audit's rules, one per file; a rule's docstring is its page."""

from drctl.rules import (
    correlated_fallback,
    no_owner,
    same_vendor_fallback,
    single_instance,
    single_point_of_failure,
)
from drctl.rules._rule import Hit, Rule, rule_of

ALL: tuple[Rule, ...] = tuple(
    rule_of(module)
    for module in (
        single_point_of_failure,
        correlated_fallback,
        same_vendor_fallback,
        single_instance,
        no_owner,
    )
)

__all__ = ["ALL", "Hit", "Rule"]
