"""The whole graph as a Mermaid flowchart, which GitHub and GitLab draw up to a limit."""

import re

from drctl.assessment import Assessment
from drctl.exporters._kind import Export
from drctl.exporters._links import Link, chosen, plain
from drctl.model.component import Component

MOST_CHARACTERS, MOST_EDGES = 50_000, 500
"""What Mermaid draws unless it is set up otherwise; inside GitHub nobody can."""

_FRAMES = {"service": ("[", "]"), "provider": ("([", "])"), "domain": ("{{", "}}")}
# Other characters are written as numbers: Mermaid could read them as its own, or as HTML.
_SPECIAL = re.compile(r"[^A-Za-z0-9 ,()/+-]|^[+-]")


def write(assessment: Assessment, component: str | None = None) -> Export:
    """Write a model as Mermaid.

    Args:
        assessment: a checked model.
        component: the one that is wanted with all that it names; None for all.

    Returns:
        A flowchart with an arrow for each link; a note where Mermaid would refuse to draw it.
    """
    components, links = chosen(assessment.model, component)
    key = {one.name: f"n{number}" for number, one in enumerate(components)}
    lines = ["flowchart LR", *(_node(key[one.name], one) for one in components)]
    lines += (_arrow(key, link) for link in links)
    text = "\n".join(lines) + "\n"
    if len(text) <= MOST_CHARACTERS and len(links) <= MOST_EDGES:
        return Export(text)
    note = (
        f"{len(text)} characters and {len(links)} arrows; Mermaid draws {MOST_CHARACTERS} and"
        f" {MOST_EDGES} unless it is set up otherwise, and drctl diagram draws bounded pictures"
    )
    return Export(text, (note,))


def _node(key: str, component: Component) -> str:
    opened, closed = _FRAMES[component.kind]
    name, title = component.name, component.title
    words = escaped(name) if title == name else f"{escaped(name)}<br/>{escaped(title)}"
    return f'    {key}{opened}"{words}"{closed}'


def _arrow(key: dict[str, str], link: Link) -> str:
    line = "-.->" if link.effect != "down" or link.role in ("fallback", "candidate") else "-->"
    return f'    {key[link.source]} {line}|"{escaped(link.words)}"| {key[link.target]}'


def escaped(text: str) -> str:
    """Text that Mermaid shows as it is."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", plain(text))
