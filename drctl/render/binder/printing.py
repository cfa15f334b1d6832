"""The binder's Typst -> PDF, by the package `typst` (extra `drctl[pdf]`), loaded only here."""

import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from drctl.render.binder import Volume
from drctl.render.binder.words import shown

HOW = "pip install 'drctl[pdf]'"
_MARK = re.compile(rb"Written by drctl from model ([0-9a-f]{64})")
_SIZE = re.compile(r'<svg[^>]*\sviewBox="([^"]*)"')

# In a process of its own: what it needs of memory goes with it, and its end is not ours.
_PROGRAM = """
import sys, typst
try:
    typst.compile(
        "main.typ", "main.pdf", root=".", ignore_system_fonts=True, pdf_standards="ua-1"
    )
except typst.TypstError as problem:
    sys.exit(str(problem))
"""

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
    found = {mark.decode() for mark in _MARK.findall(file.read_bytes())}
    if not found:
        return "foreign"
    return "fresh" if source in found else "stale"


def pdf(volume: Volume, drawn: Mapping[str, str]) -> bytes:
    """Print a volume.

    Args:
        volume: its texts.
        drawn: SVG by path, those that it shows among them.

    Returns:
        A tagged PDF with an outline. The same texts and pictures give the same bytes: it bears no
        date, and uses no font but those inside the package.

    Raises:
        PrintingError: the package is missing, or refuses a text.
    """
    if not installed():
        raise PrintingError(f"the PDF needs the package typst: {HOW}")
    with TemporaryDirectory(prefix="drctl-") as name:
        folder = Path(name)
        pictures = {path: drawn[path] for path in volume.pictures}
        texts = {**volume.texts, **pictures, "figures.typ": _figures(volume.title, pictures)}
        for path, text in texts.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(text.encode())
        done = subprocess.run(
            [sys.executable, "-P", "-c", _PROGRAM], cwd=folder, capture_output=True, check=False
        )
        printed = folder / "main.pdf"
        if done.returncode or not printed.is_file():
            why = " ".join(done.stderr.decode(errors="replace").split())[-300:]
            raise PrintingError(f"typst did not print {volume.file}: {why or 'it gave no reason'}")
        return printed.read_bytes()


def _figures(title: str, pictures: Mapping[str, str]) -> str:
    """What the style needs to know: what the whole is called, and each picture's size."""
    rows = []
    for path, svg in pictures.items():
        box = _SIZE.search(svg)
        width, height = box[1].split()[2:4] if box else ("100", "100")
        rows.append(f'  "{path}": ({float(width):.0f}pt, {float(height):.0f}pt),\n')
    sizes = "".join(rows) or "  :\n"
    return f"#let whole = [{shown(title)}]\n#let sizes = (\n{sizes})\n"
