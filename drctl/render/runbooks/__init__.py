"""The pages: one per failure that matters, one per scenario, and the index."""

from collections.abc import Callable

from drctl.assessment import Assessment
from drctl.render import marks
from drctl.render.escape import Written, code
from drctl.render.runbooks.facts import facts
from drctl.render.runbooks.index import index
from drctl.render.runbooks.page import Page
from drctl.render.subjects import subjects
from drctl.render.switches import users_of
from drctl.render.templates import page

FOLDER = "runbooks"


def pages(assessment: Assessment) -> dict[str, str]:
    """All runbook pages and their index.

    Args:
        assessment: the model with its answers.

    Returns:
        Text by path from the workspace's root, sorted by path. The same model gives the same
        bytes.
    """
    model = assessment.model
    found = subjects(assessment)
    users = users_of(model)
    stems = {s.name: s.stem for s in found if s.kind != "scenario"}
    linked = _linker(stems)
    all_facts = [facts(assessment, subject, users) for subject in found]
    texts: dict[str, str] = {}
    for each in all_facts:
        body = page("runbook.md", page=Page(each), estate=model.title, linked=linked)
        texts[f"{FOLDER}/{each.stem}.md"] = marks.markdown(body, each.digest)
    contents = index(model, all_facts)
    body = page("index.md", index=contents, estate=model.title, linked=linked)
    texts[f"{FOLDER}/README.md"] = marks.markdown(body, contents.digest)
    return dict(sorted(texts.items()))


def _linker(stems: dict[str, str]) -> Callable[[str], Written]:
    """How a component's name is shown: as a link when it has a page."""

    def linked(name: str) -> Written:
        stem = stems.get(name)
        return Written(f"[{code(name)}]({stem}.md)") if stem else code(name)

    return linked
