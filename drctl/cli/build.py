"""`drctl build`."""

import datetime
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from drctl import collector, files
from drctl.cli._color import wants_color
from drctl.cli._notes import read_notes
from drctl.cli._today import TodayOption, day_of
from drctl.cli._workspace import ModelOption, assessed, first_file, loaded, stop

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.model.redact import Redaction
    from drctl.render.build import Built
    from drctl.render.write import Plan

EXAMPLES = ("drctl build", "drctl build runbooks --check")
MOST_EDITS = 40
"""Lines of a diff that are shown of one file which is refused."""
_STYLES = {"-": "31", "+": "32", "@": "36"}


def command(
    parts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PART",
            help="runbooks, diagrams, site, mkdocs, pdf; the first three without it.",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Write nothing; exit with 1 when anything is stale (alone: not site, pdf).",
        ),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="As --check, and show what would change.")
    ] = False,
    bundle: Annotated[
        Path | None,
        typer.Option("--bundle", metavar="FILE", help="Write the site as one HTML file too."),
    ] = None,
    redact: Annotated[
        bool,
        typer.Option(
            "--redact",
            help="The site without phones, account ids, endpoints and commands' parameters.",
        ),
    ] = False,
    today: TodayOption = None,
    model: ModelOption = None,
) -> None:
    """Write the runbooks, diagrams and site, and the PDF.

    The PDF (`drctl build pdf`) is all of it as a binder for paper. The same model gives the same
    bytes. Text between the notes marks of a runbook is kept; other edits are never overwritten.
    Pages and pictures that are no longer wanted are removed.
    """
    from drctl.cli import _binder
    from drctl.render import record
    from drctl.render.build import COMMITTED, PARTS, SHOWN, UNASKED
    from drctl.render.write import plan as planned

    wanted = parts or (COMMITTED if check or diff else UNASKED)
    for part in wanted:
        if part not in PARTS:
            stop(2, f'drctl builds no "{part}"; it builds {", ".join(PARTS[:-1])} and {PARTS[-1]}')
    if bundle is not None and (check or diff):
        stop(2, "--check and --diff write nothing; leave out --bundle")
    if bundle is not None and "site" not in wanted:
        stop(2, "--bundle is the site in one file: drctl build site --bundle FILE")
    if redact and not set(wanted) <= {*SHOWN}:
        stop(2, "only site and mkdocs can be for the public: drctl build site --redact")
    if "pdf" in wanted and not (check or diff):
        _binder.need_printer()
    day = day_of(today)
    first = first_file(model).resolve()
    asked = (*wanted, "--redact") if redact else wanted
    whole = bundle is not None or "pdf" in wanted
    if not whole and (count := record.unchanged(first.parent, asked, str(day))) is not None:
        _say_same(count, first.parent, check=check or diff, site="site" in wanted)
        return
    noted = record.Noting()
    assessment = assessed(loaded(first_file(model), noted))
    if {*SHOWN} & {*wanted}:
        read_notes(assessment.model)
    redaction = None
    if redact:
        assessment, redaction = _redacted(assessment)
    root = assessment.model.root or Path.cwd()
    wait = files.one_at_a_time(root, lambda: print("waiting for another build", file=sys.stderr))
    # What was built stays until it is written.
    with wait, collector.resting():
        built = _built(assessment, wanted, root, day, redaction)
        plan = planned(root, built.texts)
        stale = _binder.stale(root, built.binder)
        if diff:
            _show(plan)
            for refusal in plan.refused:
                _print(refusal.edits, sys.stdout)
        if check or diff:
            _say_stale(plan, stale)
        else:
            printed = _binder.printed(root, built, stale)
            if built.texts:
                _write(plan, built.drawn)
                all_of_it = (*plan.created, *plan.changed, *plan.unchanged)
                record.keep(root, asked, str(day), noted, all_of_it)
            _binder.write(root, built.binder, printed)
            if bundle is not None:
                _write_bundle(built.texts, bundle)
            if "site" in wanted:
                _say_open(root)


