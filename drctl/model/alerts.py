"""The alerts that a model names, and what each is called where only safe characters may stand."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote

from drctl.model.model import Model

FOLDER = "alerts"
"""Where the site keeps a page for each alert."""

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert: the components that name it themselves, and the needs that are watched by it.

    `stem` is its page's name without ending; `needs` are addresses.
    """

    name: str
    stem: str
    components: tuple[str, ...]
    needs: tuple[str, ...]

    @property
    def page(self) -> str:
        """Its page below the site."""
        return f"{FOLDER}/{self.stem}.html"


def alerts(model: Model) -> tuple[Alert, ...]:
    """All alerts of a model, sorted by name.

    Args:
        model: a checked model.

    Returns:
        Each once. Its stem is its name; where that would be no good file name, or the same one as
        another alert's, it ends in some digits of the name's hash, so that it stays the same
        when other alerts come and go.
    """
    components: dict[str, list[str]] = {}
    needs: dict[str, list[str]] = {}
    for component in sorted(model.components.values(), key=lambda c: c.name):
        for name in dict.fromkeys(component.spec.alerts or ()):
            components.setdefault(name, []).append(component.name)
        for need in component.needs:
            if need.detect and need.detect.alert:
                needs.setdefault(need.detect.alert, []).append(need.address)
    names = sorted({*components, *needs})
    folded = [name.casefold() for name in names]
    return tuple(
        Alert(
            name,
            _stem(name, alone=folded.count(name.casefold()) == 1),
            tuple(components.get(name, ())),
            tuple(needs.get(name, ())),
        )
        for name in names
    )


def address(site_url: str, page: str) -> str:
    """Where a page of the site is on the web."""
    return f"{site_url.rstrip('/')}/{quote(page)}"


def _stem(name: str, *, alone: bool) -> str:
    if alone and _SAFE.fullmatch(name):
        return name
    words = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:60].strip("-") or "alert"
    return f"{words}-{hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]}"
