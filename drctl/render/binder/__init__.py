"""The binder: all that one hands to people on paper, as Typst, which `printing` makes a PDF of.

Its texts don't depend on how pictures are drawn; what they are made from has one hash, by which a
binder is known to be fresh without printing it again.
"""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from drctl.render import marks
from drctl.render.binder import evidence, people
from drctl.render.binder.markdown import Surroundings, read
from drctl.render.binder.words import Typst, page, shown, string
from drctl.render.site.markdown_pages import whole
from drctl.render.site.sources import Sources
from drctl.render.templates import folder

FILE = "binder.pdf"
_INDEX = "runbooks/README.md"
_OVERVIEW = "diagrams/overview.svg"
_STYLE = "binder.typ"
_PARTS = ("cover", "evidence", "index", "runbooks", "diagrams", "contacts")


@dataclass(frozen=True, slots=True)
class Binder:
    """Typst by path below its root (`main.typ` is the whole), and the pictures that it shows.

    `source` is the hash of all of it.
    """

    source: str
    texts: Mapping[str, str]
    pictures: tuple[str, ...]


def binder(sources: Sources, dots: Mapping[str, str], today: datetime.date) -> Binder:
    """The binder of a model.

    Args:
        sources: the answers and the runbooks; drawn pictures are not asked for.
        dots: the DOT of all pictures by path.
        today: the day by which acceptances are judged.

    Returns:
        Its texts; the same model gives the same bytes. Linear in the size of the runbooks.
    """
    known = {f"{path.removesuffix('.dot')}.svg" for path in dots}
    reading = _Reading(sources, known)
    texts = {_STYLE: (folder() / "binder" / _STYLE).read_text(encoding="utf-8")}
    texts |= reading.runbooks()
    texts["index.typ"] = reading.index()
    texts["diagrams.typ"] = reading.diagrams()
    texts["evidence.typ"] = page("evidence.typ", **evidence.facts(sources, reading.label_of))
    texts["contacts.typ"] = page("contacts.typ", **people.facts(sources, reading.label_of))
    cover = evidence.cover(sources, today)
    drawn = [marks.dot_hash(dots[f"{p.removesuffix('.svg')}.dot"]) for p in reading.pictures]
    texts["cover.typ"] = page("cover.typ", **cover, hash="")
    source = _hash([*(f"{path}\n{text}" for path, text in sorted(texts.items())), *drawn])
    texts["cover.typ"] = page("cover.typ", **cover, hash=source[:16])
    title = f"{sources.model.title}: disaster recovery binder"
    texts["main.typ"] = page(
        "main.typ", title=title, estate=sources.model.title, hash=source, parts=_PARTS
    )
    return Binder(source, texts, tuple(reading.pictures))


def _hash(texts: list[str]) -> str:
    found = hashlib.sha256()
    for text in texts:
        found.update(hashlib.sha256(text.encode()).digest())
    return found.hexdigest()


class _Reading:
    """The runbooks' Markdown, read; notes what they show."""

    def __init__(self, sources: Sources, known: set[str]) -> None:
        self.sources = sources
        self.known = known
        self.pictures: dict[str, None] = {}
        self.stems = {f.name: f.stem for f in sources.facts if f.header.kind != "scenario"}

    def label(self, path: str) -> str:
        """The place of a page, "" when the binder doesn't hold it."""
        if path == _INDEX:
            return "runbooks"
        return PurePosixPath(path).stem if path in self.sources.runbooks else ""

    def label_of(self, name: str) -> str:
        """The place of a component's runbook; one that is nowhere when it has none."""
        return self.stems.get(name, "nowhere")

    def runbooks(self) -> dict[str, str]:
        """The pages of runbooks by path, and the list of them."""
        texts = {}
        names = [PurePosixPath(p).stem for p in self.sources.runbooks if p != _INDEX]
        for name in names:
            path = f"runbooks/{name}.md"
            around = Surroundings(path, self.label, self.figure, below=1)
            found = read(self._whole(path), around)
            texts[f"runbooks/{name}.typ"] = page("runbook.typ", label=name, page=found)
        return texts | {"runbooks.typ": page("runbooks.typ", names=names)}

    def index(self) -> str:
        """The index by symptom and alert, with page numbers."""
        around = Surroundings(_INDEX, self.label, self._elsewhere, below=0, numbered=True)
        found = read(self._whole(_INDEX), around)
        return page("index.typ", label="runbooks", page=found)

    def diagrams(self) -> str:
        """The overview, and where the other pictures stand."""
        shown = [(f.title, f.stem) for f in self.sources.facts if f.stem in self.shown_on]
        title = f"{self.sources.model.title}: overview"
        figures = [Typst(self.figure(_OVERVIEW, title))] if _OVERVIEW in self.known else []
        return page("diagrams.typ", figures=figures, elsewhere=shown)

    def figure(self, path: str, title: str) -> str:
        """A picture of a page, "" when there is none."""
        if path not in self.known:
            return ""
        self.pictures[path] = None
        return f"#picture({string(path)}, {string(title)})"

    def _elsewhere(self, path: str, title: str) -> str:
        """Where the overview stands."""
        return f"#goto-page({string('diagrams')})[{shown(title)}]" if path == _OVERVIEW else ""

    @property
    def shown_on(self) -> set[str]:
        """The stems of the runbooks whose pictures are shown."""
        stems = {PurePosixPath(path).stem.removeprefix("neighbourhood-") for path in self.pictures}
        return {f.stem for f in self.sources.facts if f.name in stems or f.stem in stems}

    def _whole(self, path: str) -> str:
        return whole(self.sources.runbooks[path], self.sources.kept.get(path, ""))
