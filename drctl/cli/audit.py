"""`drctl audit`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl import files
from drctl.cli._answer import JsonOption
from drctl.cli._color import wants_color
from drctl.cli._today import TodayOption, day_of
from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.audit import Report
    from drctl.finding import Severity

EXAMPLES = ("drctl audit --exit-zero", "drctl audit --fail-on critical --json --exit-zero")


def command(
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output", metavar="FORMAT[=PATH]", help="text, json or sarif; may be repeated."
        ),
    ] = None,
    json: JsonOption = False,
    fail_on: Annotated[
        str | None, typer.Option(metavar="SEVERITY", help="Overrides the policy's fail_on.")
    ] = None,
    show_accepted: Annotated[
        bool, typer.Option("--show-accepted", help="Show accepted findings too.")
    ] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")
    ] = False,
    today: TodayOption = None,
    model: ModelOption = None,
) -> None:
    """Find the risks in the model.

    Exits with 1 when a finding that nobody accepted is at or above the policy's `fail_on`.
    """
    from drctl.audit import audit

    outputs = _outputs([*(output or []), *(["json"] if json else [])] or ["text"])
    threshold, day = _severity(fail_on), day_of(today)
    report = audit(open_assessment(model), today=day, fail_on=threshold)
    for name, path in outputs:
        _write(report, name, path, show_accepted)
    if report.failed and not exit_zero:
        raise typer.Exit(1)


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
    return outputs


def _severity(word: str | None) -> "Severity | None":
    from drctl.finding import Severity

    if word is None:
        return None
    words = [s.word for s in Severity]
    if word not in words:
        stop(2, f'--fail-on must be one of {", ".join(words)}, not "{word}"')
    return Severity.of(word)


def _write(report: "Report", name: str, path: Path | None, accepted: bool) -> None:
    from drctl.reports import ALL

    if path is None:
        sys.stdout.write(ALL[name](report, color=wants_color(sys.stdout), accepted=accepted))
        return
    try:
        files.replace({path: ALL[name](report, accepted=accepted)})
    except OSError as problem:
        stop(2, f"{path} cannot be written: {problem.strerror}")
