"""The single points of failure that a picture shows first."""

from drctl.assessment import Assessment


def key_points(assessment: Assessment) -> frozenset[str]:
    """What takes a service of the first tier down alone, though it promises to survive that."""
    model = assessment.model
    promised = [model.components[name] for name in assessment.promised]
    first = next((t for t in model.policy.tiers if any(c.tier == t for c in promised)), None)
    return frozenset(
        cause
        for component in promised
        if component.tier == first
        for cause in assessment.single_points[component.name]
    )
