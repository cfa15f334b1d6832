"""How providers stand, as text and as JSON."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Any

from drctl.cli._answer import table, wrapped
from drctl.cli._color import wants_color

if TYPE_CHECKING:
    from drctl.model import Model
    from drctl.model.component import Component
    from drctl.oncall.latency import Figures
    from drctl.oncall.page import PageAnswer
    from drctl.oncall.probe import ProbeAnswer
    from drctl.oncall.standing import Round, Standing

_STYLES = {"ok": "32", "unknown": "33", "maintenance": "33", "degraded": "33", "down": "31"}
_MOST_NOTES = 5


def ask_now(asked: "Sequence[Component]") -> "Round":
    """Ask once, now."""
    from drctl.oncall.standing import ask

    return ask(asked, datetime.now(UTC))


def say(lines: Iterable[str]) -> None:
    """Print lines; nothing that a page says moves the cursor, and states have their colours."""
    from drctl.reports import plain

    color = wants_color(sys.stdout)
    for line in "\n".join(lines).split("\n"):
        word, space, rest = plain(line).partition(" ")
        style = _STYLES.get(word) if color else None
        print(f"\x1b[{style}m{word}\x1b[0m{space}{rest}" if style else word + space + rest)


def told(
    model: "Model",
    answer: "Round",
    left_out: Sequence[str],
    figures: "Mapping[str, Figures] | None" = None,
) -> list[str]:
    """A round in lines: a row per provider, then what is to be said of those that are not well.

    Args:
        model: for the runbooks.
        answer: what was found.
        left_out: the providers that nobody can ask.
        figures: the answer times of each probe, when one watches.
    """
    from drctl.model.times import some_of

    rows = [("state", "provider", *(_HEADS if figures is not None else ()), "page", "probe")]
    for standing in answer.standings:
        times = _times(figures.get(standing.provider)) if figures is not None else ()
        page, probe = standing.page, standing.probe
        rows.append(
            (
                standing.state,
                standing.provider,
                *times,
                page.state if page else "-",
                probe.says if probe else "-",
            )
        )
    lines = [table(rows)]
    if answer.network:
        lines += ["", *wrapped(f"Us first: {answer.network}.")]
    for standing in answer.standings:
        # Where nothing answers, a paragraph for each that does not would hide that.
        if not (answer.network and standing.silent):
            lines += _remarks(model, standing, (figures or {}).get(standing.provider))
    bad = sum(standing.state != "ok" for standing in answer.standings)
    count = len(answer.standings)
    lines += ["", f"Well: {count - bad} of {_many(count)}."]
    if left_out:
        lines += wrapped(f"Not asked, for want of status: and probe: {some_of(left_out, 6)}.")
    return lines


_HEADS = ("median", "p95", "usual")


def _times(figures: "Figures | None") -> tuple[str, str, str]:
    if figures is None:
        return "-", "-", "-"
    usual = "not yet known"
    if figures.usual_p50 is not None and figures.usual_p95 is not None:
        usual = f"{_time(figures.usual_p50)}, p95 {_time(figures.usual_p95)}"
    return _time(figures.p50), _time(figures.p95), usual


def _time(seconds: float) -> str:
    from drctl.oncall.probe import lasted

    return "none" if seconds == inf else lasted(seconds)


def _many(count: int) -> str:
    return f"{count} provider{'' if count == 1 else 's'}"


def _remarks(model: "Model", standing: "Standing", figures: "Figures | None") -> list[str]:
    """What is to be said of one provider; nothing where all is well."""
    page = standing.page
    lines = [standing.verdict] if standing.verdict else []
    if figures is not None and figures.rises:
        lines.append(f"answers get slower: {figures.rises}")
    if page and page.state != "ok":
        lines.append(
            f"{page.url} says: {page.says}" if page.answered else f"{page.url}: {page.says}"
        )
    if page:
        lines += page.notes[:_MOST_NOTES]
        more = len(page.notes) - _MOST_NOTES
        lines += [f"{more} more of that page are not shown"] if more > 0 else []
    if lines and standing.state != "ok" and (runbook := _runbook(model, standing.provider)):
        lines.append(f"what to do: {runbook}")
    rows = [f"  {part}" for line in lines for part in wrapped(line, 2)]
    return ["", f"{standing.provider}:", *rows] if rows else []


def _runbook(model: "Model", provider: str) -> str:
    """The provider's page in the workspace; "" when there is none."""
    path = f"runbooks/provider-{provider}.md"
    return path if model.root is not None and (model.root / path).is_file() else ""


def as_json(
    model: "Model",
    answer: "Round",
    left_out: Sequence[str],
    figures: "Mapping[str, Figures] | None" = None,
) -> dict[str, Any]:
    """A round as JSON."""
    return {
        "at": answer.at.isoformat(timespec="seconds"),
        "all_ok": answer.good,
        "our_network": answer.network or None,
        "providers": [
            {
                "provider": standing.provider,
                "state": standing.state,
                "verdict": standing.verdict or None,
                "page": _page(standing.page),
                "probe": _probe(standing.probe),
                "runbook": _runbook(model, standing.provider) or None,
                **({} if figures is None else {"latency": _latency(figures, standing)}),
            }
            for standing in answer.standings
        ],
        "not_asked": list(left_out),
    }


def _page(page: "PageAnswer | None") -> dict[str, Any] | None:
    if page is None:
        return None
    return {
        "url": page.url,
        "kind": page.kind,
        "state": page.state,
        "says": page.says,
        "notes": list(page.notes),
        "updated": page.updated.isoformat() if page.updated else None,
    }


def _probe(probe: "ProbeAnswer | None") -> dict[str, Any] | None:
    if probe is None:
        return None
    return {
        "url": probe.url,
        "state": probe.state,
        "says": probe.says,
        "seconds": probe.seconds,
        "warn": probe.warn,
    }


def _latency(figures: "Mapping[str, Figures]", standing: "Standing") -> dict[str, Any] | None:
    found = figures.get(standing.provider)
    if found is None:
        return None
    times = {
        "p50": found.p50,
        "p95": found.p95,
        "usual_p50": found.usual_p50,
        "usual_p95": found.usual_p95,
    }
    finite = {key: None if value == inf else value for key, value in times.items()}
    return {"count": found.count, **finite, "rises": found.rises or None}
