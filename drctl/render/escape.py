"""Text of a model -> Markdown that shows it as it is.

A model is data: whatever stands in a title, a command or an address must show as text and
never become a heading, a link, HTML or the end of a code block.
"""

import re
from functools import lru_cache

_SPECIAL = re.compile(r"([\\`*\[\]<>|~$&])")
# Underscores inside a word mean nothing in CommonMark; elsewhere they may be emphasis.
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# What begins a heading, a list, a quote, a rule or a table when it begins a block.
_LEADING = re.compile(
    r"^(#{1,6}(?=\s|$)|[+-](?=\s|$)|[-=:](?=[-=:\s]*$))|^(\d{1,9})([.)])(?=\s|$)"
)
# A heading drops such an end.
_TRAILING = re.compile(r"(^|\s)(#+)$")
# Direction controls can make a command read as another.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Written(str):
    """Text that is Markdown already and isn't escaped again."""

    __slots__ = ()


def visible(text: str) -> str:
    """The text with its lines, control characters made visible."""
    return _HIDDEN.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text on one line, control characters made visible."""
    return visible(" ".join(text.split()))


def md(value: object) -> Written:
    """Any value as inline Markdown that shows exactly its text."""
    return value if isinstance(value, Written) else _inline(str(value))


# The same names and words stand on many pages.
@lru_cache(maxsize=100_000)
def _inline(value: str) -> Written:
    text = _SPECIAL.sub(r"\\\1", one_line(value))
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _TRAILING.sub(r"\1\\\2", text)
    return Written(_LEADING.sub(_leading, text))


def _leading(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"


def code(value: object) -> Written:
    """A value as inline code, between more backticks than it holds.

    Only for names in a table: a `|` ends a table's cell even inside code.
    """
    return _code(str(value))


@lru_cache(maxsize=100_000)
def _code(value: str) -> Written:
    text = one_line(value)
    if not text:
        return Written("")
    ticks = "`" * (_longest_run(text) + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return Written(f"{ticks}{pad}{text}{pad}{ticks}")


def fence(value: object, info: str = "") -> Written:
    """A text as a fenced block that nothing inside it can close.

    Args:
        value: the text; its lines are kept.
        info: what follows the opening fence, such as `sh {"name":"check"}`.

    Returns:
        The block, without a newline at its end.
    """
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    body = "\n".join(map(visible, lines))
    ticks = "`" * max(3, _longest_run(body) + 1)
    return Written(f"{ticks}{info.replace('`', '')}\n{body}\n{ticks}")


def link(url: object, title: object = "") -> Written:
    """A link when the address is one of the web or of mail; else its text."""
    address = one_line(str(url))
    if not re.match(r"(https?://|mailto:)[^\s]", address, re.IGNORECASE):
        return Written(f"{md(title)}: {md(address)}" if title else md(address))
    safe = re.sub(r"[<>\\\s\"`|\[\]]", lambda found: _percent(found[0]), address)
    if not title:
        return Written(f"<{safe}>")
    return Written(f"[{md(title)}]({f'<{safe}>' if set('()') & set(safe) else safe})")


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
