"""Any text as a YAML scalar."""

import re

from drctl.importers._words import listed

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./()-]+)*")
# Words that some YAML reader or other takes for something else than text.
_WORDS = listed("null true false yes no on off y n nan inf")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quoted(text: str) -> str:
    """A YAML scalar that every reader takes for exactly this text.

    Args:
        text: any text.

    Returns:
        The text itself where that is safe, else in double quotes with escapes; what no YAML
        can hold (half of a surrogate pair) becomes U+FFFD.
    """
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


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
