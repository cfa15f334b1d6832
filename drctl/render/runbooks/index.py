"""The index of the runbooks: by what one sees, by alert, by kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from drctl.analysis.digest import digest
from drctl.model.model import Model
from drctl.render.runbooks.facts import Facts
from drctl.render.runbooks.page import Page

Row = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in a list. `down` and `waits` count components, after and before people act."""

    stem: str
    title: str
    name: str
    tier: str
    owner: str
    down: int
    waits: int
    degraded: int
    manual: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """The index's content; the first two hold (what one sees, its pages as (stem, title))."""

    symptoms: tuple[Row, ...]
    alerts: tuple[Row, ...]
    kinds: tuple[tuple[str, tuple[Entry, ...]], ...]

    @property
    def digest(self) -> str:
        """The hash of what the index shows."""
        return digest(self)


_KINDS = (
    ("provider", "Providers"),
    ("domain", "Failure domains"),
    ("service", "Services"),
    ("scenario", "Scenarios"),
)


def index(model: Model, pages: Sequence[Facts]) -> Contents:
    """The index of some pages."""
    symptoms: set[tuple[str, str, str]] = set()
    alerts: set[tuple[str, str, str]] = set()
    for page in pages:
        if page.header.kind == "scenario":
            continue
        for sign in page.signs:
            symptoms |= {(text, page.stem, page.title) for text in sign.symptoms}
            alerts |= {(text, page.stem, page.title) for text in sign.alerts}
            alerts |= {(w.alert, page.stem, page.title) for w in sign.watches if w.alert}
    tiers = [*model.policy.tiers, ""]
    kinds = []
    for kind, heading in _KINDS:
        entries = [_entry(page) for page in pages if page.stem.startswith(f"{kind}-")]
        entries.sort(key=lambda e: (tiers.index(e.tier), -e.down, -e.waits, e.name))
        kinds.append((heading, tuple(entries)))
    return Contents(_rows(symptoms), _rows(alerts), tuple(kinds))


def _rows(found: set[tuple[str, str, str]]) -> tuple[Row, ...]:
    """One row per text, in the order of a dictionary."""
    pages: dict[str, list[tuple[str, str]]] = {}
    for text, stem, title in sorted(found):
        pages.setdefault(text, []).append((stem, title))
    order = sorted(pages, key=lambda text: (text.casefold(), text))
    return tuple((text, tuple(pages[text])) for text in order)


def _entry(page: Facts) -> Entry:
    return Entry(
        stem=page.stem,
        title=page.title,
        name=page.name,
        tier=page.header.tier,
        owner=page.header.owner,
        down=sum(hit.after == "down" for hit in page.hits),
        waits=sum(hit.waits for hit in page.hits),
        degraded=sum(hit.after == "degraded" for hit in page.hits),
        manual=bool(Page(page).manual),
    )
