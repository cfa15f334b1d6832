"""What a value under `x-dora` may be: each kind takes one and says what it means."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from drctl.exporters.dora.options import Options
from drctl.model.scalars import shortened

Value = str | int | float | bool | tuple[str, ...]

NEVER = "9999-12-31"
"""What the regulation writes where a date is asked for and there is none."""

_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_FUNCTION = re.compile(r"F[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Kind:
    """`take` gives what a value means, None when it is not of this kind; `expected` says which."""

    expected: str
    take: Callable[[object], Value | None]


def is_lei(text: str) -> bool:
    """Whether a text is a legal entity identifier with the right check digits.

    Notes:
        ISO 17442: 18 letters and digits and two check digits by ISO 7064, MOD 97-10.
    """
    if not _LEI.fullmatch(text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text)) % 97 == 1


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _lei(value: object) -> str | None:
    return value if isinstance(value, str) and is_lei(value) else None


def _shaped(pattern: str) -> Callable[[object], Value | None]:
    fits = re.compile(pattern)
    return lambda value: value if isinstance(value, str) and fits.fullmatch(value) else None


def _day(value: object) -> str | None:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _day_or(word: str) -> Kind:
    return Kind(
        f"a date such as 2027-03-31, or {word}",
        lambda value: NEVER if value == word else _day(value),
    )


def _money(value: object) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        return None
    return int(value) if value == int(value) else value


def _natural(value: object) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1e9
    return value if fits else None  # type: ignore[return-value]


def _countries(value: object) -> tuple[str, ...] | None:
    listed = value if isinstance(value, list) else [value]
    taken = [COUNTRY.take(one) for one in listed]
    if not taken or None in taken:
        return None
    return tuple(sorted({str(one) for one in taken}))


def _names(value: object) -> tuple[str, ...] | None:
    listed = value if isinstance(value, list) else [value]
    names = tuple(one for one in listed if isinstance(one, str))
    return names if names and len(names) == len(listed) else None


def _plan(value: object) -> Value | None:
    return value if isinstance(value, bool) else _text(value)


def _brief(value: object) -> str | None:
    text = _text(value)
    return text if text is not None and len(text) <= 300 else None


TEXT = Kind("text", _text)
BRIEF = Kind("a text of at most 300 characters", _brief)
LEI = Kind("a LEI: 20 capital letters and digits with the right check digits", _lei)
COUNTRY = Kind("a country's two capital letters (ISO 3166-1), such as DE", _shaped("[A-Z]{2}"))
COUNTRIES = Kind("countries' two capital letters, such as DE or [DE, IE]", _countries)
CURRENCY = Kind("a currency's three capital letters (ISO 4217), such as EUR", _shaped("[A-Z]{3}"))
MONEY = Kind("an amount in units, such as 120000", _money)
NATURAL = Kind("a whole number of days", _natural)
DATE = Kind("a date such as 2027-03-31", _day)
FLAG = Kind("true or false", lambda value: value if isinstance(value, bool) else None)
PLAN = Kind("true, false, or where the plan is", _plan)
NAMES = Kind("names", _names)
FUNCTION = Kind("F and a number, such as F1", _shaped(_FUNCTION.pattern))
END = _day_or("indefinite")
AUDIT = _day_or("never")


def one_of(options: Options) -> Kind:
    """One option of a closed list, by its words or its number."""
    first = [shortened(word, 40) for word in options.words[:3]]
    more = ", …" if len(options.words) > len(first) else ""
    numbers = f"a number from 1 to {len(options.words)}"
    return Kind(f"{', '.join(first)}{more}, or {numbers}", options.option)
