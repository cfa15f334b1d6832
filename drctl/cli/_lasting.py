"""Recovery times in words and in JSON."""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Any, assert_never

if TYPE_CHECKING:
    from drctl.analysis.recovery_path import Moment, Recovery
    from drctl.model import Model
    from drctl.model.component import Promise


def how_long(recovery: "Recovery", *, briefly: bool = False, surge: bool = False) -> str:
    """How long something is down, in words; briefly `7h13m+` and `never up`.

    With a `surge` what never comes back by itself is overloaded for as long as that lasts.
    """
    from drctl.model.times import lasting

    if surge and recovery.least == inf and not recovery.deadlock:
        return "the surge" if briefly else "as long as the surge lasts"
    told = lasting(recovery.least, recovery.most)
    return told.replace(" or more", "+").replace(" again", "") if briefly else told


def bar_beside(
    recovery: "Recovery", others: "Sequence[Recovery]", promise: "Promise"
) -> tuple[str, str, str]:
    """A time in words, as a bar among others, and whether it keeps the RTO that the bar marks."""
    from drctl.analysis.recovery_verdict import verdict
    from drctl.cli._bars import bar, longest
    from drctl.model.times import duration

    most = longest([(other.least, other.most) for other in others])
    drawn = bar(recovery.least, recovery.most, max(most, promise.rto or 0.0), promise.rto)
    rto = ""
    if promise.rto is not None:
        kept = {"achievable": "kept", "not achievable": "broken"}
        held = kept.get(verdict(promise.rto, [recovery]), "not known to be kept")
        rto = f"RTO {duration(promise.rto)}: {held}"
    return how_long(recovery, briefly=True), drawn, rto


def chain(model: "Model", recovery: "Recovery") -> list[tuple[str, str, str]]:
    """The moments that set a time: when, what, and where that is written."""
    from drctl.model.times import duration

    return [
        (duration(moment.at), what(moment), str(model.place(moment.path)))
        for moment in recovery.path
    ]


def what(moment: "Moment") -> str:
    """One moment in words."""
    from drctl.model.times import duration

    took = f" ({duration(moment.takes)}{', as given' if moment.given else ''})"
    match moment.what:
        case "repaired":
            return f"{moment.subject} is repaired{took}"
        case "started":
            return f"{moment.subject} has started{took}"
        case "noticed":
            return f"the loss of {moment.subject} is noticed{took}"
        case "relieved":
            return f"{moment.subject} would not be overloaded again"
        case "restored":
            return f"{moment.subject} is restored from its backup{took}"
        case "switched":
            how = "by hand" if moment.manual else "by itself"
            return f"{moment.subject} is switched to {moment.on} {how}{took}"
        case _:
            assert_never(moment.what)


def unknown(model: "Model", recovery: "Recovery") -> list[str]:
    """The keys that would make a time known, each with the place where it would stand."""
    return [f"{'.'.join(map(str, path))} ({model.place(path)})" for path in recovery.missing]


def as_json(recovery: "Recovery") -> dict[str, Any]:
    """The shape of docs/json.md: null is never."""
    return {
        "seconds": seconds(recovery.most),
        "at_least_seconds": seconds(recovery.least),
        "known": recovery.known,
        "waits_for_people": recovery.waits_for_people,
        "path": [
            {
                "what": m.what,
                "subject": m.subject,
                "option": m.on or None,
                "at": m.at,
                "takes": m.takes,
                "by_hand": m.manual,
            }
            for m in recovery.path
        ],
        "missing": [".".join(map(str, path)) for path in recovery.missing],
        "deadlock": list(recovery.deadlock),
    }


def seconds(value: float) -> float | None:
    """Seconds as docs/json.md has them: null is never."""
    return None if value == inf else value
