"""All pictures of an estate, as DOT."""

from collections.abc import Sequence

from drctl.assessment import Assessment
from drctl.render.diagrams.neighbourhood import neighbourhood
from drctl.render.diagrams.overview import overview
from drctl.render.diagrams.scenario import scenario
from drctl.render.diagrams.surroundings import Surroundings
from drctl.render.subjects import Subject, subjects

FOLDER = "diagrams"


def pictures(assessment: Assessment, found: Sequence[Subject] | None = None) -> dict[str, str]:
    """The overview, a neighbourhood per component with a runbook, a picture per scenario.

    Args:
        assessment: the model with its answers.
        found: its subjects, when they were asked for before.

    Returns:
        DOT by path from the workspace's root, sorted by path. The same model gives the same
        bytes.
    """
    near = Surroundings.of(assessment.model)
    texts = {f"{FOLDER}/overview.dot": overview(assessment).dot()}
    for subject in subjects(assessment) if found is None else found:
        draw = scenario if subject.kind == "scenario" else neighbourhood
        texts[f"{FOLDER}/{subject.picture}.dot"] = draw(assessment, subject, near).dot()
    return dict(sorted(texts.items()))
