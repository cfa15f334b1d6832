"""`drctl audit`."""

import sys
from dataclasses import replace
from functools import partial
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl import files
from drctl.cli import _audited, _baseline, _fix, _patch, _watch
from drctl.cli._answer import JsonOption, width
from drctl.cli._color import wants_color
from drctl.cli._repository import repository
from drctl.cli._today import TodayOption, day_of
from drctl.cli._workspace import ModelOption, loaded, stop

if TYPE_CHECKING:
    from drctl.audit.evidence import Evidence
    from drctl.audit.report import Report
    from drctl.finding import Severity

EXAMPLES = ("drctl audit --exit-zero", "drctl audit --fail-on critical --json --exit-zero")


def command(
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            metavar="FORMAT[=PATH]",
            help="text, concise, json, sarif, junit, github or markdown; may be repeated.",
        ),
    ] = None,
    json: JsonOption = False,
    fail_on: Annotated[
        str | None, typer.Option(metavar="SEVERITY", help="Overrides the policy's fail_on.")
    ] = None,
    show_accepted: Annotated[
        bool | None,
        typer.Option(
            "--show-accepted/--hide-accepted",
            show_default=False,
            help="Show what does not count too, or nowhere; json, sarif and junit show it anyway.",
        ),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV", help="Only what is new or has worsened since this git revision counts."
        ),
    ] = None,
    trust: Annotated[
        bool,
        typer.Option(
            "--trust-new-acceptances",
            help="With --since: acceptances and settings of the change itself count.",
        ),
    ] = False,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="Findings that do not count; drctl-baseline.yaml beside dr.yaml by default.",
        ),
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Put all that counts into the baseline.")
    ] = False,
    prune_baseline: Annotated[
        bool, typer.Option("--prune-baseline", help="Take what is gone out of the baseline.")
    ] = False,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="Take out what covers nothing, add the schema line, sort the baseline."
        ),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="With --fix: show only what would be written.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Audit again whenever the model changes.")
    ] = False,
    drift: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="Tell beside the findings what `drctl drift --json` has found.",
        ),
    ] = None,
    today: TodayOption = None,
    model: ModelOption = None,
) -> None:
    """Find the risks in the model.

    Exits with 1 when a finding that nobody accepted is at or above the policy's `fail_on`, or the
    baseline holds what is gone. With `--since`, only what the change brings counts: the model is
    compared with that of the last commit that HEAD and the revision share (docs/audit.md). With
    `--fix --diff` it exits with 1 when something would be mended.
    """
    outputs = _outputs([*(output or []), *(["json"] if json else [])] or ["text"])
    _compatible(since, trust, write_baseline, prune_baseline)
    _changes_files(fix, diff, watch, write_baseline, prune_baseline, bool(output or json))
    asked = _audited.Asked(
        _severity(fail_on), since, trust, baseline, today, writes_baseline=write_baseline
    )
    seen = _evidence(drift)
    day_of(today)  # a wrong one is told before anything is read
    if watch:
        show = partial(_shown, _watchable(outputs), show_accepted)
        _watch.forever(asked, model, lambda report: show(replace(report, evidence=seen)))
    audited = _audited.audited(asked, loaded(model))
    if fix:
        fixes = _fix.planned(audited.model, audited.report, audited.known)
        if diff:
            _patch.show(fixes.changes)
            raise typer.Exit(1 if fixes.changes and not exit_zero else 0)
        if fixes.changes:
            _patch.write(audited.model, fixes.changes, "nothing is mended")
        _fix.told(fixes)
        if fixes.changes:
            audited = _audited.audited(asked, loaded(model))
    report = audited.report
    if write_baseline:
        report = audited.again(_baseline.write(audited.place, report, audited.known))
    elif prune_baseline:
        report = audited.again(_baseline.prune(audited.place, report, audited.known))
    _write(replace(report, evidence=seen), outputs, show_accepted)
    if report.failed and not exit_zero:
        raise typer.Exit(1)


