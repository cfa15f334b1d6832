"""`drctl status --watch`: round after round, with the answer times of each probe."""

import json as json_text
import os
import sys
import time
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

import typer

from drctl.cli import _status
from drctl.cli._workspace import stop

if TYPE_CHECKING:
    from drctl.model import Model
    from drctl.model.component import Component
    from drctl.oncall.latency import Figures
    from drctl.oncall.standing import Round

_LEAST = 1.0


def pause(written: str) -> float:
    """The seconds that `--every` names; exits with 2 when it names none."""
    import re

    from drctl.model.language.values import DURATION, duration

    if not re.fullmatch(DURATION, written):
        stop(2, f'--every must be a duration such as 30s or 2m, not "{written}"')
    seconds = duration(written)
    if seconds < _LEAST:
        stop(2, f"--every must be 1s at least, not {written}: the pages are other people's")
    return seconds


def forever(
    model: "Model",
    asked: "Sequence[Component]",
    left_out: Sequence[str],
    every: float,
    rounds: int | None,
    *,
    json: bool,
) -> None:
    """Ask, print, wait, and so on until a person ends it, or for so many rounds.

    Raises:
        typer.Exit: 1 when after the last round a provider is not well, or gets slower.
        KeyboardInterrupt: a person has ended it.
    """
    from drctl.oncall.latency import History

    histories = {
        c.name: History(probe.warn) for c in asked if (probe := getattr(c.spec, "probe", None))
    }
    before: dict[str, str] = {}
    begun = time.monotonic()
    try:
        for number in count(1):
            answer = _status.ask_now(asked)
            figures = {
                s.provider: histories[s.provider].add(
                    s.probe.seconds if s.probe.state in ("ok", "slow") else None
                )
                for s in answer.standings
                if s.probe
            }
            now = {
                s.provider: s.state + (", getting slower" * _rises(figures, s.provider))
                for s in answer.standings
            }
            if json:
                line = _status.as_json(model, answer, left_out, figures)
                print(json_text.dumps(line, ensure_ascii=False), flush=True)
            else:
                _show(model, answer, left_out, figures, before, now, number)
            before = now
            if number == rounds:
                break
            # By the clock of the first round, so that slow rounds do not add up.
            time.sleep(max(_LEAST / 2, begun + number * every - time.monotonic()))
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            print()  # the terminal has written ^C
        raise
    if any(state != "ok" for state in before.values()):
        raise typer.Exit(1)


def _rises(figures: "dict[str, Figures]", provider: str) -> bool:
    return provider in figures and bool(figures[provider].rises)


def _show(
    model: "Model",
    answer: "Round",
    left_out: Sequence[str],
    figures: "dict[str, Figures]",
    before: dict[str, str],
    now: dict[str, str],
    number: int,
) -> None:
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        sys.stdout.write("\x1b[H\x1b[2J")
    elif number > 1:
        print()
    _status.say(_status.told(model, answer, left_out, figures))
    changes = [
        f"{name}: {before[name]} -> {state}"
        for name, state in now.items()
        if before and before[name] != state
    ]
    at = answer.at.astimezone().strftime("%H:%M:%S")
    _status.say([f"round {number} at {at}; {'; '.join(changes) or 'nothing has changed'}"])
    sys.stdout.flush()
