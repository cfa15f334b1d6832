"""What must hold between the files of a workspace: one language, names declared once."""

from collections.abc import Iterator

from drctl.finding import Finding
from drctl.model.errors import error
from drctl.model.language.estate import Document
from drctl.model.model import SECTIONS, File
from drctl.model.source import Map

LANGUAGE = 1
_FIRST_ONLY = ("name", "title", "policy")


def between(files: list[File], documents: list[Document]) -> Iterator[Finding]:
    """The errors between files.

    Args:
        files: all of them, the first one first.
        documents: what each says, without what is wrong in its shape.
    """
    yield from _versions(files, documents)
    yield from _first_only(files)
    yield from _twice(files)


def _versions(files: list[File], documents: list[Document]) -> Iterator[Finding]:
    first = documents[0].drctl
    if first is None and "drctl" not in files[0].top:
        what = f"the first file must say which language it speaks: drctl: {LANGUAGE}"
        yield error("language-version", what, files[0].source.place(0, 0))
    for file, document in zip(files, documents, strict=True):
        if document.drctl is not None and document.drctl != LANGUAGE:
            what = f"this drctl reads language version {LANGUAGE}, not {document.drctl}"
            hint = "a newer drctl may read it" if document.drctl > LANGUAGE else ""
            yield error("language-version", what, file.top.place("drctl", "value"), hint)


def _first_only(files: list[File]) -> Iterator[Finding]:
    for file in files[1:]:
        for key in _FIRST_ONLY:
            if key in file.top:
                what = f'"{key}" stands in the first file only, {files[0].source.shown}'
                yield error("misplaced-key", what, file.top.place(key))


def _twice(files: list[File]) -> Iterator[Finding]:
    """Names that two files declare, or two sections, also when only letter case differs."""
    for section in SECTIONS:
        if section in ("domains", "providers", "services"):
            continue
        yield from _collisions(files, (section,))
    yield from _collisions(files, ("domains", "providers", "services"))


def _collisions(files: list[File], sections: tuple[str, ...]) -> Iterator[Finding]:
    seen: dict[str, tuple[str, str, Map]] = {}
    files_of_their_own = len(sections) > 1 or sections == ("scenarios",)
    for file in files:
        for section in sections:
            entries = file.top.get(section)
            if not isinstance(entries, Map):
                continue
            for name in entries:
                folded = name.casefold() if files_of_their_own else name
                if folded not in seen:
                    seen[folded] = (name, section, entries)
                    continue
                other, other_section, holder = seen[folded]
                first = holder.place(other, note="declared here already")
                same = "" if other == name else " (letter case makes no difference)"
                what = f'"{name}" is already declared at {first}{same}'
                again = section == other_section and name == other
                rule = "duplicate-key" if again else "duplicate-name"
                yield error(rule, what, (entries.place(name), first))
