"""The audit's rules, one per file; a rule's docstring is its page."""

from drctl.rules import (
    correlated_fallback,
    fallback_overload,
    jurisdiction_concentration,
    manual_switch_without_procedure,
    missing_fallback,
    no_detection,
    no_owner,
    overload_cascade,
    same_vendor_fallback,
    single_instance,
    single_point_of_failure,
    slo_exceeds_dependencies,
    undrilled_fallback,
    unexpected_risk_group,
    unsafe_dependency,
    unused_component,
    vendor_concentration,
)
from drctl.rules._rule import Hit, Rule, rule_of

ALL: tuple[Rule, ...] = tuple(
    rule_of(module)
    for module in (
        single_point_of_failure,
        unexpected_risk_group,
        missing_fallback,
        correlated_fallback,
        same_vendor_fallback,
        vendor_concentration,
        jurisdiction_concentration,
        unsafe_dependency,
        single_instance,
        fallback_overload,
        overload_cascade,
        undrilled_fallback,
        manual_switch_without_procedure,
        no_detection,
        slo_exceeds_dependencies,
        no_owner,
        unused_component,
    )
)

__all__ = ["ALL", "Hit", "Rule"]