def _evidence(path: Path | None) -> "Evidence | None":
    from drctl.audit.evidence import evidence

    if path is None:
        return None
    try:
        found = evidence(path.read_text(encoding="utf-8"))
    except OSError as problem:
        stop(2, f"{path} cannot be read: {problem.strerror}")
    except UnicodeDecodeError:
        found = None
    if found is None:
        stop(2, f"{path} is not what `drctl drift --json` prints")
    return found


def _compatible(since: str | None, trust: bool, write: bool, prune: bool) -> None:
    if trust and since is None:
        stop(2, "--trust-new-acceptances goes with --since: without it all acceptances count")
    if write and prune:
        stop(2, "--write-baseline takes out what is gone too; leave out --prune-baseline")
    if write and since is not None:
        stop(2, "--write-baseline takes in all that counts; leave out --since")


def _changes_files(
    fix: bool, diff: bool, watch: bool, write: bool, prune: bool, outputs: bool
) -> None:
    if diff and not fix:
        stop(2, "--diff goes with --fix: it shows what that would write")
    if diff and outputs:
        stop(2, "--diff prints a diff; leave out --output and --json")
    if fix and write:
        stop(2, "--fix and --write-baseline change the baseline both; run one after the other")
    if fix and prune:
        stop(2, "--fix takes what is gone out of the baseline too; leave out --prune-baseline")
    if watch and (fix or write or prune):
        word = "--fix" if fix else "--write-baseline" if write else "--prune-baseline"
        stop(2, f"--watch only looks; run {word} without it")


def _watchable(outputs: list[tuple[str, Path | None]]) -> str:
    """The one format that `--watch` shows again and again."""
    (name, path), *others = outputs
    if others or path is not None or name not in ("text", "concise"):
        stop(2, "--watch shows text or concise on standard output, and nothing else")
    return name


def _outputs(words: list[str]) -> list[tuple[str, Path | None]]:
    from drctl.reports import ALL

    outputs: list[tuple[str, Path | None]] = []
    for word in words:
        name, equals, path = word.partition("=")
        if name not in ALL:
            stop(2, f'no format is called "{name}"; the formats are {", ".join(sorted(ALL))}')
        if equals and not path:
            stop(2, f'"{word}" names no file after the =')
        outputs.append((name, Path(path) if path else None))
    if sum(path is None for _, path in outputs) > 1:
        stop(2, "only one format can go to standard output; write FORMAT=PATH for the others")
    written = [Path(realpath(path)) for _, path in outputs if path is not None]
    if twice := next((path for path in written if written.count(path) > 1), None):
        stop(2, f"two formats would be written to {twice.name}; each needs its own file")
    return outputs


def _severity(word: str | None) -> "Severity | None":
    from drctl.finding import Severity

    if word is None:
        return None
    words = [s.word for s in Severity]
    if word not in words:
        stop(2, f'--fail-on must be one of {", ".join(words)}, not "{word}"')
    return Severity.of(word)


def _write(
    report: "Report", outputs: list[tuple[str, Path | None]], accepted: bool | None
) -> None:
    """Files first, so that what is printed stands for all of them."""
    from drctl.reports import ALL

    here = repository()
    texts: dict[Path, str] = {}
    for name, path in outputs:
        if path is not None:
            texts[path] = ALL[name](report, accepted=accepted, repository=here)
    # A link stays one: what it names is replaced.
    named = {Path(realpath(path)): path for path in texts if not _is_stream(path)}
    try:
        files.replace({file: texts[path] for file, path in named.items()})
        for path in texts.keys() - named.values():
            path.write_text(texts[path], encoding="utf-8")
    except OSError as problem:
        shown = named.get(Path(problem.filename), problem.filename)
        stop(2, f"{shown} cannot be written: {problem.strerror}")
    for name, path in outputs:
        if path is None:
            sys.stdout.write(_shown(name, accepted, report))


def _shown(name: str, accepted: bool | None, report: "Report") -> str:
    from drctl.reports import ALL

    color = wants_color(sys.stdout)
    return ALL[name](
        report, color=color, accepted=accepted, width=width(), repository=repository()
    )


def _is_stream(path: Path) -> bool:
    """Whether something else than a file stands there, such as `/dev/stderr`: it is kept."""
    return path.exists() and not path.is_file()
