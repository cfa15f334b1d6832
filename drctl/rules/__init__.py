"""The audit's rules, one per file; a rule's docstring is its page."""

from drctl.rules import (
    backup_shares_fate,
    bootstrap_cycle,
    control_plane_failover,
    correlated_fallback,
    detection_too_slow,
    expired_acceptance,
    fallback_overload,
    jurisdiction_concentration,
    manual_switch_without_procedure,
    missing_fallback,
    no_detection,
    no_owner,
    overload_cascade,
    recovery_tool_in_blast_radius,
    rpo_exceeded,
    rto_exceeded,
    same_vendor_fallback,
    single_instance,
    single_point_of_failure,
    slo_exceeds_dependencies,
    undrilled_fallback,
    unexpected_risk_group,
    unsafe_dependency,
    unused_acceptance,
    unused_component,
    vendor_concentration,
)
from drctl.rules._rule import Hit, Rule, Use, rule_of

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
        rto_exceeded,
        bootstrap_cycle,
        recovery_tool_in_blast_radius,
        control_plane_failover,
        rpo_exceeded,
        backup_shares_fate,
        undrilled_fallback,
        manual_switch_without_procedure,
        no_detection,
        detection_too_slow,
        slo_exceeds_dependencies,
        no_owner,
        unused_component,
        expired_acceptance,
        unused_acceptance,
    )
)

__all__ = ["ALL", "Hit", "Rule", "Use"]
