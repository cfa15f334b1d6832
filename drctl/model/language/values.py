"""The kinds of value the model language takes: durations, percentages, rates, names, dates.

Each is a type for pydantic: what is wrong becomes one sentence, and the JSON Schema of the
language gets a pattern for it.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import Field, PlainValidator, Strict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from drctl.model.scalars import written

NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
DURATION = r"([0-9]+(\.[0-9]+)?(ms|s|m|h|d|w))+"
RATE = r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)? (?!x$)[^\s0-9].*"
PERCENT = r"(0*100(\.0+)?|0*[0-9]{1,2}(\.[0-9]+)?)%"

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d|w)")

T = TypeVar("T")


def refuse(expected: str, found: object) -> NoReturn:
    """Refuse a value.

    Raises:
        PydanticCustomError: always; its context holds what was expected and what was found.
    """
    # pydantic would fill {…} from the context, so nothing of the user stands in the template.
    raise PydanticCustomError(
        "refused", "expected {expected}", {"expected": expected, "found": written(found)}
    )


def duration(value: object) -> float:
    """Seconds of `30s`, `15m`, `1h30m`, `90d`."""
    if isinstance(value, float):  # a default, already in seconds
        return value
    if isinstance(value, str) and re.fullmatch(DURATION, value):
        return sum(float(n) * _SECONDS[unit] for n, unit in _PART.findall(value))
    if isinstance(value, str) and re.fullmatch("-" + DURATION, value):
        refuse("a duration that is not negative", value)
    return refuse("a duration such as 30s, 15m, 1h30m or 90d", value)


def percent(value: object) -> float:
    """The fraction that `99.9%` is."""
    if isinstance(value, str) and re.fullmatch(PERCENT, value):
        return float(Decimal(value[:-1]) / 100)
    return refuse("a percentage such as 99.9%, from 0% to 100%", value)


@dataclass(frozen=True, slots=True)
class Rate:
    """An amount per time in the unit that the model uses, such as `120 rps`."""

    amount: float
    unit: str

    def __str__(self) -> str:
        return f"{self.amount:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Multiple:
    """A load per unit that the component itself receives, written `2x`."""

    factor: float


@dataclass(frozen=True, slots=True)
class Each:
    """A load that goes whole to every member, written `{each: 120 rps}`."""

    rate: Rate


Load = Rate | Multiple | Each


def rate(value: object) -> Rate:
    """The rate that `120 rps` is."""
    if isinstance(value, str) and re.fullmatch(RATE, value):
        amount, _, unit = value.partition(" ")
        return Rate(float(amount), " ".join(unit.split()))
    return refuse("a rate with its unit, such as 120 rps", value)


def load(value: object) -> Load:
    """The load that `120 rps`, `2x` or `{each: 120 rps}` is."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?x", value):
        return Multiple(float(value[:-1]))
    if isinstance(value, dict) and list(value) == ["each"]:
        each = value["each"]
        if isinstance(each, str) and re.fullmatch(RATE, each):
            return Each(rate(each))
        refuse("a load such as {each: 120 rps}", each)
    if isinstance(value, str) and re.fullmatch(RATE, value):
        return rate(value)
    return refuse("a load such as 120 rps, 2x or {each: 120 rps}", value)


def date(value: object) -> datetime.date:
    """The day that `2027-03-31` is."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            refuse("a day of the calendar", value)
    return refuse("a date such as 2027-03-31", value)


def at_least(value: object) -> int | Literal["majority"]:
    """How many of `any_of` are needed; the upper bound is checked against its members."""
    if value == "majority":
        return "majority"
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    return refuse('a whole number of at least 1, or "majority"', value)


def text_or_number(value: object) -> str | int:
    """What a probe expects: a status code, or text of the answer."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return refuse("a status code such as 200, or text", value)


def capability(value: object) -> Any:
    """What a component can do: a number, text, true or false, or a list of texts."""
    if isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return tuple(value)
    return refuse("a number, text, true, false or a list of texts", value)


def amount(value: object) -> float:
    """A plain number that is not negative."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e300:
        return float(value)
    return refuse("a number that is not negative", value)


def above_zero(value: object) -> float:
    """A plain number above zero."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e300:
        return float(value)
    return refuse("a number above 0", value)


def _text(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "examples": [example]})


Text = Annotated[str, Strict()]
Flag = Annotated[bool, Strict()]
Name = Annotated[str, Strict(), StringConstraints(pattern=f"^{NAME}$")]
Count = Annotated[int, Strict(), Field(ge=1)]
Survives = Annotated[int, Strict(), Field(ge=0)]
Duration = Annotated[float, PlainValidator(duration), _text(DURATION, "15m")]
Percent = Annotated[float, PlainValidator(percent), _text(PERCENT, "99.9%")]
RateText = Annotated[Rate, PlainValidator(rate), _text(RATE, "120 rps")]
Date = Annotated[
    datetime.date,
    PlainValidator(date),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2027-03-31"]}),
]
AtLeast = Annotated[
    int | Literal["majority"],
    PlainValidator(at_least),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "const": "majority"}]}
    ),
]
Amount = Annotated[float, PlainValidator(amount), WithJsonSchema({"type": "number", "minimum": 0})]
AboveZero = Annotated[
    float, PlainValidator(above_zero), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]
LoadText = Annotated[
    Load,
    PlainValidator(load),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": rf"^({RATE}|[0-9]+(\.[0-9]+)?x)$"},
                {
                    "type": "object",
                    "properties": {"each": {"type": "string", "pattern": f"^{RATE}$"}},
                    "required": ["each"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Expected = Annotated[
    str | int, PlainValidator(text_or_number), WithJsonSchema({"type": ["string", "integer"]})
]
Capability = Annotated[
    Any,
    PlainValidator(capability),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["string", "number", "boolean"]},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ]
        }
    ),
]
Many = Annotated[tuple[T, ...], Field(min_length=1)]
"""A list with at least one item."""
