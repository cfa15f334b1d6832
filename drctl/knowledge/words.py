"""The words of a text, as both indexes hold them; `templates/site/search.js` does the same."""

import re
import unicodedata

_RUN = re.compile(r"[^\W_]+")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_SILENT = """
a about all an and any are as at be been but by can could did do does for from get gets had has
have how i if in into is it its me my of on or our should so than that the their them then there
these they this those to too was we were what when where which who whom why will
with would you your
"""
STOP = frozenset(_SILENT.split())
"""Words that say nothing about what somebody looks for."""


def words(text: str) -> list[str]:
    """The words of a text that is indexed, in order.

    Args:
        text: any text.

    Returns:
        Runs of letters and digits in small letters without accents, but for those in `STOP`. One
        such as `LLMLatencyHigh` stands whole and in its parts.
    """
    found: list[str] = []
    for run in _RUN.findall(_plain(text)):
        whole = run.lower()
        if whole in STOP:
            continue
        found.append(whole)
        parts = _PART.findall(run)
        if len(parts) > 1:
            found += [part.lower() for part in parts if len(part) > 1]
    return found


def asked(text: str) -> list[str]:
    """The words of a question, each once, whole."""
    runs = (run.lower() for run in _RUN.findall(_plain(text)))
    return list(dict.fromkeys(run for run in runs if run not in STOP))


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFKD", text).translate(_WITHOUT_MARKS)


class _WithoutMarks(dict[int, int | None]):
    """Accents to nothing, all else to itself; looked up once for each character."""

    def __missing__(self, point: int) -> int | None:
        mark = unicodedata.category(chr(point)).startswith("M")
        self[point] = None if mark else point
        return self[point]


_WITHOUT_MARKS = _WithoutMarks()
