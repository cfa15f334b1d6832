"""What a running thing is told: variables, arguments, scripts, files."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from drctl.importers._documents import Node
from drctl.importers._kind import Evidence

Origin = Literal["variable", "argument", "script", "file"]


@dataclass(frozen=True, slots=True)
class Told:
    """A text that a running thing gets; `text` may hold credentials and is never shown.

    `raw` is the text as written, `name` the variable or flag, `label` how to call it in a
    sentence. `at_start` is True when
    only its start gets it.
    """

    name: str
    raw: str
    text: str
    origin: Origin
    at_start: bool
    place: Evidence

    @property
    def label(self) -> str:
        """What the evidence calls it."""
        return self.name or f"the {self.origin}"


def arguments(items: Sequence[Node]) -> Iterator[tuple[str, Node, str]]:
    """The words of a command as (flag, place, value); `--flag value` and `--flag=value` alike."""
    index = 0
    while index < len(items):
        node = items[index]
        flag, sign, value = node.text.partition("=")
        following = items[index + 1] if index + 1 < len(items) else None
        index += 1
        if re.fullmatch(r"-{0,2}[A-Za-z_][A-Za-z0-9_.-]*", flag) and sign:
            yield flag, node, value
        elif not re.fullmatch(r"--?[A-Za-z][A-Za-z0-9_.-]*", node.text):
            yield "", node, node.text
        elif following and not following.text.startswith("-"):
            index += 1
            if re.search(r"\s", following.text.strip()):
                yield "", following, following.text
            else:
                yield node.text, following, following.text
