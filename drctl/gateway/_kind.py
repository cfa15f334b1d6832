"""What a gateway's format is: a module that writes a plan as a configuration and reads one."""

from dataclasses import dataclass
from typing import Protocol

from drctl.finding import Finding
from drctl.gateway.configuration import Configuration
from drctl.gateway.document import Text
from drctl.gateway.plan import Plan


@dataclass(frozen=True, slots=True)
class Emitted:
    """A configuration and what could not be said in it."""

    text: str
    notes: tuple[str, ...] = ()


Read = tuple[Configuration | None, tuple[Finding, ...]]


class Format(Protocol):
    """A module of this folder that knows one gateway's configuration."""

    def emit(self, plan: Plan) -> Emitted:
        """Write a plan; the same plan gives the same text."""
        ...

    def read(self, text: Text) -> Read:
        """Read a configuration.

        Args:
            text: the file.

        Returns:
            What it says, and all that is wrong with it by itself; None when it cannot be read.
        """
        ...
