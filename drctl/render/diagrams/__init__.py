"""All pictures of an estate, as DOT; or one of them."""

from collections.abc import Iterator, Sequence
from typing import Literal

from drctl.assessment import Assessment
from drctl.render.diagrams.grouped import By
from drctl.render.diagrams.key_points import most_needed
from drctl.render.diagrams.matrix import MOST_KEPT, matrix
from drctl.render.diagrams.neighbourhood import neighbourhood
from drctl.render.diagrams.overview import overview
from drctl.render.diagrams.picture import Picture
from drctl.render.diagrams.scenario import scenario
from drctl.render.diagrams.surroundings import Surroundings
from drctl.render.diagrams.timeline import timeline
from drctl.render.subjects import Subject, failing, playing, subjects

FOLDER = "diagrams"
Kind = Literal["overview", "neighbourhood", "scenario", "recovery", "risks"]
SHOWN: dict[Kind, str] = {
    "overview": "the whole estate",
    "neighbourhood": "a component",
    "scenario": "a scenario",
    "recovery": "a component or a scenario",
    "risks": "a component",
}
"""What each kind of picture is of."""


def pictures(assessment: Assessment, found: Sequence[Subject] | None = None) -> dict[str, str]:
    """All pictures that are kept.

    Args:
        assessment: the model with its answers.
        found: its subjects, when they were asked for before.

    Returns:
        DOT by path from the workspace's root, sorted by path: the overview, a neighbourhood per
        component with a runbook, a picture per scenario, a timeline per failure and scenario that
        somebody is hit by, the risk groups of the services of the first tier that promise to
        survive a failure, at most 100 of them. The same model gives the same bytes.
    """
    texts = {
        f"{FOLDER}/{stem}.dot": picture.dot()
        for stem, picture in _all(assessment, subjects(assessment) if found is None else found)
    }
    return dict(sorted(texts.items()))


def picture(
    assessment: Assessment, kind: Kind, name: str, *, hops: int | None = None, by: By | None = None
) -> Picture:
    """One picture.

    Args:
        assessment: the model with its answers.
        kind: which.
        name: a component or a scenario of the model, as the kind asks for; for `recovery` a
            scenario where there is one of that name. An overview needs none.
        hops: of a neighbourhood how many steps; see `neighbourhood`.
        by: of an overview what it is grouped by; see `overview`.
    """
    if kind == "overview":
        return overview(assessment, by)
    if kind == "risks":
        return matrix(assessment, name)
    if kind == "neighbourhood":
        near = Surroundings.of(assessment.model)
        return neighbourhood(assessment, failing(assessment, name), near, hops)
    if kind == "scenario":
        return scenario(assessment, playing(assessment, name), Surroundings.of(assessment.model))
    made = playing if name in assessment.model.scenarios else failing
    return timeline(assessment, made(assessment, name))


def _all(assessment: Assessment, found: Sequence[Subject]) -> Iterator[tuple[str, Picture]]:
    near = Surroundings.of(assessment.model)
    yield "overview", overview(assessment)
    for subject in found:
        draw = scenario if subject.kind == "scenario" else neighbourhood
        yield subject.picture, draw(assessment, subject, near)
        if name := subject.timeline:
            yield name, timeline(assessment, subject)
    for name in most_needed(assessment, MOST_KEPT):
        yield f"risks-{name}", matrix(assessment, name)
