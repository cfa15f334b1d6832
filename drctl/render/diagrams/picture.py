"""What a picture is: drawn as DOT, written as Mermaid, and told in words."""

from collections.abc import Sequence
from typing import Protocol

from drctl.render import marks
from drctl.render.escape import md, one_line

Row = tuple[str, ...]


class Picture(Protocol):
    """One bounded picture; the same model gives the same texts."""

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    def dot(self) -> str:
        """The picture for Graphviz; comments at its head tell the same in words."""
        ...

    def mermaid(self) -> str:
        """The picture as Mermaid, which GitHub and GitLab draw."""
        ...

    def text(self) -> str:
        """All that the picture says as Markdown: a table, and what is left out."""
        ...


def with_words(title: str, told: Sequence[str], source: str) -> str:
    """A DOT text with its mark, and at its head its title and what it shows.

    An SVG takes its name and description for those who don't see it from there.
    """
    head = "".join(f"// {one_line(row)}\n" for row in (title, *told))
    return marks.dot(head + source)


def left_out(caption: Sequence[str]) -> list[str]:
    """What a caption says of what isn't shown."""
    return [part for part in caption if part.startswith(("left out:", "not drawn"))]


def table(title: str, head: Row, rows: Sequence[Row], caption: Sequence[str]) -> str:
    """A picture in words."""
    lines = [f"# {md(title)}", ""]
    if rows:
        lines += [_row(tuple(map(md, head))), _row(("---",) * len(head))]
        lines += [_row(tuple(map(md, row))) for row in rows]
        lines.append("")
    for part in caption:
        lines += [str(md(part)), ""]
    return "\n".join(lines)


def short(name: str, most: int) -> str:
    """A name of at most that many characters, cut where it is longer."""
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _row(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"
