"""The day on which expiry dates are judged."""

import datetime
from typing import Annotated

import typer

from drctl.cli._workspace import stop

TodayOption = Annotated[
    str | None,
    typer.Option("--today", metavar="DATE", help="The day for expiry dates; now by default."),
]


def day_of(word: str | None) -> datetime.date:
    """The day that `--today` names, else the present one; exits with 2 when it is none."""
    if word is None:
        return datetime.datetime.now().astimezone().date()
    try:
        return datetime.date.fromisoformat(word)
    except ValueError:
        stop(2, f'--today must be a date such as 2027-03-31, not "{word}"')
