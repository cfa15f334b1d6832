"""What writing would change in a workspace, and the writing itself: atomic, nothing lost.

A file is drctl's when its first lines carry drctl's mark. Others are never written nor removed;
nor is one that somebody has changed outside its notes.
"""

import difflib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from drctl import files
from drctl.render import marks, on_disk

SUFFIXES = (".md", ".dot", ".svg", ".html", ".css", ".js", ".yml")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is left as it is, why, and what to do.

    `edits` are the lines of a unified diff from what drctl would write to what people made of it.
    """

    path: str
    reason: str
    hint: str
    edits: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What `apply` would do; paths from the root, sorted.

    `texts` are the files to write; `drawings` gives the DOT of each SVG still to be drawn.
    """

    root: Path
    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    refused: tuple[Refusal, ...]
    texts: Mapping[str, str]
    drawings: Mapping[str, str]

    @property
    def fresh(self) -> bool:
        """Whether everything is as it should be."""
        return not (self.created or self.changed or self.removed or self.refused)


def plan(root: Path, wanted: Mapping[str, str]) -> Plan:
    """Compare what is wanted with what is there; nothing is written or drawn.

    Args:
        root: the workspace's folder.
        wanted: texts by path from the root. An SVG is wanted beside every DOT and counts as
            fresh when it was drawn from the same DOT.

    Returns:
        The plan. Files of drctl in the same folders that are no longer wanted are removed.

    Raises:
        OSError: something there cannot be read.
    """
    found = _Comparison(root)
    for path in sorted(wanted):
        found.text(path, wanted[path])
        if path.endswith(".dot"):
            found.drawing(f"{path.removesuffix('.dot')}.svg", wanted[path])
    keep = {p for path in wanted for p in (path, f"{path.removesuffix('.dot')}.svg")}
    # A folder in which drctl writes folders is its own; in others people may keep old pages.
    deep = {_folder(path) for path in wanted if path.count("/") > 1}
    for folder in sorted({_folder(path) for path in wanted if "/" in path}):
        found.leftovers(folder, keep, deep=folder in deep)
    return found.plan()


def apply(plan: Plan, drawn: Mapping[str, str] | None = None) -> None:
    """Do what a plan says, but for what it refuses.

    All pictures are drawn and all files written beside their places before the first is replaced.

    Args:
        plan: what to do.
        drawn: pictures by path that have been drawn already.

    Raises:
        dot.DrawingError: a picture cannot be drawn; nothing has been written.
        OSError: a file cannot be written or removed.
    """
    from drctl.render import dot

    done = {path: svg for path, svg in (drawn or {}).items() if path in plan.drawings}
    by_dot = {
        f"{path.removesuffix('.svg')}.dot": text
        for path, text in plan.drawings.items()
        if path not in done
    }
    done |= dot.svg(by_dot) if by_dot else {}
    texts = sorted({**plan.texts, **done}.items())
    for folder in {(plan.root / path).parent for path, _ in texts}:
        folder.mkdir(parents=True, exist_ok=True)
    files.replace({plan.root / path: text for path, text in texts})
    for path in plan.removed:
        (plan.root / path).unlink(missing_ok=True)
        with suppress(OSError):  # it holds something else
            if path.count("/") > 1:
                (plan.root / path).parent.rmdir()


