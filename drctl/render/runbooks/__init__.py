"""The pages: one per failure that matters, one per scenario, and the index."""

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

from drctl.analysis.digest import digest
from drctl.assessment import Assessment
from drctl.render import marks
from drctl.render.escape import Written, code
from drctl.render.runbooks.facts import Facts, Shared, facts
from drctl.render.runbooks.index import index
from drctl.render.runbooks.page import Page
from drctl.render.subjects import Subject, subjects
from drctl.render.templates import TemplateError, own_pages, page

FOLDER = "runbooks"


def collect(assessment: Assessment, found: Sequence[Subject] | None = None) -> tuple[Facts, ...]:
    """What all pages show, in the order of `subjects`.

    Args:
        assessment: the model with its answers.
        found: its subjects, when they were asked for before.
    """
    there = subjects(assessment) if found is None else found
    shared = Shared.of(assessment.model, there)
    return tuple(facts(assessment, subject, shared) for subject in there)


def pages(assessment: Assessment, collected: Sequence[Facts] | None = None) -> dict[str, str]:
    """All runbook pages and their index.

    Args:
        assessment: the model with its answers.
        collected: what they show, when `collect` was asked before.

    Returns:
        Text by path from the workspace's root, sorted by path. The same model and templates give
        the same bytes.

    Raises:
        TemplateError: a template of the workspace is at fault.
    """
    model = assessment.model
    all_facts = collect(assessment) if collected is None else collected
    stems = {f.name: f.stem for f in all_facts if f.header.kind != "scenario"}
    shared: dict[str, Any] = {"estate": model.title, "linked": _linker(stems)}
    texts: dict[str, str] = {}
    for each in all_facts:
        body = page("runbook.md", page=Page(each), **shared)
        texts[f"{FOLDER}/{each.stem}.md"] = marks.markdown(body, each.digest)
    contents, own = index(model, all_facts), own_pages()
    titles = []
    for name in own:
        stem = PurePath(name).stem
        path = f"{FOLDER}/{stem}.md"
        if path in texts or stem == "README":
            raise TemplateError(f"templates/{name}", 1, f"drctl writes {path} itself; rename it")
        body = page(name, index=contents, pages=[Page(f) for f in all_facts], **shared)
        titles.append((stem, heading(body) or stem))
        texts[path] = marks.markdown(body, digest([contents.digest, body]))
    body = page("index.md", index=contents, own=titles, **shared)
    texts[f"{FOLDER}/README.md"] = marks.markdown(body, contents.digest)
    return dict(sorted(texts.items()))


def heading(body: str) -> str:
    """The title of a page: its first heading."""
    return next((line[2:] for line in body.split("\n") if line.startswith("# ")), "")


def _linker(stems: dict[str, str]) -> Callable[[str], Written]:
    """How a component's name is shown: as a link when it has a page."""

    def linked(name: str) -> Written:
        stem = stems.get(name)
        return Written(f"[{code(name)}]({stem}.md)") if stem else code(name)

    return linked
