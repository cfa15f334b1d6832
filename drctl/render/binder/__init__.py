"""The binder: all that one hands to people on paper, as Typst, which `printing` makes PDF of.

Its texts don't depend on how pictures are drawn; what they are made from has one hash, by which a
binder is known to be fresh without printing it again. Printing takes memory by the page: a large
estate's binder has several volumes, and what stands in another one is told with its number.
"""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from drctl.render import marks
from drctl.render.binder import evidence, people
from drctl.render.binder.markdown import Surroundings, read
from drctl.render.binder.words import STYLE, Typst, page, shown, string, style
from drctl.render.site.markdown_pages import whole
from drctl.render.site.sources import Sources

VOLUME = 100
"""Runbooks in one volume."""

_INDEX = "runbooks/README.md"
_OVERVIEW = "diagrams/overview.svg"


@dataclass(frozen=True, slots=True)
class Volume:
    """One PDF: Typst by path below its root (`main.typ` is the whole), and what it shows."""

    file: str
    title: str
    texts: Mapping[str, str]
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Binder:
    """The volumes, the first with all but the other runbooks; `source` is the hash of it all."""

    source: str
    volumes: tuple[Volume, ...]

    @property
    def pictures(self) -> tuple[str, ...]:
        """The pictures of all volumes."""
        return tuple(dict.fromkeys(p for volume in self.volumes for p in volume.pictures))


def binder(sources: Sources, dots: Mapping[str, str], today: datetime.date) -> Binder:
    """The binder of a model.

    Args:
        sources: the answers and the runbooks; drawn pictures are not asked for.
        dots: the DOT of all pictures by path.
        today: the day by which acceptances are judged.

    Returns:
        Its volumes; the same model gives the same bytes. Linear in the size of the runbooks.
    """
    names = [PurePosixPath(p).stem for p in sources.runbooks if p != _INDEX]
    parts = [names[i : i + VOLUME] for i in range(0, len(names), VOLUME)] or [[]]
    known = frozenset(f"{path.removesuffix('.dot')}.svg" for path in dots)
    reading = [_Volume(sources, known, parts, number) for number in range(1, len(parts) + 1)]
    look = style()
    texts = [each.texts() | {STYLE: look} for each in reading]
    cover = evidence.cover(sources, today) | {"volumes": len(parts)}
    source = _hash(
        [
            *(f"{path}\n{text}" for volume in texts for path, text in sorted(volume.items())),
            str(page("cover.typ", **cover, volume=1, hash="")),
            *(marks.dot_hash(text) for _, text in sorted(dots.items())),
        ]
    )
    volumes = []
    for each, inside in zip(reading, texts, strict=True):
        inside["cover.typ"] = page("cover.typ", **cover, volume=each.number, hash=source[:16])
        inside["main.typ"] = page(
            "main.typ", title=each.title, hash=source, first=each.number == 1
        )
        volumes.append(Volume(each.file, each.title, inside, tuple(each.pictures)))
    return Binder(source, tuple(volumes))


def file_of(number: int) -> str:
    """The name of a volume's file."""
    return "binder.pdf" if number == 1 else f"binder-{number}.pdf"


def _hash(texts: list[str]) -> str:
    found = hashlib.sha256()
    for text in texts:
        found.update(hashlib.sha256(text.encode()).digest())
    return found.hexdigest()


class _Volume:
    """One volume's Markdown, read; notes which pictures it shows."""

    def __init__(
        self, sources: Sources, known: frozenset[str], parts: list[list[str]], number: int
    ) -> None:
        self.sources, self.known, self.number = sources, known, number
        self.names = parts[number - 1]
        self.volume_of = {stem: n for n, part in enumerate(parts, 1) for stem in part}
        self.volume_of["README"] = 1
        self.pictures: dict[str, None] = {}
        self.stems = {f.name: f.stem for f in sources.facts if f.header.kind != "scenario"}
        more = f", volume {number}" if len(parts) > 1 else ""
        self.title = f"{sources.model.title}: disaster recovery binder{more}"
        self.file = file_of(number)

    def texts(self) -> dict[str, str]:
        """All but the cover, which names the hash of all."""
        texts = {f"runbooks/{name}.typ": self._runbook(name) for name in self.names}
        texts["runbooks.typ"] = page("runbooks.typ", names=self.names)
        if self.number == 1:
            texts["index.typ"] = self._index()
            texts["diagrams.typ"] = self._diagrams()
            texts["evidence.typ"] = page(
                "evidence.typ", **evidence.facts(self.sources, self._label_of)
            )
            texts["contacts.typ"] = page(
                "contacts.typ", **people.facts(self.sources, self._label_of)
            )
        return texts

    def _label(self, path: str) -> str:
        """The place of a page, "" when this volume doesn't hold it."""
        stem = PurePosixPath(path).stem
        if path not in self.sources.runbooks or self.volume_of[stem] != self.number:
            return ""
        return "runbooks" if path == _INDEX else stem

    def _elsewhere(self, path: str) -> str:
        """The volume that holds a page, "" when it is this one or none."""
        if path not in self.sources.runbooks or self._label(path):
            return ""
        return f"vol. {self.volume_of[PurePosixPath(path).stem]}"

    def _label_of(self, name: str) -> str:
        """The place of a component's runbook, "" when this volume has none."""
        stem = self.stems.get(name, "")
        return stem if self.volume_of.get(stem) == self.number else ""

    def _runbook(self, name: str) -> str:
        path = f"runbooks/{name}.md"
        around = Surroundings(path, self._label, self._elsewhere, self._figure, below=1)
        return page("runbook.typ", label=name, page=read(self._whole(path), around))

    def _index(self) -> str:
        """The index by symptom and alert, with page numbers."""
        around = Surroundings(_INDEX, self._label, self._elsewhere, self._overview, numbered=True)
        return page("index.typ", label="runbooks", page=read(self._whole(_INDEX), around))

    def _diagrams(self) -> str:
        """The overview, and where the other pictures of this volume stand."""
        shown_in = [
            (f.title, f.stem)
            for f in self.sources.facts
            if self.volume_of[f.stem] == self.number
            and {f"diagrams/neighbourhood-{f.name}.svg", f"diagrams/{f.stem}.svg"}
            & self.pictures.keys()
        ]
        title = f"{self.sources.model.title}: overview"
        return page(
            "diagrams.typ", figure=Typst(self._figure(_OVERVIEW, title)), elsewhere=shown_in
        )

    def _figure(self, path: str, title: str) -> str:
        """A picture of a page, "" when there is none."""
        if path not in self.known:
            return ""
        self.pictures[path] = None
        return f"#picture({string(path)}, {string(title)})"

    def _overview(self, path: str, title: str) -> str:
        """Where the overview stands."""
        return f"#goto-page({string('diagrams')})[{shown(title)}]" if path == _OVERVIEW else ""

    def _whole(self, path: str) -> str:
        return whole(self.sources.runbooks[path], self.sources.kept.get(path, ""))
