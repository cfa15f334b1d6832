"""The index of the runbooks: by what one sees, by alert, by kind."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from drctl.model.model import Model
from drctl.render.facts import Facts


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
    """The index's content; the first two hold (what one sees, stem, title)."""

    symptoms: tuple[tuple[str, str, str], ...]
    alerts: tuple[tuple[str, str, str], ...]
    kinds: tuple[tuple[str, tuple[Entry, ...]], ...]

    @property
    def digest(self) -> str:
        """The hash of what the index shows."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


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
    return Contents(tuple(sorted(symptoms, key=_folded)), tuple(sorted(alerts, key=_folded)), tuple(kinds))


def _folded(row: tuple[str, str, str]) -> tuple[str, tuple[str, str, str]]:
    return row[0].casefold(), row


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
        manual=any(switch.manual for switch in page.switches),
    )
