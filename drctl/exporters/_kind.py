"""What an exporter is: it writes the model, or one component of it, as another tool's file."""

from dataclasses import dataclass
from typing import Protocol

from drctl.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Export:
    """A text, and what the reader should know that it cannot say."""

    text: str
    notes: tuple[str, ...] = ()


class CannotExport(Exception):
    """What is asked for needs something that the model does not give; the text says what."""


class Exporter(Protocol):
    """A module of this folder that writes one kind of file.

    One that can write it in several forms names them in `FORMATS`, and `write` takes a `form`.
    """

    def write(self, assessment: Assessment, component: str | None = None) -> Export:
        """Write a model.

        Args:
            assessment: a checked model.
            component: the one that is wanted with all below it; None for all.

        Returns:
            The same text for the same model.

        Raises:
            CannotExport: the model lacks what this needs.
        """
        ...
