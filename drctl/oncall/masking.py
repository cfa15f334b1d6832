"""Secret values taken out of whatever is shown or written."""

import base64
import json
import re
import shlex
import urllib.parse
from collections.abc import Iterable

from drctl.oncall.filled import HIDDEN


class Mask:
    """The secret values that a terminal knows; they are kept in memory only."""

    def __init__(self) -> None:
        """Know none yet."""
        self._values: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._all: tuple[str, ...] = ()
        self._longest = 0

    @property
    def values(self) -> dict[str, str]:
        """By parameter the values that were given here."""
        return dict(self._values)

    def learn(self, name: str, value: str) -> None:
        """Hide a value from now on."""
        self._values[name] = value
        forms = {form for known in self._values.values() for form in _forms(known) if form}
        self._all = tuple(sorted(forms, key=lambda form: (-len(form), form)))
        self._longest = max(map(len, forms), default=0)
        self._pattern = re.compile("|".join(map(re.escape, self._all))) if forms else None

    def __call__(self, text: str) -> str:
        """A text without the values; those that it has are shown as stars."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text

    def settled(self, text: str) -> int:
        """How much of a text that goes on can be shown now: no value may begin in it."""
        if self._pattern is None:
            return len(text)
        end = next(filter(lambda start: self._begins(text[start:]), self._tail(text)), len(text))
        for found in self._pattern.finditer(text):
            if found.start() < end < found.end():
                return found.end()
        return end

    def _tail(self, text: str) -> range:
        return range(max(0, len(text) - self._longest), len(text))

    def _begins(self, tail: str) -> bool:
        return any(form.startswith(tail) for form in self._all)


def _forms(value: str) -> Iterable[str]:
    """A value as it may turn up: as it is, and as JSON, shells, URLs and base64 write it."""
    yield value
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield shlex.quote(value)
    yield value.replace("'", "'\\''")
    yield urllib.parse.quote(value)
    yield urllib.parse.quote(value, safe="")
    yield urllib.parse.quote_plus(value)
    raw = value.encode("utf-8", "surrogateescape")
    # Three beginnings: where the value stands behind other bytes its groups of three shift.
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw).decode()
        inner = coded[-(-shift * 8 // 6) : len(coded) - 4 if len(raw) + shift > 3 else None]
        if len(inner) >= 8:
            yield inner
            yield inner.replace("+", "-").replace("/", "_")
    yield from (line for line in value.splitlines() if len(line) >= 4)
