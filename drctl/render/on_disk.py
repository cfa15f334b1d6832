"""What drctl or people wrote before and is used again: notes, and pictures that are fresh."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from drctl.render import marks


def marked(file: Path) -> marks.Marked | None:
    """What a file's mark says; None when drctl didn't write it."""
    try:
        return marks.read(file.read_bytes().decode())
    except UnicodeDecodeError:  # drctl writes UTF-8 only
        return None


def notes(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """What people wrote between the notes lines of pages, by path; "" is left out."""
    there = {path: marked(root / path) for path in paths if (root / path).is_file()}
    return {path: found.notes for path, found in there.items() if found and found.notes.strip()}


def drawn(root: Path, dots: Mapping[str, str]) -> dict[str, str]:
    """The picture of each DOT: the one on disk when it is fresh, else drawn now.

    Args:
        root: the workspace's folder.
        dots: DOT texts by path.

    Returns:
        SVG by path.

    Raises:
        dot.DrawingError: a picture cannot be drawn.
    """
    from drctl.render import dot

    there: dict[str, str] = {}
    missing: dict[str, str] = {}
    for path, text in dots.items():
        svg = f"{path.removesuffix('.dot')}.svg"
        found = marked(root / svg) if (root / svg).is_file() else None
        if found and found.source == marks.dot_hash(text) and not found.edited:
            there[svg] = (root / svg).read_bytes().decode()
        else:
            missing[path] = text
    return there | dot.svg(missing)
