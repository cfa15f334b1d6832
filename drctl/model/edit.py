"""The one way in which drctl changes YAML files: a few characters, and all else stays.

An edit says what is to be in the model's data. The text is changed where that is written,
then read again: if it does not say exactly what was wanted, nothing is changed at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any

from drctl import collector, files
from drctl.finding import Place
from drctl.model.difference import steps
from drctl.model.edits import Append, Edit, Put, Remove, changed, same
from drctl.model.model import LISTS, SECTIONS, File, Model
from drctl.model.parse import parse
from drctl.model.rounds import rounds
from drctl.model.source import Path, Source
from drctl.model.splice import CannotEdit, Splice, spliced
from drctl.model.surgery import append, put, reach, remove
from drctl.model.written import BREAK, Written

__all__ = [
    "Append",
    "CannotEdit",
    "Change",
    "Edit",
    "Put",
    "Remove",
    "edited",
    "without",
    "write",
]


@dataclass(frozen=True, slots=True)
class Change:
    """A file's text before and after, without byte order mark."""

    before: str
    after: str


def edited(model: Model, edits: Sequence[Edit]) -> dict[str, Change]:
    """The files' texts after some edits.

    Args:
        model: as it was loaded.
        edits: made one after another; each path holds when its turn comes, so that items of
            one list are removed from the back.

    Returns:
        The files that change, by their path from the workspace's root.

    Raises:
        CannotEdit: an edit cannot be made safely, with the place that stands in its way.

    Notes:
        Edits of different components are made at once, which costs as much as reading the
        files; each one more of the same component costs that again.
    """
    return edited_files(model.files, edits)


def edited_files(read: Sequence[File], edits: Sequence[Edit]) -> dict[str, Change]:
    """As `edited`, for files that need not be a model without errors."""
    with collector.resting():
        try:
            texts = _made(read, tuple(rounds(edits, _components(read))))
        except CannotEdit:
            # One by one more can be made, and what cannot is told as it is.
            texts = _made(read, [[edit] for edit in edits])
    return {
        text.source.path: Change(text.before, text.source.text)
        for text in texts
        if text.source.text != text.before
    }


def _components(read: Sequence[File]) -> set[Path]:
    tops = ((section, file.top.get(section)) for file in read for section in SECTIONS)
    return {
        (section, name) for section, known in tops if isinstance(known, dict) for name in known
    }


def _made(read: Sequence[File], groups: Sequence[Sequence[Edit]]) -> "list[_Text]":
    texts = [_Text(file.source, file.top) for file in read]
    for group in groups:
        local: dict[int, list[Edit]] = {}
        for edit in group:
            text, here = _local(texts, edit)
            local.setdefault(texts.index(text), []).append(here)
        for index, here_all in local.items():
            texts[index].make_all(here_all)
    return texts


def without(file: File, key: str, items: Sequence[int]) -> str:
    """A file's text without some items of a list at its top, all taken out at once.

    Args:
        file: as it was read.
        key: of the list.
        items: their indices, not all that there are.

    Raises:
        CannotEdit: one of them cannot be taken out safely, or not along with the others.

    Notes:
        Costs as much as reading the file, however many go.
    """
    written, top = Written(file.source), file.top
    splices = sorted({s for i in items for s in remove(written, (key, i))})
    left = [item for i, item in enumerate(top[key]) if i not in set(items)]
    text = spliced(file.source.text, splices)
    found, wrong = parse(Source(file.source.path, text), text)
    apart = all(one[1] <= other[0] for one, other in pairwise(splices))
    if not apart or wrong or not same(found, {**top, key: left}):
        raise CannotEdit("these cannot be taken out together", top.place(key))
    return text


def write(root: FilePath, changes: Mapping[str, Change]) -> None:
    """Write changed files, all or none.

    Args:
        root: the workspace's folder.
        changes: by the files' paths from there.

    Raises:
        CannotEdit: a file no longer has the text that was loaded; nothing is written.
        OSError: a file cannot be read or written.
    """
    new: dict[FilePath, str] = {}
    for path, change in changes.items():
        file = (root / path).resolve()
        content = file.read_bytes()
        mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
        if content != (mark + change.before).encode():
            what = "the file was changed meanwhile; nothing is written"
            raise CannotEdit(what, Place(path, 1, 1))
        new[file] = mark + change.after
    files.replace(new)


