"""What an exporter is: it writes the model, or one component of it, as another tool's file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from drctl.assessment import Assessment
from drctl.finding import Finding


@dataclass(frozen=True, slots=True)
class Export:
    """A text, and what the reader should know that it cannot say.

    `files` has the same as the files of a folder, by name, where the exporter knows such a form.
    """

    text: str
    notes: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


class CannotExport(Exception):
    """What is asked for needs something that the model does not give; the text says what."""


class WrongKeys(CannotExport):
    """What stands under a key of the exporter's own is wrong."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Carry all that is wrong."""
        self.findings = tuple(findings)
        super().__init__(self.findings[0].message)


class Exporter(Protocol):
    """A module of this folder that writes one kind of file.

    One that can write it in several forms names them in `FORMATS`, and `write` takes a `form`.
    One that can also write the files of a folder has a true `FOLDER`.
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
