"""What an audit may mend by itself: what covers nothing goes, and nothing that counts changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from drctl.audit.baseline import Baseline, comments_of_people, in_order, written
from drctl.audit.pairs import place_of
from drctl.audit.report import Report
from drctl.finding import Place
from drctl.model.edit import CannotEdit, Change, Remove, edited_files, without
from drctl.model.ignores import Ignored
from drctl.model.model import File, Model
from drctl.model.parse import parse
from drctl.model.schema_line import with_line
from drctl.model.source import Seq, Source
from drctl.model.uncomment import uncommented
from drctl.rules import said_of

_UNUSED = "unused-acceptance"


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing that is mended; or that is left, and why."""

    place: Place
    what: str


@dataclass(frozen=True, slots=True)
class Fixes:
    """What may be mended: the changed files, by their paths from the root, and what that is."""

    changes: Mapping[str, Change]
    done: tuple[Fix, ...]
    left: tuple[Fix, ...]


def of_model(model: Model, report: Report, schema: bool) -> Fixes:
    """What may be mended in a model's files.

    Acceptances go that cover nothing, where that is a finding that counts: what is known before
    a change, in the baseline or accepted stays, and so does an acceptance of a rule that the
    policy turns off. The first file gets the line that names its schema.

    Args:
        model: as it was loaded.
        report: its audit.
        schema: whether the schema lies beside the first file.

    Returns:
        The changes; with them the model says the same but for what is gone.

    Notes:
        Costs as much as reading the files that change.
    """
    idle = _idle(model, report)
    kept = {n: f"its comment speaks for {other} too" for n, other in _shared(model, idle).items()}
    comments = {
        place_of(model, n) for n in idle - kept.keys() if isinstance(model.accepted[n], Ignored)
    }
    changes: dict[str, Change] = {}
    done: list[Fix] = []
    start = 0
    for file in model.files:
        items = file.top.get("accepted")
        numbers = range(start, start + (len(items) if isinstance(items, Seq) else 0))
        start = numbers.stop
        text = uncommented(file, comments.__contains__) if comments else file.source.text
        here = [number - numbers.start for number in numbers if number in idle]
        if here:
            why: dict[int, str] = {}
            source = Source(file.source.path, text, file.source.shown)
            text = _without(_read(source), here, len(numbers), why)
            kept |= {numbers.start + item: what for item, what in why.items()}
        if schema and file is model.files[0] and with_line(text) != text:
            text = with_line(text)
            done.append(Fix(file.source.place(0, 0), "the line that names the schema is missing"))
        if text != file.source.text:
            changes[file.source.path] = Change(file.source.text, text)
    done += [Fix(place_of(model, n), _said(model, n)) for n in idle - kept.keys()]
    left = [Fix(place_of(model, n), f"{_said(model, n)}, but {kept[n]}") for n in kept]
    return Fixes(changes, _ordered(done), _ordered(left))


def of_baseline(report: Report, baseline: Baseline, path: str, text: str) -> Fixes:
    """What may be mended in a baseline: what is stale goes, and its lines are sorted.

    Where people have put comments of their own it is not sorted: one may speak for the lines
    below it.

    Args:
        report: the audit with this baseline.
        baseline: as it was read.
        path: under which it is written.
        text: what it holds, without byte order mark.
    """
    stale = {each.entry.fingerprint: each.why for each in report.stale}
    left = [entry for entry in baseline.entries if entry.fingerprint not in stale]
    done = [
        Fix(entry.place, f"the pair of {entry.rule} at {entry.address} is {why}")
        for entry in baseline.entries
        if (why := stale.get(entry.fingerprint))
    ]
    moved = next((two for one, two in pairwise(left) if in_order((one, two))[0] is two), None)
    if comments_of_people(text):
        gone = [i for i, e in enumerate(baseline.entries) if e.fingerprint in stale]
        new = _few(_read(Source(path, text)), "pairs", gone, {}) if gone else text
        moved = None
    else:
        new = written(left) if stale or moved else text
    if moved is not None:
        done.append(Fix(moved.place, "the lines are not in order"))
    changes = {path: Change(text, new)} if new != text else {}
    return Fixes(changes, _ordered(done), ())


def together(one: Fixes, other: Fixes) -> Fixes:
    """The fixes of several files as one."""
    return Fixes({**one.changes, **other.changes}, one.done + other.done, one.left + other.left)


def _idle(model: Model, report: Report) -> set[int]:
    """The acceptances that are to go, by their numbers."""
    told = {
        (found.object, place)
        for found in report.findings
        if found.rule == _UNUSED
        for place in found.places
    }
    # Aliases put several acceptances at one place: the object tells them apart.
    return {
        number
        for number, accepted in enumerate(model.accepted)
        if accepted.rule in report.rules and (accepted.object, place_of(model, number)) in told
    }


def _shared(model: Model, idle: Collection[int]) -> dict[int, str]:
    """Of those in comments the ones that stay, each with another object that needs it."""
    needed = {
        accepted.place: accepted.object
        for number, accepted in enumerate(model.accepted)
        if isinstance(accepted, Ignored) and number not in idle
    }
    return {
        number: needed[accepted.place]
        for number in idle
        if isinstance(accepted := model.accepted[number], Ignored) and accepted.place in needed
    }


def _said(model: Model, number: int) -> str:
    return f"{said_of(model.accepted[number], at=True)} covers nothing"


def _ordered(fixes: Sequence[Fix]) -> tuple[Fix, ...]:
    return tuple(sorted(fixes, key=lambda fix: (fix.place, fix.what)))


def _without(file: File, items: Sequence[int], count: int, why: dict[int, str]) -> str:
    """A file's text without some of its acceptances; why others stay is noted."""
    if len(items) < count:
        return _few(file, "accepted", items, why)
    try:
        # An empty list would be an error.
        return _edited(file, Remove(("accepted",)))
    except CannotEdit as problem:
        why.update(dict.fromkeys(items, problem.what))
        return file.source.text


def _few(file: File, key: str, items: Sequence[int], why: dict[int, str]) -> str:
    """All at once; where one is in the way of others, half of them each, from the back."""
    try:
        if len(items) > 1:
            return without(file, key, items)
        return _edited(file, Remove((key, items[0])))
    except CannotEdit as problem:
        if len(items) == 1:
            why[items[0]] = problem.what
            return file.source.text
    half = len(items) // 2
    text = _few(file, key, items[half:], why)
    read = _read(Source(file.source.path, text, file.source.shown))
    return _few(read, key, items[:half], why)


def _edited(file: File, edit: Remove) -> str:
    return edited_files([file], [edit])[file.source.path].after


def _read(source: Source) -> File:
    top, _ = parse(source, source.text)
    assert top is not None
    return File(source, top)
