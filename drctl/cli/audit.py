"""`drctl audit`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl import files
from drctl.cli._answer import JsonOption, width
from drctl.cli._color import wants_color
from drctl.cli._repository import repository
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
    _write(report, outputs, show_accepted)
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
    written = [path.absolute() for _, path in outputs if path is not None]
    if twice := next((path for path in written if written.count(path) > 1), None):
        stop(2, f"two formats would be written to {twice.name}; each needs a file of its own")
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
    named = {path.resolve(): path for path in texts if not _is_stream(path)}
    try:
        files.replace({file: texts[path] for file, path in named.items()})
        for path in texts.keys() - named.values():
            path.write_text(texts[path], encoding="utf-8")
    except OSError as problem:
        shown = named.get(Path(problem.filename), problem.filename)
        stop(2, f"{shown} cannot be written: {problem.strerror}")
    for name, path in outputs:
        if path is None:
            color = wants_color(sys.stdout)
            told = ALL[name](
                report, color=color, accepted=accepted, width=width(), repository=here
            )
            sys.stdout.write(told)


def _is_stream(path: Path) -> bool:
    """Whether something else than a file stands there, such as `/dev/stderr`: it is kept."""
    return path.exists() and not path.is_file()
