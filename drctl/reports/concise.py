"""The audit in one line a finding, for editors and for `grep`.

`path:line:col: severity rule: message`; nothing found is no line at all. What fails besides the
findings, a stale entry of the baseline, is a line of the same form.
"""

from drctl.audit.report import Report
from drctl.finding import Finding
from drctl.reports._remarks import remarks
from drctl.reports._report import HERE, Repository, plain, set_aside


def render(
    report: Report,
    *,
    color: bool = False,
    accepted: bool | None = None,
    width: int | None = None,
    repository: Repository = HERE,
) -> str:
    """One line for each finding, worst first; colour and width change nothing."""
    lines = [_line(found) for found in report.findings]
    lines += [
        f"{remark.place}: error stale-baseline: {remark.text}"
        for remark in remarks(report)
        if remark.fails
    ]
    if accepted:
        lines += [f"{_line(aside.finding)} ({aside.note})" for aside in set_aside(report)]
    return "".join(f"{plain(line)}\n" for line in lines)


def _line(found: Finding) -> str:
    return f"{found.place}: {found.severity.word} {found.rule}: {found.message}"
