"""Moments as people type and read them, in the local time of their terminal."""

import datetime
import re

from drctl.model.times import duration

_AGO = re.compile(r"([0-9]+(?:\.[0-9]+)?[smhd])+(?: ago)?")
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parsed(text: str, now: float) -> float | None:
    """The moment that was typed: `now`, `03:10` (the last one), `12m ago`, a date with a time.

    Args:
        text: what was typed.
        now: seconds since 1970.

    Returns:
        Seconds since 1970; None when it is none, or lies ahead.
    """
    text = text.strip().lower()
    if text in ("", "now"):
        return now
    if _AGO.fullmatch(text):
        return now - sum(float(n) * _SECONDS[unit] for n, unit in _PART.findall(text))
    here = datetime.datetime.fromtimestamp(now).astimezone()
    try:
        if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", text):
            time = datetime.time.fromisoformat(text.zfill(5) if len(text) < 6 else text.zfill(8))
            found = datetime.datetime.combine(here.date(), time).astimezone()
            if found > here:
                day = here.date() - datetime.timedelta(days=1)
                found = datetime.datetime.combine(day, time).astimezone()
        else:
            found = datetime.datetime.fromisoformat(text.upper())
            found = found if found.tzinfo else found.astimezone()
    except ValueError:
        return None
    return found.timestamp() if found <= here else None


def clock(at: float) -> str:
    """A moment's hour and minute, `03:12`."""
    return datetime.datetime.fromtimestamp(at).astimezone().strftime("%H:%M")


def second(at: float) -> str:
    """A moment with its seconds, `03:12:07`."""
    return datetime.datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S")


def utc(at: float) -> str:
    """A moment as records keep it: `2026-11-26 03:12:07`, in UTC."""
    return datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


def lasting(seconds: float) -> str:
    """A length in whole seconds; `0s` for none."""
    return duration(float(round(max(0.0, seconds))))