class _Text:
    """One file while it is being edited: its text, and the data that it says."""

    def __init__(self, source: Source, data: Any) -> None:
        self.source, self.data = source, data
        self.before = source.text

    def make_all(self, edits: Sequence[Edit]) -> None:
        """Make edits of different components.

        Raises:
            CannotEdit: one of them cannot be made, or not along with the others.
        """
        if len(edits) == 1:
            self.make(edits[0])
            return
        written, data = Written(self.source), self.data
        splices: list[tuple[int, int, list[Splice]]] = []
        longer: list[Edit] = []
        for edit in edits:
            self._allow(edit)
            match tuple(steps(written, self.data, edit)):
                case ():
                    pass
                case (step,):
                    found = _splices(written, step)
                    splices.append((min(s[0] for s in found), max(s[1] for s in found), found))
                    data = changed(data, step)
                case _:
                    longer.append(edit)
        self._splice(sorted(splices, key=lambda each: each[:2]), data)
        for edit in longer:
            self.make(edit)

    def _splice(self, splices: Sequence[tuple[int, int, list[Splice]]], data: Any) -> None:
        source = self.source
        text = spliced(source.text, [s for _, _, found in splices for s in found])
        source = Source(source.path, text, source.shown)
        top, findings = parse(source, text)
        # On one line how the next is laid out depends on the one before.
        apart = all(
            BREAK.search(self.source.text, one[1], other[0]) for one, other in pairwise(splices)
        )
        if not apart or findings or not same(top, data):
            raise CannotEdit("these cannot be made together", self.source.place(0, 0))
        self.source, self.data = source, data

    def _allow(self, edit: Edit) -> None:
        if any(isinstance(step, str) and step.startswith("x-") for step in edit.path):
            raise CannotEdit("keys that begin with x- are left to people", self._place(edit))

    def make(self, edit: Edit) -> None:
        """Make one edit, or leave everything as it was."""
        self._allow(edit)
        source, data, written = self.source, self.data, Written(self.source)
        for step in steps(written, data, edit):
            if written.source is not source:
                written = Written(source)
            text = spliced(source.text, _splices(written, step))
            source = Source(source.path, text, source.shown)
            data = changed(data, step)
            top, findings = parse(source, text)
            if findings or not same(top, data):
                raise self._refused(step)
        self.source, self.data = source, data

    def _refused(self, edit: Edit) -> CannotEdit:
        """Why an edit would change something else too: mostly what aliases repeat."""
        written = Written(self.source)
        chain, _ = reach(written, edit.path)
        for entry in chain:
            if written.shared(entry.value):
                name = entry.value.anchor
                what = f"aliases repeat what stands here (&{name}): a change would reach them too"
                return CannotEdit(what, written.place(entry.value.start))
        what = "this cannot be changed here without changing something else"
        return CannotEdit(what, self._place(edit))

    def _place(self, edit: Edit) -> Place:
        written = Written(self.source)
        chain, _ = reach(written, edit.path)
        return written.place(chain[-1].start if chain else 0)


def _splices(written: Written, edit: Edit) -> list[Splice]:
    match edit:
        case Put(path, value, beside):
            return put(written, path, value, beside)
        case Append(path, value):
            return append(written, path, value)
        case Remove(path):
            return remove(written, path)


def _local(texts: list[_Text], edit: Edit) -> tuple[_Text, Edit]:
    """The file that an edit changes, and the edit with its path there."""
    path = edit.path
    section = path[0] if path else ""
    if section in LISTS and len(path) > 1 and isinstance(path[1], int):
        index = path[1]
        for text in texts:
            inside = len(text.data.get(section, ()))
            if 0 <= index < inside:
                return text, _at(edit, (section, index, *path[2:]))
            index -= inside
        raise CannotEdit(f'there is no item {path[1] + 1} in "{section}"', _top(texts))
    having = [text for text in texts if section in text.data]
    if section in LISTS and isinstance(edit, Append):
        return (having or texts)[-1 if having else 0], edit
    if section in SECTIONS and len(path) > 1:
        beside = edit.beside if isinstance(edit, Put) else ""
        for name in (path[1], beside):
            for text in having:
                if name and name in text.data[section]:
                    return text, edit
        return (having or texts)[-1 if having else 0], edit
    if section in (*LISTS, *SECTIONS) and len(having) > 1:
        what = f'"{section}" stands in several files and is not changed as a whole'
        raise CannotEdit(what, _top(texts))
    return (having if section in (*LISTS, *SECTIONS) and having else texts)[0], edit


def _top(texts: list[_Text]) -> Place:
    return texts[0].source.place(0, 0)


def _at(edit: Edit, path: Path) -> Edit:
    match edit:
        case Put(_, value, beside):
            return Put(path, value, beside)
        case Append(_, value):
            return Append(path, value)
        case Remove():
            return Remove(path)
