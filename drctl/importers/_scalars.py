"""Any text as a YAML scalar."""

import re

from drctl.importers._words import listed
from drctl.model.flow import in_quotes

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./()-]+)*")
# Words that some YAML reader or other takes for something else than text.
_WORDS = listed("null true false yes no on off y n nan inf")


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
    return in_quotes(text)
