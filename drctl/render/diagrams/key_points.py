"""The single points of failure that a picture shows first."""

from drctl.assessment import Assessment


def first_promised(assessment: Assessment) -> list[str]:
    """The services of the first tier that promise to survive a failure, by name."""
    model = assessment.model
    promised = [model.components[name] for name in assessment.promised]
    first = next((t for t in model.policy.tiers if any(c.tier == t for c in promised)), None)
    return [component.name for component in promised if component.tier == first]


def key_points(assessment: Assessment) -> frozenset[str]:
    """What takes a service of the first tier down alone, though it promises to survive that."""
    single = assessment.single_points
    return frozenset(cause for name in first_promised(assessment) for cause in single[name])
