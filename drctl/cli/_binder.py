"""`drctl build pdf`: the binder beside the first file of the model."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from drctl import files
from drctl.cli._workspace import stop

if TYPE_CHECKING:
    from drctl.render.binder import Binder
    from drctl.render.build import Built

_REASONS = {"missing": "is missing", "stale": "is stale", "foreign": "was not written by drctl"}
_LATER = re.compile(r"binder-[0-9]+\.pdf")
_LEFT_OVER = "is no longer wanted"


def need_printer() -> None:
    """Exit with 2, saying how to get it, when what prints PDF is not installed."""
    from drctl.render.binder.printing import HOW, installed

    if not installed():
        stop(2, f"the PDF needs the package typst; {HOW}")


def stale(root: Path, binder: "Binder | None") -> dict[str, str]:
    """Each volume's file with what is wrong with it, "" for nothing.

    Volumes that drctl wrote and that are no longer wanted are among them.
    """
    if binder is None:
        return {}
    from drctl.render.binder.printing import standing

    wanted = {v.file: standing(root / v.file, binder.source) for v in binder.volumes}
    found = {file: _REASONS.get(state, "") for file, state in wanted.items()}
    for file in sorted(root.glob("binder-*.pdf")):
        known = file.name in found or not _LATER.fullmatch(file.name)
        if not known and standing(file, binder.source) != "foreign":
            found[file.name] = _LEFT_OVER
    return found


def printed(root: Path, built: "Built", stale: Mapping[str, str]) -> dict[str, bytes]:
    """The volumes that are not fresh, printed; nothing is written yet.

    Exits with 2 when a file in the way is not drctl's, or something cannot be drawn or printed.
    """
    if built.binder is None:
        return {}
    from drctl.render.binder.printing import PrintingError, pdf
    from drctl.render.dot import DrawingError

    for file, reason in stale.items():
        if reason == _REASONS["foreign"]:
            stop(2, f"{root / file} {reason}; rename it, nothing was written")
    volumes = [v for v in built.binder.volumes if stale[v.file]]
    try:
        drawn = _drawn(root, built) if volumes else {}
        return {volume.file: pdf(volume, drawn) for volume in volumes}
    except (DrawingError, PrintingError) as problem:
        stop(2, str(problem))


def _drawn(root: Path, built: "Built") -> dict[str, str]:
    from drctl.render import on_disk

    assert built.binder is not None
    wanted = {f"{path.removesuffix('.svg')}.dot" for path in built.binder.pictures}
    missing = {p: built.dots[p] for p in wanted if f"{p[:-4]}.svg" not in built.drawn}
    return {**built.drawn, **on_disk.drawn(root, missing)}


def write(root: Path, binder: "Binder | None", volumes: Mapping[str, bytes]) -> None:
    """Put printed volumes in place, remove those that are no longer wanted, and say so."""
    if binder is None:
        return
    files.replace({root / file: content for file, content in volumes.items()})
    for file, reason in stale(root, binder).items():
        if reason == _LEFT_OVER:
            (root / file).unlink(missing_ok=True)
            print(f"{file}: removed")
    for volume in binder.volumes:
        print(f"{volume.file}: {'written' if volume.file in volumes else 'unchanged'}")
