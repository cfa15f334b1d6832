"""Pictures that stand on several pages of one document are drawn once.

The others show the first one: they are pictures only, what can be chosen in them is where it is
drawn.
"""

import re

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
        """A page's HTML, its links already inside; pictures that stood before are shown again."""
        return _PICTURE.sub(self._shared, text)

    def _shared(self, found: re.Match[str]) -> str:
        given, drawn = found.groups()
        if drawn not in self._names:
            name = self._names[drawn] = f"picture-{len(self._names) + 1}"
            return f'<svg {given}><g id="{name}">{drawn}</g></svg>'
        kept = " ".join(
            one[0] for name in _FRAME if (one := re.search(rf'\b{name}="[^"]*"', given))
        )
        return f'<svg {kept} role="img"><use href="#{self._names[drawn]}"/></svg>'
