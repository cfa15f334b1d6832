"""Plain data -> YAML as people write it here: on one line where it fits, else below its key."""

import math
import re

from drctl.model.scalars import resolve

WIDTH = 99
"""Columns; what would reach beyond is written below its key."""

_PLAIN = re.compile(r"[^\W_](?:[^\s:]|:(?=\S)| (?=[^\s#]))*")
_IN_FLOW = re.compile(r"[^\W_](?:\w|[./+%()€<>=~;$@-]| (?=[^\s#]))*")
# What readers of YAML 1.1, as some editors are, take for something else than text.
_OLD = re.compile(
    r"(?i:y|n|yes|no|on|off)|0b[01_]+|0x[0-9a-fA-F_]+"
    r"|[0-9][0-9_]*(?:\.[0-9_]*)?|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quoted(text: str, flow: bool = True) -> str:
    """A text as a scalar, in quotes where it needs them.

    Args:
        text: any text but half of a surrogate pair.
        flow: whether it stands between brackets, where more signs mean something.
    """
    plain = (_IN_FLOW if flow else _PLAIN).fullmatch(text)
    if plain and text.isprintable() and text == resolve(text) and not _OLD.fullmatch(text):
        return text
    return in_quotes(text)


def in_quotes(text: str) -> str:
    """A text in double quotes; what no YAML can hold (half of a surrogate pair) as U+FFFD."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    code = ord(sign)
    if 0xD800 <= code <= 0xDFFF:
        return "\\uFFFD"
    if sign.isprintable():
        return sign
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def on_a_line(value: object, flow: bool = True) -> str:
    """A value on one line.

    Args:
        value: maps with text as keys, lists, text, numbers, true and false.
        flow: whether it stands between brackets.

    Raises:
        TypeError: the value is something else.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case str():
            return quoted(value, flow)
        case dict():
            inside = (f"{quoted(key)}: {on_a_line(inner)}" for key, inner in value.items())
            return "{" + ", ".join(inside) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(on_a_line, value)) + "]"
        case _:
            raise TypeError(type(value).__name__)


def _number(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    return repr(value)


def lines(head: str, value: object, column: int, step: int = 2, spread: bool = False) -> list[str]:
    """An entry of a map or list that has its own lines.

    Args:
        head: the key with its colon, or `-`.
        value: the value.
        column: where the head begins.
        step: how much further the keys of a map stand below a key.
        spread: put each key of a map, each item of a list, on a line of its own.

    Returns:
        The lines, with their indentation.
    """
    line = f"{' ' * column}{head} {on_a_line(value, flow=False)}"
    if not isinstance(value, (dict, list)) or not value:
        return [line]
    if not spread and len(line) <= WIDTH:
        return [line]
    inner = column + (2 if head == "-" else step)
    below = (
        [line for key, v in value.items() for line in lines(f"{quoted(key)}:", v, inner, step)]
        if isinstance(value, dict)
        else [line for v in value for line in lines("-", v, inner, step)]
    )
    if head == "-":
        return [f"{' ' * column}- {below[0][inner:]}", *below[1:]]
    return [" " * column + head, *below]
