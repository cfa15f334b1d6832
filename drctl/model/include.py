"""Which files a workspace has: the first one and what `include` brings in."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

from drctl.finding import Finding, Place
from drctl.model.errors import error
from drctl.model.model import File
from drctl.model.parse import parse
from drctl.model.source import Map, Seq, Source
from drctl.model.tree import Tree

BASELINE_FILE = "drctl-baseline.yaml"
"""Lies beside the first file and is no part of the model, whatever pattern matches it."""


def read_all(
    path: FilePath, tree: Tree, known: Iterable[File] = ()
) -> tuple[list[File], list[Finding]]:
    """Read a workspace's files, each once.

    Args:
        path: the first file.
        tree: where the files are.
        known: files without errors; where the same text stands in the same place, nothing is
            parsed again.

    Returns:
        The files that could be read, the first one first, then in the order of the includes
        (globs in alphabetical order), and everything wrong with includes and syntax.
    """
    first = tree.resolved(path)
    reading = _Reading(first.parent, tree, known)
    reading.file(first, None)
    return reading.files, reading.findings


class _Reading:
    def __init__(self, root: FilePath, tree: Tree, known: Iterable[File]) -> None:
        self.root = root
        self.tree = tree
        self.known = {file.source.shown: file for file in known}
        self.files: list[File] = []
        self.findings: list[Finding] = []
        self.open: list[FilePath] = []
        self.done: set[FilePath] = set()

    def file(self, path: FilePath, named_at: Place | None) -> None:
        """Read one file and what it includes."""
        shown = shown_path(path)
        try:
            content = self.tree.read(path)
        except OSError as problem:
            reason = problem.strerror or str(problem)
            what = f"{shown} cannot be read: {reason.lower()}"
            self.findings.append(error("unreadable-file", what, named_at or Place(shown, 1, 1)))
            return
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            self.findings.append(_no_utf_8(shown, content, problem.start))
            return
        self.done.add(path)
        file = self._read(Source(path.relative_to(self.root).as_posix(), text, shown))
        if file is None:
            return
        self.files.append(file)
        self.open.append(path)
        for pattern, place in _patterns(file.top):
            self._include(path, pattern, place)
        self.open.pop()

    def _read(self, source: Source) -> File | None:
        known = self.known.get(source.shown)
        if known and (known.source.path, known.source.text) == (source.path, source.text):
            return known
        top, findings = parse(source, source.text)
        self.findings += findings
        return None if top is None else File(source, top)

    def _include(self, by: FilePath, pattern: str, place: Place) -> None:
        reach = FilePath(os.path.normpath(by.parent / pattern))
        if not reach.is_relative_to(self.root):
            hint = "a path goes from this file and stays in the folder of the first one"
            self._refuse(f'"{pattern}" leaves the workspace {self._here()}', place, hint)
            return
        matched = sorted(
            by.parent / name
            for name in self.tree.matched(by.parent, pattern)
            if self.tree.is_file(by.parent / name)
        )
        if glob.has_magic(pattern):
            no_part = (by, self.root / BASELINE_FILE)
            matched = [p for p in matched if self.tree.resolved(p) not in no_part]
        if not matched:
            folder = pattern.rstrip("/") if self.tree.is_dir(reach) else ""
            hint = f'for the files in it write "{folder}/*.yaml"' if folder else ""
            self._refuse(f'"{pattern}" matches no file beside {by.name}', place, hint)
        for path in matched:
            self._bring(path, pattern, place)

    def _bring(self, path: FilePath, pattern: str, place: Place) -> None:
        real = self.tree.resolved(path)
        if not real.is_relative_to(self.root):
            what = f'"{pattern}" leaves the workspace {self._here()}: {path.name} lies outside'
            self._refuse(what, place)
        elif real in self.open:
            circle = [*self.open[self.open.index(real) :], real]
            told = " includes ".join(p.relative_to(self.root).as_posix() for p in circle)
            self._refuse(f"{told}: that goes round in a circle", place)
        elif real not in self.done:
            self.file(real, place)

    def _here(self) -> str:
        return f"({self.root.name}/)"

    def _refuse(self, what: str, place: Place, hint: str = "") -> None:
        self.findings.append(error("include", what, place, hint))


def _patterns(top: Map) -> Iterator[tuple[str, Place]]:
    """The texts under `include`; another shape there is an error of the validation."""
    patterns = top.get("include")
    if isinstance(patterns, Seq):
        for i, pattern in enumerate(patterns):
            if isinstance(pattern, str):
                yield pattern, patterns.place(i)


def _no_utf_8(shown: str, content: bytes, start: int) -> Finding:
    before = content[:start].decode("utf-8-sig", errors="replace").split("\n")
    place = Place(shown, len(before), len(before[-1]) + 1)
    what = f"{shown} is not UTF-8 text: byte 0x{content[start]:02x} stands here"
    return error("unreadable-file", what, place, "save the file as UTF-8")


def shown_path(path: FilePath) -> str:
    """A file's path as messages name it: seen from the current folder."""
    return FilePath(os.path.relpath(path)).as_posix()
