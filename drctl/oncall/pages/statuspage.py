"""Atlassian's Statuspage and pages that answer like it (incident.io): `summary.json`, version 2.

A component is found by its id or by its name. Incidents that name it count, and so do those that
name nobody: some pages leave that list empty. What is not there is never taken for good.
"""

from collections.abc import Mapping
from typing import Any

from drctl.model.errors import did_you_mean
from drctl.model.times import some_of
from drctl.oncall.pages._kind import (
    WORST,
    State,
    Told,
    Unreadable,
    mapping,
    mappings,
    moment,
    text,
    worst,
)

PATH = "api/v2/summary.json"

_COMPONENT: dict[str, State] = {
    "operational": "ok",
    "under_maintenance": "maintenance",
    "degraded_performance": "degraded",
    "partial_outage": "degraded",
    "major_outage": "down",
    "full_outage": "down",
}
_INDICATOR: dict[str, State] = {
    "none": "ok",
    "maintenance": "maintenance",
    "minor": "degraded",
    "major": "degraded",
    "critical": "down",
}
_CLOSED = frozenset({"resolved", "postmortem", "completed"})
_BEGUN = frozenset({"in_progress", "verifying"})


def read(data: object, component: str | None) -> Told:
    """What a summary tells of the whole page, or of one component.

    Raises:
        Unreadable: it is no such summary.
    """
    summary = mapping(data)
    if not mapping(summary.get("page")) or not ("status" in summary or "components" in summary):
        raise Unreadable("it sends JSON, but no summary of a Statuspage")
    about = _component(summary, component) if component else _whole(summary)
    news = [_news(item, about, component) for item in _open(summary)]
    counted = [(state, words) for state, words in news if state]
    return Told(
        state=worst(about.state, *(state for state, _ in counted if state)),
        says=about.says,
        notes=(*about.notes, *(words for _, words in counted)),
        updated=moment(mapping(summary.get("page")).get("updated_at")),
    )


class _About:
    """What is asked about: its state, its names, and what the page says of it."""

    def __init__(self, state: State, says: str, *notes: str, ids: frozenset[str]) -> None:
        self.state, self.says, self.notes, self.ids = state, says, notes, ids


def _whole(summary: Mapping[str, Any]) -> _About:
    status = mapping(summary.get("status"))
    indicator = text(status.get("indicator"))
    if not indicator:
        raise Unreadable("its summary has no indicator")
    state = _INDICATOR.get(indicator, "unknown")
    says = text(status.get("description")) or indicator
    bad = [c for c in mappings(summary.get("components")) if _state(c) in ("degraded", "down")]
    if state != "ok" or not bad:
        return _About(state, says, ids=frozenset())
    named = [f"{text(c.get('name'))} ({text(c.get('status'))})" for c in bad]
    note = f"it calls itself well, and beside that names {some_of(named, 3)}"
    return _About(worst(*map(_state, bad)), says, note, ids=frozenset())


def _component(summary: Mapping[str, Any], wanted: str) -> _About:
    """A component by id or name; of several with one name the worst."""
    all_of_them = list(mappings(summary.get("components")))
    key = wanted.strip().casefold()
    found = [
        c for c in all_of_them if c.get("id") == wanted or text(c.get("name")).casefold() == key
    ]
    if not found:
        known = [name for c in all_of_them if (name := text(c.get("name")))]
        hint = did_you_mean(wanted, known)
        says = f'it names no component "{wanted}"' + (f"; {hint}" if hint else "")
        return _About("unknown", says, ids=frozenset())
    chosen = max(found, key=lambda c: WORST.index(_state(c)))
    says = f"{text(chosen.get('name')) or wanted}: {text(chosen.get('status')) or 'no status'}"
    notes = [f"it has {len(found)} components of that name"] if len(found) > 1 else []
    ids = frozenset(text(c.get(k)) for c in found for k in ("id", "name")) - {""}
    return _About(_state(chosen), says, *notes, ids=ids)


def _state(component: Mapping[str, Any]) -> State:
    return _COMPONENT.get(text(component.get("status")), "unknown")


def _open(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    incidents = [
        i for i in mappings(summary.get("incidents")) if text(i.get("status")) not in _CLOSED
    ]
    planned = mappings(summary.get("scheduled_maintenances"))
    return incidents + [
        {**m, "impact": "maintenance"} for m in planned if text(m.get("status")) in _BEGUN
    ]


def _news(
    item: Mapping[str, Any], about: _About, component: str | None
) -> tuple[State | None, str]:
    """How an open incident bears on what is asked about; None where it doesn't."""
    impact = text(item.get("impact"))
    hit = frozenset(
        text(c.get(k)) for c in mappings(item.get("components")) for k in ("id", "name")
    )
    if component and hit - {""} and not hit & about.ids:
        return None, ""
    words = f"{text(item.get('name')) or 'an incident'} ({text(item.get('status')) or 'open'})"
    if component and not hit - {""}:
        words += ", which names no component"
    # An incident of no impact that names our component is still none that is over.
    state = _INDICATOR.get(impact, "degraded")
    return ("degraded" if state == "ok" and hit & about.ids else state), words