class _Comparison:
    """Collects, path by path, what a plan holds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root.resolve()
        self.lists: dict[str, list[str]] = {k: [] for k in ("new", "other", "same", "old")}
        self.refused: list[Refusal] = []
        self.texts: dict[str, str] = {}
        self.drawings: dict[str, str] = {}

    def text(self, path: str, text: str) -> None:
        """Compare one text with its file, byte for byte."""
        there = self._read(path, text)
        if there is None:
            return
        old, marked = there
        if marked and marked.notes.strip() and not marks.holds_notes(text):
            hint = "give the template its notes lines back, or keep the notes elsewhere"
            self._refuse(path, "holds notes, for which its template has no place", hint)
            return
        fresh = marks.with_notes(text, marked.notes) if marked else text
        if old != fresh:
            self.texts[path] = fresh
        self._sort(path, exists=marked is not None, same=old == fresh)

    def drawing(self, path: str, dot_text: str) -> None:
        """Compare an SVG's mark with the hash of its DOT."""
        there = self._read(path)
        if there is None:
            return
        marked = there[1]
        same = marked is not None and marked.source == marks.dot_hash(dot_text)
        if not same:
            self.drawings[path] = dot_text
        self._sort(path, exists=marked is not None, same=same)

    def leftovers(self, folder: str, wanted: set[str], *, deep: bool) -> None:
        """Find drctl's files in a folder that are no longer wanted."""
        if self._outside(folder):
            return
        for path in _files(self.root, folder, deep=deep):
            if path in wanted or (marked := on_disk.marked(self.root / path)) is None:
                continue
            if marked.edited or marked.notes.strip():
                held = "was edited by hand" if marked.edited else "holds notes written by hand"
                hint = "keep what you need of it elsewhere, then remove the file"
                self._refuse(path, f"is no longer wanted, but {held}", hint)
            else:
                self.lists["old"].append(path)

    def plan(self) -> Plan:
        """What was found."""
        new, other, same, old = (tuple(sorted(found)) for found in self.lists.values())
        refused = tuple(sorted(self.refused, key=lambda refusal: refusal.path))
        return Plan(self.root, new, other, same, old, refused, self.texts, self.drawings)

    def _read(self, path: str, text: str = "") -> tuple[str, marks.Marked | None] | None:
        """What a path holds, ("", None) for nothing; None when it is refused."""
        file = self.root / path
        if self._outside(path):
            self._refuse(path, "leads out of the workspace through a link", "remove the link")
        elif file.is_symlink():
            self._refuse(path, "is a link", "remove the link; drctl writes the file itself")
        elif not file.exists():
            blocker = next((p for p in file.parents if p.exists()), self.root)
            if blocker.is_dir():
                return "", None
            self._refuse(path, f'"{blocker.name}" is no folder', "rename that file")
        elif not file.is_file():
            self._refuse(path, "is no file", "rename it")
        elif (marked := on_disk.marked(file)) is None:
            self._refuse(path, "was not written by drctl", "rename it, or remove it if it is old")
        elif marked.edited:
            hint = (
                "copy what you and others wrote (the notes too) elsewhere, remove the file, build "
                "again, and put it between the notes lines"
                if path.endswith(".md")
                else "remove it and build again; the model is the place for changes"
            )
            edits = _edits(path, file.read_bytes().decode(), text) if text else ()
            self._refuse(path, "was edited by hand outside its notes", hint, edits)
        else:
            return file.read_bytes().decode(), marked
        return None

    def _outside(self, path: str) -> bool:
        return not (self.root / path).resolve().is_relative_to(self.home)

    def _refuse(self, path: str, reason: str, hint: str, edits: tuple[str, ...] = ()) -> None:
        self.refused.append(Refusal(path, reason, hint, edits))

    def _sort(self, path: str, *, exists: bool, same: bool) -> None:
        self.lists["same" if same else "other" if exists else "new"].append(path)


def _edits(path: str, there: str, text: str) -> tuple[str, ...]:
    """What people changed in a page, as a diff; the mark and the notes are left out."""
    fresh = marks.with_notes(text, marks.likely_notes(there))
    old, new = ([x for x in t.splitlines() if not marks.is_mark(x)] for t in (fresh, there))
    names = (f"{path} (drctl)", f"{path} (edited)")
    return tuple(difflib.unified_diff(old, new, *names, lineterm="", n=1))


def _folder(path: str) -> str:
    """The folder of drctl's in which a path lies; beside `mkdocs/docs` others build sites."""
    return "mkdocs/docs" if path.startswith("mkdocs/") else path.partition("/")[0]


def _files(root: Path, folder: str, *, deep: bool) -> Iterator[str]:
    place = root / folder
    for file in sorted(place.iterdir()) if place.is_dir() else ():
        path = f"{folder}/{file.name}"
        if file.is_symlink():
            continue
        if deep and file.is_dir():
            yield from _files(root, path, deep=True)
        elif file.suffix in SUFFIXES and file.is_file():
            yield path
