"""The static site: plain HTML that opens from a disk and fetches nothing.

Each module writes one kind of page; `Sources` is what they are made from.
"""

from collections.abc import Iterator

from drctl.knowledge.script import script
from drctl.render import marks
from drctl.render.site import (
    alerts,
    components,
    contacts,
    drills,
    effects,
    home,
    markdown_pages,
    risks,
    rules,
    runbook_index,
    scenarios,
    what_if,
)
from drctl.render.site.contents import with_contents
from drctl.render.site.fitting import fitted, room
from drctl.render.site.frame import Frame
from drctl.render.site.sources import Sources
from drctl.render.site.tables import labelled
from drctl.render.templates import folder

FOLDER = "site"
_KINDS = (
    home,
    runbook_index,
    markdown_pages,
    alerts,
    components,
    scenarios,
    what_if,
    risks,
    drills,
    rules,
    contacts,
)

__all__ = ["FOLDER", "Sources", "pages"]


def pages(sources: Sources) -> dict[str, str]:
    """All pages of the site.

    Args:
        sources: the answers and texts that they show.

    Returns:
        Text by path from the workspace's root, sorted by path. The same sources give the same
        bytes.
    """
    frame = Frame(sources)
    texts = dict(_files())
    shared = {path.removeprefix(f"{FOLDER}/"): text for path, text in texts.items()}
    texts[f"{FOLDER}/model.js"] = marks.css(effects.script(sources))
    texts[f"{FOLDER}/search-index.js"] = marks.css(script(sources.documents))
    for kind in _KINDS:
        for name, body in kind.pages(frame):
            whole = with_contents(labelled(body))
            for path, page in fitted(name, whole, room(whole, shared)):
                texts[f"{FOLDER}/{path}"] = marks.html(page)
    return dict(sorted(texts.items()))


def _files() -> Iterator[tuple[str, str]]:
    """What every page loads: style sheets and scripts."""
    for file in sorted((*folder().glob("site/*.css"), *folder().glob("site/js/*.js"))):
        yield f"{FOLDER}/{file.name}", marks.css(file.read_text("utf-8"))
