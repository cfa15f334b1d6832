"""Notes that people write: Markdown, with what it is about in front of it.

---
about: [deepseek-api, deepseek-2026-03-30]
tags: [incident]
date: 2026-03-30
---
# DeepSeek goes dark
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from drctl.finding import Finding, Place, ordered
from drctl.model.errors import did_you_mean, error
from drctl.model.model import Model
from drctl.model.parse import parse
from drctl.model.source import Map, Seq, Source

KEYS = ("about", "tags", "date", "public")
_FENCE = re.compile(r"---[ \t]*(?:\r\n|\n|\r|\Z)")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TITLE = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*\r?$", re.MULTILINE)
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[`*]")


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `path` is its own from the workspace's root, `text` all behind the front matter.

    `about` names components and scenarios; `date` is None where none is given. A `public` note
    may be shown to everybody.
    """

    path: str
    title: str
    text: str
    about: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    date: datetime.date | None = None
    public: bool = False


Read = tuple[tuple[Note, ...], tuple[Finding, ...]]


def read(texts: Mapping[str, str], model: Model, folder: str = "") -> Read:
    """Read notes.

    Args:
        texts: what the files hold, by their path from the workspace's root.
        model: declares what they are about.
        folder: what stands before the paths in messages.

    Returns:
        The notes, the latest first, then those without a date by path; and all that is wrong with
        what stands in front of them. A note of which something is wrong is there without it.
    """
    known = frozenset((*model.components, *model.scenarios))
    notes: list[Note] = []
    findings: list[Finding] = []
    for path in sorted(texts):
        note, wrong = _one(path, texts[path].removeprefix("\ufeff"), known, folder)
        notes.append(note)
        findings += wrong
    notes.sort(key=lambda note: -note.date.toordinal() if note.date else 0)
    return tuple(notes), ordered(findings)


def about(notes: Iterable[Note]) -> dict[str, tuple[Note, ...]]:
    """For each name the notes about it, in their order."""
    found: dict[str, list[Note]] = {}
    for note in notes:
        for name in note.about:
            found.setdefault(name, []).append(note)
    return {name: tuple(some) for name, some in found.items()}


def _one(path: str, text: str, known: frozenset[str], folder: str) -> tuple[Note, list[Finding]]:
    source = Source(path, text, f"{folder}{path}")
    opening = _FENCE.match(text)
    if opening is None:
        return Note(path, title_of(text, path), text), []
    closing = _END.search(text, opening.end())
    if closing is None:
        what = "what begins here with --- has no end"
        hint = "end it with a line of --- before the text"
        problem = error("yaml-syntax", what, source.place(0, 0), hint)
        return Note(path, title_of("", path), ""), [problem]
    body = text[closing.end() :]
    note = Note(path, title_of(body, path), body)
    # The document's own line stays, so that lines are those of the file.
    matter = text[: closing.start()]
    if not matter[opening.end() :].strip():
        return note, []
    top, findings = parse(source, matter)
    if top is None:
        return note, findings
    front = _Front(top, known)
    whole = Note(
        path,
        note.title,
        body,
        about=front.names(),
        tags=front.texts("tags"),
        date=front.date(),
        public=front.flag("public"),
    )
    front.unknown_keys()
    return whole, [*findings, *front.findings]


def title_of(text: str, path: str) -> str:
    """A page's first heading in plain words, else its file's name."""
    bare = re.sub(r"^(```+|~~~+).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    found = _TITLE.search(bare)
    return _MARKUP.sub(r"\1", found[1]).strip() if found else PurePosixPath(path).stem


class _Front:
    """What stands in front of one note, and what is wrong with it."""

    def __init__(self, top: Map, known: frozenset[str]) -> None:
        self.top = top
        self.known = known
        self.findings: list[Finding] = []

    def names(self) -> tuple[str, ...]:
        """What the note is about, as far as the model declares it."""
        found = []
        for name, place in self._items("about"):
            if name in self.known:
                found.append(name)
                continue
            what = f'no component or scenario is called "{name}"'
            self._refuse("unknown-name", what, place, did_you_mean(name, self.known))
        return tuple(dict.fromkeys(found))

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts under a key."""
        return tuple(dict.fromkeys(text for text, _ in self._items(key)))

    def date(self) -> datetime.date | None:
        """The date that is given."""
        value = self.top.get("date")
        if "date" not in self.top or value is None:
            return None  # the parser has refused a key without a value
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        self._expected("date", "a date such as 2026-03-30", value)
        return None

    def flag(self, key: str) -> bool:
        """Whether a key says yes."""
        value = self.top.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._expected(key, "true or false", value)
        return False

    def unknown_keys(self) -> None:
        """Refuse keys that mean nothing here."""
        for key in self.top:
            if key not in KEYS and not key.startswith("x-"):
                hint = did_you_mean(key, KEYS) or f"the keys here are {', '.join(KEYS)}"
                what = f'"{key}" is no key of what stands in front of a note'
                self._refuse("unknown-key", what, self.top.place(key), hint)

    def _items(self, key: str) -> Iterator[tuple[str, Place]]:
        value = self.top.get(key)
        if value is None:
            return
        if not isinstance(value, (str, Seq)) or value == "":
            self._expected(key, "a name or a list of them", value)
            return
        if isinstance(value, str):
            yield value, self.top.place(key, "value")
            return
        for number, item in enumerate(value):
            if isinstance(item, str) and item:
                yield item, value.place(number)
            else:
                what = f"{key} takes texts, and this is {_said(item)}"
                self._refuse("wrong-value", what, value.place(number), 'write it as "text"')

    def _expected(self, key: str, expected: str, value: object) -> None:
        what = f"{key} takes {expected}, and this is {_said(value)}"
        self._refuse("wrong-value", what, self.top.place(key, "value"), "")

    def _refuse(self, rule: str, what: str, place: Place, hint: str) -> None:
        self.findings.append(error(rule, what, place, hint))


def _said(value: object) -> str:
    if isinstance(value, Map):
        return "a map"
    if isinstance(value, Seq):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
