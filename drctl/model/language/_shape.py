"""What every shape of the language is: a frozen dataclass that refuses unknown keys."""

from typing import Any, TypeVar, cast, dataclass_transform

import pydantic.dataclasses
from pydantic import ConfigDict, Field

C = TypeVar("C")

_CONFIG = ConfigDict(
    extra="forbid", validate_by_name=False, hide_input_in_errors=True, defer_build=True
)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field,))
def shape(cls: type[C]) -> type[C]:
    """Make a class one shape of the language: a map with exactly its fields as keys."""
    made: Any = pydantic.dataclasses.dataclass(frozen=True, kw_only=True, config=_CONFIG)(cls)
    return cast("type[C]", made)
