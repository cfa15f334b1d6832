"""Assessment -> all texts of the parts that are wanted, each answer worked out once."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from drctl.assessment import Assessment
from drctl.render import diagrams, on_disk, runbooks
from drctl.render.subjects import subjects
from drctl.render.templates import of_workspace

if TYPE_CHECKING:
    from drctl.render.binder import Binder

PARTS = ("runbooks", "diagrams", "site", "pdf")
UNASKED = ("runbooks", "diagrams", "site")
"""The parts that are built when none is named."""
COMMITTED = ("runbooks", "diagrams")
"""The parts that a repository keeps; the site is made anew where it is shown."""


@dataclass(frozen=True, slots=True)
class Built:
    """Texts by path from the root, and the pictures that had to be at hand for them.

    `binder` is the PDF's source, where that was asked for, `dots` the DOT of its pictures.
    """

    texts: dict[str, str]
    drawn: dict[str, str]
    binder: "Binder | None" = None
    dots: dict[str, str] = field(default_factory=dict)


def build(
    assessment: Assessment, parts: Collection[str], root: Path, today: datetime.date
) -> Built:
    """The texts of some parts; nothing is written.

    Args:
        assessment: the model with its answers.
        parts: of `PARTS`.
        root: the workspace's folder; notes and fresh pictures are taken from it for the site.
        today: the day on which the acceptances of the site and the PDF are judged.

    Raises:
        TemplateError: a template of the workspace is at fault.
        dot.DrawingError: the site wants a picture that cannot be drawn.
        OSError: something there cannot be read.
    """
    with of_workspace(root):
        return _built(assessment, parts, root, today)


def _built(
    assessment: Assessment, parts: Collection[str], root: Path, today: datetime.date
) -> Built:
    texts: dict[str, str] = {}
    found = subjects(assessment)
    shown = {"site", "pdf"} & set(parts)
    collected = runbooks.collect(assessment, found) if shown or "runbooks" in parts else ()
    pages = (
        runbooks.pages(assessment, collected)
        if collected or {"runbooks", "pdf"} & set(parts)
        else {}
    )
    dots = diagrams.pictures(assessment, found) if shown or "diagrams" in parts else {}
    if "runbooks" in parts:
        texts |= pages
    if "diagrams" in parts:
        texts |= dots
    if not shown:
        return Built(texts, {})
    from drctl.audit import audit
    from drctl.render import binder, site

    sources = site.Sources(
        assessment=assessment,
        report=audit(assessment, today=today),
        facts=collected,
        runbooks=pages,
        drawn=on_disk.drawn(root, dots) if "site" in parts else {},
        kept=on_disk.notes(root, pages),
        notes=on_disk.hand_written(root),
    )
    if "site" in parts:
        texts |= site.pages(sources)
    bound = binder.binder(sources, dots, today) if "pdf" in parts else None
    return Built(texts, dict(sources.drawn), bound, dots)
