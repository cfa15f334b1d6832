"""The pictures of one document: each drawn once, and all of them compressed together.

A picture that stands on a second page shows the first one; what can be chosen in it is where it
stands first. A script puts the pictures in place; who reads without scripts has the words beside
them.
"""

import base64
import json
import re
import zlib

_PICTURE = re.compile(r"<svg ([^>]*?role=\"group\"[^>]*)>(.*?)</svg>", re.DOTALL)
_FRAME = (
    *("viewBox", "width", "height", "class", "aria-label"),
    *("text-anchor", "font-family", "font-size"),  # what those inside inherit
)


class Shared:
    """The pictures that stand in a document so far."""

    def __init__(self) -> None:
        """Begin with none."""
        self._names: dict[str, str] = {}

    def page(self, text: str) -> str:
        """A page's HTML, its links already inside, with places for its pictures."""
        return _PICTURE.sub(self._shared, text)

    def held(self) -> str:
        """The element that holds all of them: a list in JSON, compressed, as base64."""
        whole = zlib.compress(json.dumps(list(self._names), ensure_ascii=False).encode(), 9)
        text = base64.b64encode(whole).decode()
        return f'<script type="application/octet-stream" id="drawn">{text}</script>'

    def _shared(self, found: re.Match[str]) -> str:
        given, drawn = found.groups()
        if drawn not in self._names:
            name = self._names[drawn] = f"picture-{len(self._names) + 1}"
            return f'<svg {given}><g id="{name}"></g></svg>'
        kept = " ".join(
            one[0] for name in _FRAME if (one := re.search(rf'\b{name}="[^"]*"', given))
        )
        return f'<svg {kept} role="img"><use href="#{self._names[drawn]}"/></svg>'
