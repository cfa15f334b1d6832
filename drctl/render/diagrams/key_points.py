"""What pictures show first: services, and their single points of failure."""

from drctl.assessment import Assessment


def first_promised(assessment: Assessment) -> list[str]:
    """The services of the first tier that promise to survive a failure, by name."""
    model = assessment.model
    promised = [model.components[name] for name in assessment.promised]
    first = next((t for t in model.policy.tiers if any(c.tier == t for c in promised)), None)
    return [component.name for component in promised if component.tier == first]


def most_needed(assessment: Assessment, most: int) -> list[str]:
    """Of these services as many as are wanted: those with which most others go down, by name."""
    found = first_promised(assessment)
    blast = assessment.blast if len(found) > most else {}
    return sorted(sorted(found, key=lambda name: (-len(blast.get(name, ())), name))[:most])


def key_points(assessment: Assessment) -> frozenset[str]:
    """What takes a service of the first tier down alone, though it promises to survive that."""
    single = assessment.single_points
    return frozenset(cause for name in first_promised(assessment) for cause in single[name])
