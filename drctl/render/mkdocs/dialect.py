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
_LINK = re.compile(
    r"(!?)\[((?:[^\[\]\\]|\\.|`[^`]*`)*)\]\((<[^<>\n]*>|[^()\s<>]*)(?:\s+\"[^\"]*\")?\)"
)
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
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
    closing = before = ""
    lines: list[str] = []
    for line in visible(text).replace("\r\n", "\n").split("\n"):
        fence = _FENCE.match(line)
        if closing:
            if fence and fence[2].startswith(closing) and not line.strip(" `~"):
                closing = ""
            lines.append(line)
        elif fence and "`" not in line[fence.end(2) :]:
            closing = fence[2]
            lines += [""] if before.strip() else []
            lines.append(f"{fence[1]}{fence[2]}{fence[3]}")
        else:
            # A list or a table that follows a line of text needs an empty line before it.
            if _BLOCK.match(line) and before.strip() and not _INSIDE.match(before):
                lines.append("")
            written = _line(line, folder, known)
            nested = _ITEM.match(line)
            if nested and before.strip():
                # How deep a list in a list is indented is where these tools disagree.
                arrows = "→ " * (len(nested[1]) // 2)
                lines[-1] += f"<br>{arrows}{_MARKER.sub('', written)}"
            else:
                lines.append(written)
        before = line
    return "\n".join(lines)


def _line(line: str, folder: str, known: Container[str]) -> str:
    # Code is no place for links and escapes: only what lies between is looked at.
    done, last = [], 0
    for found in _CODE.finditer(line):
        done += [line[last : found.start()], found[0]]
        last = found.end()
    parts = [*done, line[last:]]
    held = [part if i % 2 == 0 else f"\x00{i}\x00" for i, part in enumerate(parts)]
    text = _LINK.sub(lambda found: _link(found, folder, known), "".join(held))
    text = _text(text)
    return re.sub(r"\x00(\d+)\x00", lambda found: parts[int(found[1])], text)


def _link(found: re.Match[str], folder: str, known: Container[str]) -> str:
    picture, shown, target = found.groups()
    target = target.strip("<>")
    if target.lower().startswith(_OUTSIDE):
        return shown if picture else found[0]
    path, mark, place = target.partition("#")
    there = posixpath.normpath(posixpath.join(folder, path))
    if there not in known:
        return shown
    address = f"{path}{mark}{place}"
    return f"{picture}[{shown}]({f'<{address}>' if set(' ()') & set(address) else address})"


def _text(text: str) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x01{len(kept) - 1}\x01"

    text = _AUTO.sub(keep, text)
    text = _ESCAPED.sub(_escape, text).replace("<", "&lt;")
    return re.sub(r"\x01(\d+)\x01", lambda found: kept[int(found[1])], text)


def _escape(found: re.Match[str]) -> str:
    return found[0] if found[1] in _KNOWN else f"&#{ord(found[1])};"
