"""What an estate may set for a rule, under `policy.rules.NAME.options`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from drctl.model.language.values import DURATION, PERCENT, duration, percent
from drctl.model.model import Model

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RuleOption(Generic[T]):
    """One option of a rule.

    `expected` says what may be written; `read` makes it a value, None for what may not, and
    `shown` writes a value as a model would.
    """

    name: str
    default: T
    expected: str
    read: Callable[[object], T | None]
    shown: Callable[[T], object] = str

    def of(self, model: Model, rule: str) -> T:
        """What a model sets for a rule, or the default."""
        setting = model.policy.rules.get(rule)
        if setting is None or self.name not in setting.options:
            return self.default
        value = self.read(setting.options[self.name])
        # What cannot be read is an error of the model, told before any rule runs.
        return self.default if value is None else value


def percentage(value: object) -> float | None:
    """The fraction that `50%` is."""
    fits = isinstance(value, str) and re.fullmatch(PERCENT, value)
    return percent(value) if fits else None


def seconds(value: object) -> float | None:
    """The seconds that `14d` is."""
    return duration(value) if isinstance(value, str) and re.fullmatch(DURATION, value) else None


def names(value: object) -> tuple[str, ...] | None:
    """A name, or a list of names."""
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else None
