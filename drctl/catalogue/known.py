"""What is known of a provider, with the source of each fact and the date of what it says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

Measure = Literal["status-page", "incident-time"]


@dataclass(frozen=True, slots=True)
class Cited:
    """Some facts that one source tells.

    `date` is that of what the source says, or where it bears none the day on which it was read.
    """

    values: Mapping[str, Any]
    source: str
    date: date


@dataclass(frozen=True, slots=True)
class Availability:
    """A published figure: of the status page's scaled downtime, or of the time in incident."""

    value: str
    measure: Measure
    what: str
    source: str
    date: date
    restore: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A domain that a provider lies in.

    `proof` is the outage that showed it. `whole` is False where only a part of the provider lies
    in it, or where it is not known how much.
    """

    name: str
    kind: str
    title: str
    vendor: str
    proof: str
    source: str
    date: date
    restore: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """One provider; what has no source is None or empty."""

    name: str
    title: str
    vendor: str
    kind: str
    checked: date
    jurisdiction: Cited | None = None
    hosts: Cited | None = None
    status: Cited | None = None
    endpoint: Cited | None = None
    probe: Cited | None = None
    availability: tuple[Availability, ...] = ()
    shares: tuple[Shared, ...] = ()


@cache
def names() -> tuple[str, ...]:
    """The names of all known providers, sorted."""
    found = (file.name for file in (files(__package__) / "providers").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def known(name: str) -> Known:
    """What is known of a provider.

    Args:
        name: one of `names()`.
    """
    text = (files(__package__) / "providers" / f"{name}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    for key in ("jurisdiction", "hosts", "status", "endpoint", "probe"):
        if key in data:
            data[key] = _cited(data[key])
    data["availability"] = tuple(Availability(**row) for row in data.get("availability", ()))
    data["shares"] = tuple(Shared(**row) for row in data.get("shares", ()))
    return Known(name, **data)


def _cited(table: dict[str, Any]) -> Cited:
    source, day = table.pop("source"), table.pop("date")
    return Cited(MappingProxyType(table), source, day)
