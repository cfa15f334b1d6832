"""All pictures of an estate, as DOT."""

from drctl.assessment import Assessment
from drctl.render.diagrams.neighbourhood import neighbourhood
from drctl.render.diagrams.overview import overview
from drctl.render.diagrams.scenario import scenario
from drctl.render.diagrams.surroundings import Surroundings
from drctl.render.subjects import subjects

FOLDER = "diagrams"


def pictures(assessment: Assessment) -> dict[str, str]:
    """The overview, a neighbourhood per component with a runbook, a picture per scenario.

    Args:
        assessment: the model with its answers.

    Returns:
        DOT by path from the workspace's root, sorted by path. The same model gives the same
        bytes.
    """
    near = Surroundings.of(assessment.model)
    texts = {f"{FOLDER}/overview.dot": overview(assessment)}
    for subject in subjects(assessment):
        draw = scenario if subject.kind == "scenario" else neighbourhood
        texts[f"{FOLDER}/{subject.picture}.dot"] = draw(assessment, subject, near)
    return dict(sorted(texts.items()))