def _say_same(count: int, root: Path, *, check: bool, site: bool) -> None:
    if check:
        print(f"{count} files are fresh")
        return
    print(f"0 written, 0 changed, 0 removed, {count} unchanged")
    if site:
        _say_open(root)


def _say_open(root: Path) -> None:
    print(f"open {(root / 'site' / 'index.html').resolve().as_uri()}")


def _redacted(assessment: "Assessment") -> "tuple[Assessment, Redaction]":
    from drctl.assessment import Assessment
    from drctl.model.redact import Redaction

    redaction = Redaction(assessment.model)
    return Assessment(redaction.model()), redaction


def _built(
    assessment: "Assessment",
    parts: Sequence[str],
    root: Path,
    day: datetime.date,
    redaction: "Redaction | None" = None,
) -> "Built":
    from drctl.render.build import build
    from drctl.render.dot import DrawingError
    from drctl.render.templates import TemplateError

    try:
        return build(assessment, parts, root, day, redaction)
    except (DrawingError, TemplateError) as problem:
        stop(2, str(problem))


def _write_bundle(texts: Mapping[str, str], file: Path) -> None:
    from drctl.render.bundle import bundle

    inside = "site/"
    site = {p.removeprefix(inside): t for p, t in texts.items() if p.startswith(inside)}
    try:
        files.replace({file.resolve(): bundle(site)})
    except OSError as problem:
        stop(2, f"{file} cannot be written: {problem.strerror or problem}")
    print(f"{file}: the site in one file")


def _show(plan: "Plan") -> None:
    from drctl.render.difference import difference

    _print(difference(plan), sys.stdout)


def _print(lines: Iterable[str], to: TextIO) -> None:
    """Print the lines of a diff."""
    from drctl.reports import plain

    color = wants_color(to)
    for line in lines:
        style = _STYLES.get(line[:1], "") if color and line[:3] not in ("---", "+++") else ""
        text = "\t".join(map(plain, line.split("\t")))  # a patch needs its tabs
        print(f"\x1b[{style}m{text}\x1b[0m" if style else text, file=to)


def _say_stale(plan: "Plan", binder: "Mapping[str, str]") -> None:
    worn = [(path, reason) for path, reason in binder.items() if reason]
    if plan.fresh and not worn:
        fresh = len(plan.unchanged) + len(binder)
        print("1 file is fresh" if fresh == 1 else f"{fresh} files are fresh")
        return
    stale = [
        *worn,
        *((path, "is missing") for path in plan.created),
        *((path, "is stale") for path in plan.changed),
        *((path, "is no longer wanted") for path in plan.removed),
        *((refusal.path, refusal.reason) for refusal in plan.refused),
    ]
    for path, what in sorted(stale):
        print(f"{path}: {what}")
    number = "1 file is" if len(stale) == 1 else f"{len(stale)} files are"
    how = " pdf" if worn and len(stale) == len(worn) else ""
    print(f"{number} not what drctl writes today; run drctl build{how}", file=sys.stderr)
    raise typer.Exit(1)


def _write(plan: "Plan", drawn: dict[str, str]) -> None:
    from drctl.render import write
    from drctl.render.dot import DrawingError

    for refusal in plan.refused:
        print(f"error: {refusal}\n  hint: {refusal.hint}", file=sys.stderr)
        _print(refusal.edits[:MOST_EDITS], sys.stderr)
        if more := len(refusal.edits[MOST_EDITS:]):
            print(f"  and {more} more lines; drctl build --diff shows all", file=sys.stderr)
    if plan.refused:
        stop(2, "nothing was written")
    try:
        write.apply(plan, drawn)
    except DrawingError as problem:
        stop(2, str(problem))
    print(
        f"{len(plan.created)} written, {len(plan.changed)} changed, {len(plan.removed)} removed, "
        f"{len(plan.unchanged)} unchanged"
    )
