"""A drill record put into the model: a new file beside the others, or the list's last item."""

import os
from collections.abc import Mapping
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

from drctl.finding import Finding
from drctl.model.edit import Append, edited, write
from drctl.model.flow import lines
from drctl.model.load import assemble, reload
from drctl.model.model import File, Model
from drctl.model.parse import parse
from drctl.model.source import Source

ORDER = (
    "need",
    "option",
    "scenario",
    "runbook",
    "date",
    "result",
    "recovered_in",
    "by",
    "notes",
    "log",
    "evidence",
)


class NotRecorded(Exception):
    """The record would not be valid; `findings` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Take the errors of the model with the record in it."""
        super().__init__("the record would not be valid")
        self.findings = findings


def text_of(record: Mapping[str, str]) -> str:
    """A model file with one drill in it."""
    return "\n".join(["drctl: 1", "drills:", *lines("-", _ordered(record), 2, spread=True)]) + "\n"


def known(model: Model, log: str) -> str:
    """The file in which the drill of a log is recorded already; "" where none is."""
    for file in model.files:
        if log and any(drill.get("log") == log for drill in file.top.get("drills") or ()):
            return file.source.path
    return ""


def record(model: Model, root: Path, drill: Mapping[str, str]) -> str:
    """Write a drill record.

    Where the estate keeps one drill per file, a new file is made beside them; else the record
    becomes the last item of the list, and all else in that file stays as it is.

    Args:
        model: as it is on the disk.
        root: the workspace's folder.
        drill: the record's keys, as the language has them.

    Returns:
        The file, from the workspace's root.

    Raises:
        NotRecorded: the model with the record in it would have errors; nothing is written.
        CannotEdit: the file cannot be edited safely.
        OSError: it cannot be written.
    """
    folder = _folder(model)
    if folder is not None:
        return _new_file(model, root, folder, drill)
    changes = edited(model, [Append(("drills",), _ordered(drill))])
    found, findings = reload(model, {path: change.after for path, change in changes.items()})
    if found is None:
        raise NotRecorded(findings)
    write(root, changes)
    return next(iter(changes))


def _ordered(drill: Mapping[str, str]) -> dict[str, object]:
    return {key: drill[key] for key in ORDER if drill.get(key)}


def _folder(model: Model) -> Path | None:
    """Where the estate keeps its drills, one per file; None where it does not."""
    alone = [f for f in model.files if set(f.top) <= {"drctl", "drills"} and f.top.get("drills")]
    single = [f for f in alone if len(f.top["drills"]) == 1]
    if not single or len(single) < len(alone):
        return None
    folder = Path(single[-1].source.path).parent
    # Only where some pattern would bring in what is put there.
    return folder if _matched(model, folder / "2000-01-01-a.yaml") else None


def _matched(model: Model, path: Path) -> bool:
    for file in model.files:
        by = Path(file.source.path).parent
        for pattern in file.top.get("include") or ():
            whole = Path(os.path.normpath(by / str(pattern))).parts
            if len(whole) == len(path.parts) and all(map(fnmatch, path.parts, whole)):
                return True
    return False


def _new_file(model: Model, root: Path, folder: Path, drill: Mapping[str, str]) -> str:
    text = text_of(drill)
    stem = f"{drill['date']}-{_slug(drill)}"
    for number in range(1, 1000):
        path = (folder / f"{stem}{'' if number == 1 else f'-{number}'}.yaml").as_posix()
        if (root / path).exists():
            continue
        source = Source(path, text)
        top, wrong = parse(source, text)
        read = [*model.files, *([File(source, top)] if top is not None else [])]
        found, findings = assemble(read, list(wrong), root)
        if found is None:
            raise NotRecorded(findings)
        with suppress(FileExistsError):
            _create(root / path, text)
            return path
    raise FileExistsError(f"{root / folder / stem}-*.yaml")


def _create(file: Path, text: str) -> None:
    """A file that was not there before, whole or not at all."""
    beside = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as out:
            out.write(text.encode())
            out.flush()
            os.fsync(out.fileno())
        os.link(beside, file)
    finally:
        beside.unlink(missing_ok=True)


def _slug(drill: Mapping[str, str]) -> str:
    if drill.get("need"):
        to = f"-to-{drill['option']}" if drill.get("option") else ""
        words = f"{drill['need']}{to}"
    elif drill.get("scenario"):
        words = f"scenario-{drill['scenario']}"
    else:
        words = drill.get("runbook", "drill")
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in words).strip("-")
