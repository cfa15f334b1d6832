"""What a document is: one thing that can be found, with its texts by how much they tell of it."""

from dataclasses import dataclass

WEIGHTS = (8, 10, 3, 1)
"""What a word counts in `names`, `signs`, `marks` and `text`."""

KINDS: dict[str, float] = {
    "runbook": 1.6,
    "service": 1.0,
    "provider": 1.0,
    "domain": 0.9,
    "scenario": 0.8,
    "note": 0.9,
    "rule": 0.6,
    "alert": 0.35,  # its runbook comes first
    "team": 1.2,
}
"""What is found, and what it counts: who types an error message wants to know what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    `path` is the file that tells of it, from the workspace's root, "" for none; `page` its page
    below the site. `names` are what it is called, `signs` how one sees that it is the one (error
    messages, alerts), `marks` what it belongs to, `text` all else. `weight` is what its score is
    multiplied by.
    """

    kind: str
    name: str
    title: str
    summary: str
    path: str
    page: str
    names: str
    signs: str
    marks: str
    text: str
    weight: float

    @property
    def fields(self) -> tuple[str, str, str, str]:
        """Its texts in the order of `WEIGHTS`."""
        return self.names, self.signs, self.marks, self.text
