"""Assessment -> all texts of the parts that are wanted, each answer worked out once."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from drctl import collector
from drctl.assessment import Assessment
from drctl.model.model import Model
from drctl.model.redact import Redaction
from drctl.render import on_disk, runbooks
from drctl.render.subjects import Subject, subjects
from drctl.render.templates import of_workspace

if TYPE_CHECKING:
    from drctl.render.binder import Binder

PARTS = ("runbooks", "diagrams", "site", "mkdocs", "pdf")
UNASKED = ("runbooks", "diagrams", "site")
"""The parts that are built when none is named."""
COMMITTED = ("runbooks", "diagrams")
"""The parts that a repository keeps; the site is made anew where it is shown."""
SHOWN = ("site", "mkdocs")
"""The parts that show everything to readers: as a site of its own, and as files for others."""


@dataclass(frozen=True, slots=True)
class Built:
    """Texts by path from the root, and the pictures that had to be at hand for them.

    `binder` is the PDF's source, where that was asked for, `dots` the DOT of its pictures.
    """

    texts: dict[str, str]
    drawn: dict[str, str]
    binder: "Binder | None" = None
    dots: dict[str, str] = field(default_factory=dict)


@collector.resting()
def build(
    assessment: Assessment,
    parts: Collection[str],
    root: Path,
    today: datetime.date,
    redaction: Redaction | None = None,
) -> Built:
    """The texts of some parts; nothing is written.

    Args:
        assessment: the model with its answers.
        parts: of `PARTS`.
        root: the workspace's folder; notes and fresh pictures are taken from it for the site.
        today: the day on which the acceptances of the site and the PDF are judged.
        redaction: what the site leaves out; the model is then without it already. Of what people
            wrote the notes stay that say they are public.

    Raises:
        TemplateError: a template of the workspace is at fault.
        dot.DrawingError: the site wants a picture that cannot be drawn.
        OSError: something there cannot be read.
    """
    with of_workspace(root):
        return _built(assessment, parts, root, today, redaction)


def _built(
    assessment: Assessment,
    parts: Collection[str],
    root: Path,
    today: datetime.date,
    redaction: Redaction | None,
) -> Built:
    texts: dict[str, str] = {}
    found = subjects(assessment)
    shown = {*SHOWN, "pdf"} & {*parts}
    collected = runbooks.collect(assessment, found) if "runbooks" in parts or shown else ()
    pages = runbooks.pages(assessment, collected) if "runbooks" in parts or shown else {}
    dots = _drawn(assessment, found) if "diagrams" in parts or shown else {}
    if "runbooks" in parts:
        texts |= pages
    if "diagrams" in parts:
        texts |= dots
    if not shown:
        return Built(texts, {})
    from drctl.audit.run import audit
    from drctl.knowledge.workspace import markdown
    from drctl.render import site
    from drctl.render.site.plans import plans

    written = markdown(root, "notes")
    sources = site.Sources(
        assessment=assessment,
        report=audit(assessment, today=today),
        facts=collected,
        runbooks=pages,
        drawn=on_disk.drawn(root, dots) if {*SHOWN} & shown else {},
        kept={} if redaction else on_disk.notes(root, pages),
        notes=_public(written, assessment.model, redaction) if redaction else written,
        plans=plans(assessment, today) if "site" in parts else (),
    )
    if "site" in parts:
        texts |= site.pages(sources)
    if "mkdocs" in parts:
        from drctl.render import mkdocs

        texts |= mkdocs.pages(sources)
    bound = None
    if "pdf" in parts:
        from drctl.render import binder

        bound = binder.binder(sources, dots, today)
    return Built(texts, dict(sources.drawn), bound, dots)


def _drawn(assessment: Assessment, found: Sequence[Subject]) -> dict[str, str]:
    from drctl.render import diagrams  # runbooks alone need none of it

    return diagrams.pictures(assessment, found)


def _public(written: Mapping[str, str], model: Model, redaction: Redaction) -> dict[str, str]:
    """The notes that everybody may read, without what is left out."""
    from drctl.knowledge import notes

    texts = {path: redaction.text(text) for path, text in written.items()}
    public = {note.path for note in notes.read(texts, model)[0] if note.public}
    return {path: text for path, text in texts.items() if path in public}
