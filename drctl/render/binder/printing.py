"""The binder's Typst -> PDF, by the package `typst` (extra `drctl[pdf]`), loaded only here."""

import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from drctl.render.binder import Binder

HOW = "pip install 'drctl[pdf]'"
_MARK = re.compile(rb"Written by drctl from model ([0-9a-f]{64})")
_SIZE = re.compile(r'<svg[^>]*\sviewBox="([^"]*)"')

State = Literal["missing", "fresh", "stale", "foreign"]


class PrintingError(Exception):
    """A binder cannot be printed; the text says why in one sentence."""


def installed() -> bool:
    """Whether the package is there."""
    return find_spec("typst") is not None


def standing(file: Path, source: str) -> State:
    """What a file is: a binder of this source, of another, none, or not drctl's.

    Raises:
        OSError: it cannot be read.
    """
    if not file.is_symlink() and not file.exists():
        return "missing"
    if file.is_symlink() or not file.is_file():
        return "foreign"
    found = _MARK.search(file.read_bytes())
    if found is None:
        return "foreign"
    return "fresh" if found[1].decode() == source else "stale"


def pdf(binder: Binder, drawn: Mapping[str, str]) -> bytes:
    """Print a binder.

    Args:
        binder: its texts.
        drawn: SVG by path, those that it shows among them.

    Returns:
        A tagged PDF with an outline. The same texts and pictures give the same bytes: it bears no
        date, and uses no font but those inside the package.

    Raises:
        PrintingError: the package is missing, or refuses a text.
    """
    if not installed():
        raise PrintingError(f"the PDF needs the package typst: {HOW}")
    import typst

    with TemporaryDirectory(prefix="drctl-") as name:
        folder = Path(name)
        pictures = {path: drawn[path] for path in binder.pictures}
        texts = {**binder.texts, **pictures, "figures.typ": _sizes(pictures)}
        for path, text in texts.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(text.encode())
        try:
            return _compiled(typst, folder)
        except typst.TypstError as problem:
            raise PrintingError(f"typst refuses the binder: {_one_line(problem)}") from None


def _compiled(typst: Any, folder: Path) -> bytes:
    found = typst.compile(
        folder / "main.typ", root=folder, ignore_system_fonts=True, pdf_standards="ua-1"
    )
    assert isinstance(found, bytes)
    return found


def _sizes(pictures: Mapping[str, str]) -> str:
    """The width and height of each picture in points, as Typst."""
    rows = []
    for path, svg in pictures.items():
        box = _SIZE.search(svg)
        width, height = (box[1].split()[2:4] if box else ("100", "100"))
        rows.append(f'  "{path}": ({float(width):.0f}pt, {float(height):.0f}pt),\n')
    return f"#let sizes = (\n{''.join(rows)}  : )\n" if not rows else (
        f"#let sizes = (\n{''.join(rows)})\n"
    )


def _one_line(problem: Exception) -> str:
    return " ".join(str(problem).split())
