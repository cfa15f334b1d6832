"""The audit as workflow commands of GitHub Actions, which become notes at the lines of a change.

`::error file=F,line=L,endLine=L,col=C,endColumn=C,title=T::MESSAGE`. Of one step GitHub shows ten
errors, ten warnings and ten notices, and drops the others without a word: so the worst ten
findings are told, then how many more there are.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator
from itertools import islice

from drctl.audit.report import Report
from drctl.finding import Finding, Place
from drctl.reports._remarks import remarks
from drctl.reports._report import (
    HERE,
    LEVELS,
    Repository,
    counted,
    plain,
    set_aside,
    shortened,
    verdict,
)

MOST = 10
# A sentence beside a line; the step's log and its summary have the rest.
LONGEST = 1_000
_WORDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(
    report: Report,
    *,
    color: bool = False,
    accepted: bool | None = None,
    width: int | None = None,
    repository: Repository = HERE,
) -> str:
    """The worst ten as commands, then one that counts the others and says how the audit ends."""
    commands = list(islice(_commands(report, bool(accepted), repository), MOST))
    aside = sum(1 for _ in set_aside(report)) if accepted else 0
    more = len(report.stale) + len(report.findings) + aside - len(commands)
    end = f"{counted(report)}: {verdict(report)}"
    if more:
        end = f"{more} more {'finding' if more == 1 else 'findings'} not shown here. {end}"
    # An eleventh notice would not be shown.
    full = sum(line.startswith("::notice ") for line in commands) == MOST
    word = "warning" if full else "notice"
    return "".join([*commands, f"::{word} title=drctl audit::{_data(end)}\n"])


def _commands(report: Report, aside: bool, repository: Repository) -> Iterator[str]:
    for remark in remarks(report):
        if remark.fails and remark.place is not None:
            yield _command("error", remark.place, "stale-baseline", remark.text, repository)
    for found in report.findings:
        yield _finding(found, "", repository)
    if aside:
        for standing in set_aside(report):
            yield _finding(standing.finding, standing.note, repository)


def _finding(found: Finding, note: str, repository: Repository) -> str:
    """A finding as a command; one that does not count is a notice whatever its severity."""
    word = "notice" if note else _WORDS[LEVELS[found.severity]]
    hint = f"\nhint: {plain(found.hint)}" if found.hint else ""
    why = f"\n{plain(note)}" if note else ""
    message = shortened(plain(found.message), LONGEST) + hint + why
    title = f"{found.severity.word}: {found.rule}"
    return _command(word, found.place, title, message, repository)


def _command(word: str, place: Place, title: str, message: str, repository: Repository) -> str:
    settings = {
        "file": repository.path(place),
        "line": place.line,
        "endLine": place.line,
        "col": place.column,
        "endColumn": place.column + max(place.length, 1),
        "title": title,
    }
    told = ",".join(f"{key}={_property(str(value))}" for key, value in settings.items())
    return f"::{word} {told}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
