"""Keys that begin with `x-`: the language leaves them alone; who knows one asks for it here."""

from dataclasses import dataclass
from typing import Any

from drctl.finding import Finding, Place
from drctl.model.model import File, Index, Model
from drctl.model.parse import parse
from drctl.model.source import Path, Side, Source


@dataclass(frozen=True, slots=True)
class OwnKey:
    """What stands under one such key, anywhere in a model."""

    key: str
    files: tuple[File, ...]
    index: Index

    def at(self, path: Path) -> Any:
        """What stands under the key in the map at a path, as `("services", "web")`, or None."""
        return self.index.node((*path, self.key))

    def place(self, path: Path, side: Side = "key", note: str = "") -> Place:
        """Where the key stands, or something below it; else the nearest parent."""
        return self.index.place(path, side, note)

    def tops(self) -> tuple[File, ...]:
        """The files at whose top the key stands."""
        return tuple(file for file in self.files if self.key in file.top)


def own_key(model: Model, key: str) -> tuple[OwnKey, tuple[Finding, ...]]:
    """Read one such key.

    Args:
        model: a checked model.
        key: as it is written, with its `x-`.

    Returns:
        What stands under it, with places, and what is wrong with how it is written. A key without
        a value has None.

    Notes:
        Reads the files again whose text has the key; a model that has it nowhere costs a search.
    """
    files: list[File] = []
    findings: list[Finding] = []
    for file in model.files:
        again, wrong = _again(file, key) if key in file.source.text else (file, [])
        files.append(again)
        findings += wrong
    return OwnKey(key, tuple(files), Index(files)), tuple(findings)


def _again(file: File, key: str) -> tuple[File, list[Finding]]:
    source = Source(file.source.path, file.source.text, file.source.shown)
    top, wrong = parse(source, file.source.text, key)
    return (file if top is None else File(source, top)), wrong
