"""The baseline: findings that were there already, by pairs, so that only new ones count."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from drctl.finding import Place, Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """One pair of the baseline, and since when it stands there."""

    rule: str
    cause: tuple[str, ...]
    victim: str
    need: str
    severity: Severity
    since: datetime.date
    fingerprint: str
    place: Place

    @property
    def address(self) -> str:
        """The stable address of what is hit."""
        return f"{self.victim}.{self.need}" if self.need else self.victim


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline file, read."""

    path: Path
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry that covers nothing any more: its pair is gone, or someone accepted it."""

    entry: Entry
    why: Literal["gone", "accepted"]
