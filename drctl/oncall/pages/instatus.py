"""Instatus: `summary.json`, which is public and tells of the whole page only.

Neither it nor its incidents name components: a page in good health speaks for each of them, a
page with trouble may mean another one, and that is said.
"""

from drctl.oncall.pages._kind import State, Told, Unreadable, mapping, mappings, text, worst

PATH = "summary.json"

_PAGE: dict[str, State] = {"UP": "ok", "HASISSUES": "degraded", "UNDERMAINTENANCE": "maintenance"}
_IMPACT: dict[str, State] = {
    "OPERATIONAL": "ok",
    "UNDERMAINTENANCE": "maintenance",
    "DEGRADEDPERFORMANCE": "degraded",
    "PARTIALOUTAGE": "degraded",
    "MINOROUTAGE": "degraded",
    "MAJOROUTAGE": "down",
}
_LISTS: tuple[tuple[str, State], ...] = (
    ("activeIncidents", "degraded"),
    ("activeMaintenances", "maintenance"),
)
_CLOSED = frozenset({"RESOLVED", "COMPLETED", "NOTSTARTEDYET"})


def read(data: object, component: str | None) -> Told:
    """What a summary tells.

    Raises:
        Unreadable: it is no such summary.
    """
    page = mapping(mapping(data).get("page"))
    word = text(page.get("status"))
    if not word:
        raise Unreadable("it sends JSON, but no summary of an Instatus page")
    states: list[State] = [_PAGE.get(word, "unknown")]
    notes: list[str] = []
    for key, state in _LISTS:
        for item in mappings(mapping(data).get(key)):
            status = text(item.get("status"))
            if status not in _CLOSED:
                states.append(_IMPACT.get(text(item.get("impact")), state))
                notes.append(f"{text(item.get('name')) or 'something'} ({status or 'open'})")
    found = worst(*states)
    if component and found != "ok":
        notes.append(f'it does not tell whether "{component}" is hit')
    return Told(found, word, tuple(notes))
