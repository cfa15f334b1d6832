"""CommonMark -> the same as Python-Markdown reads it, which MkDocs and its heirs are built on.

It wants other spaces where a list lies in a list, knows fewer escapes, takes a fence's attributes
for text, and lets HTML through.
"""

import posixpath
import re
from collections.abc import Container

from drctl.render.escape import visible

_FENCE = re.compile(r"(\s*)(`{3,}|~{3,})\s*([^\s`{]*)")
_ITEM = re.compile(r"( +)(?=(?:[-*+]|\d+[.)])\s)")
_BLOCK = re.compile(r"(?:[-*+]|\d+[.)]) |\|")
_INSIDE = re.compile(r"\s*(?:[-*+]|\d+[.)]) |\||\s")
_MARKER = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_TARGET = r"<[^<>\n]*>|(?:[^()\s<>]|\([^()\s<>]*\))*"
_LINK = re.compile(
    rf"(!?)\[((?:[^\[\]\\]|\\.|`[^`]*`)*)\]\(({_TARGET})(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_DEFINED = re.compile(rf" {{0,3}}\[[^\]]+\]:\s*({_TARGET})")
_OPENS = re.compile(rf"\]\((?=\s*({_TARGET}))")
_TICKS = re.compile(r"\\.|(`+)(?!`)(.+?)(?<!`)\1(?!`)|`+")
_AUTO = re.compile(r"<((?:https?|mailto):[^\s<>]+)>")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_KNOWN = "\\`*_{}[]()>#+-.!"
"""What Python-Markdown takes for itself after a backslash."""
_OUTSIDE = ("https://", "http://", "mailto:", "#")


def dialect(text: str, folder: str, known: Container[str]) -> str:
    """A page for tools that read Python-Markdown.

    Args:
        text: CommonMark.
        folder: where it lies, from which its links go.
        known: the paths of all pages and pictures; a link to anything else becomes its text.

    Returns:
        The page; HTML in it shows as text.
    """
    fence = indent = before = ""
    lines: list[str] = []
    for line in visible(text).replace("\r\n", "\n").split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and found[2].startswith(fence) and not line.strip(" `~"):
                lines.append(fence)
                fence = ""
            else:
                lines.append(line.removeprefix(indent))
        elif found and "`" not in line[found.end(2) :]:
            indent, fence = found[1], found[2]
            lines += ["", f"{fence}{found[3]}"] if before.strip() else [f"{fence}{found[3]}"]
        else:
            _add(lines, line, before, _line(line, folder, known))
        before = line
    return "\n".join([*lines, fence] if fence else lines)


def _add(lines: list[str], line: str, before: str, written: str) -> None:
    nested = _ITEM.match(line)
    if nested and before.strip():
        # How deep a list in a list is indented is where these tools disagree.
        arrows = "→ " * (len(nested[1]) // 2)
        lines[-1] += f"<br>{arrows}{_MARKER.sub('', written)}"
        return
    # A list or a table that follows a line of text needs an empty line before it.
    if _BLOCK.match(line) and before.strip() and not _INSIDE.match(before):
        lines.append("")
    lines.append(written)


def _line(line: str, folder: str, known: Container[str]) -> str:
    # Code is no place for links and escapes. A tick without a partner would find one on another
    # line, and what lies between, which is looked at here, would change places with the code.
    spans: list[str] = []

    def hold(found: re.Match[str]) -> str:
        if found[1]:
            spans.append(found[0])
            return f"\x00{len(spans) - 1}\x00"
        return found[0] if found[0].startswith("\\") else "\\`" * len(found[0])

    text = _TICKS.sub(hold, line)
    defined = _DEFINED.match(text)
    if defined and not _leads(defined[1], folder, known):
        text = text.replace("[", "\\[", 1)
    text = _LINK.sub(lambda found: _link(found, folder, known), text)
    # What begins on another line ends here.
    text = _OPENS.sub(lambda f: "](" if _leads(f[1], folder, known) else "]\\(", text)
    return re.sub(r"\x00(\d+)\x00", lambda found: spans[int(found[1])], _text(text))


def _link(found: re.Match[str], folder: str, known: Container[str]) -> str:
    picture, shown, target = found.groups()
    address = target.strip("<>")
    if not _leads(target, folder, known) or (picture and _outside(target)):
        return shown
    return f"{picture}[{shown}]({f'<{address}>' if set(' ()') & set(address) else address})"


def _outside(target: str) -> bool:
    return target.strip("<>").lower().startswith(_OUTSIDE)


def _leads(target: str, folder: str, known: Container[str]) -> bool:
    """Whether a link leads to the web, or to something that is there."""
    path = target.strip("<>").partition("#")[0]
    return _outside(target) or posixpath.normpath(posixpath.join(folder, path)) in known


def _text(text: str) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x01{len(kept) - 1}\x01"

    text = _AUTO.sub(keep, text)
    text = _ESCAPED.sub(_escape, text)
    # In braces some of these tools take attributes, such as onclick.
    text = text.replace("<", "&lt;").replace("{", "&#123;")
    return re.sub(r"\x01(\d+)\x01", lambda found: kept[int(found[1])], text)


def _escape(found: re.Match[str]) -> str:
    return found[0] if found[1] in _KNOWN else f"&#{ord(found[1])};"
