"""What a gateway's program is: how it is installed, started, and known to be ready."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drctl.gateway.configuration import Configuration


@dataclass(frozen=True, slots=True)
class Program:
    """One gateway's program.

    `installed` makes it on first use, telling in one line what is going on, and raises
    `CannotRun` where that fails. `settings` is what its environment needs for a configuration.
    `command` makes its command line of what `installed` gave, the folder of its files, and the
    port. `ready` is the path that it answers with 200 when it is ready, within `start` seconds.
    `file` is the name under which it reads its configuration, "" where one comes with each
    request instead.
    """

    title: str
    version: str
    installed: Callable[[Callable[[str], None]], Path]
    settings: Callable[[Configuration], dict[str, str]]
    command: Callable[[Path, Path, int], list[str]]
    ready: str
    start: float
    file: str = ""

    @property
    def named(self) -> str:
        """Its name with its version."""
        return f"{self.title} {self.version}"
