"""What a report format is: a pure function from an audit's report to text."""

from typing import Protocol

from drctl.audit import Report


class Format(Protocol):
    """One way to tell an audit's outcome."""

    def __call__(self, report: Report, *, color: bool = False, accepted: bool = False) -> str:
        """The report as text.

        Args:
            report: the outcome.
            color: whether escape codes may be used.
            accepted: whether accepted findings are shown, not only counted.
        """
        ...
