"""`drctl test`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say, say_json, table
from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.analysis.expectations import Answer
    from drctl.assessment import Assessment
    from drctl.cli._chain import Link
    from drctl.finding import Place

EXAMPLES = ("drctl test", "drctl test deepseek-2026-03-30 own-postgres --json")


@dataclass(frozen=True, slots=True)
class Checked:
    """One expectation with its answer, also in words; `chain` is what broke it."""

    answer: "Answer"
    told: str
    place: "Place"
    chain: "list[Link]"

    @property
    def passed(self) -> bool:
        """Whether it surely holds."""
        return self.answer.verdict == "holds"


@dataclass(frozen=True, slots=True)
class Tested:
    """One scenario with its expectations."""

    name: str
    checked: list[Checked]

    @property
    def failed(self) -> list[Checked]:
        """The expectations that do not surely hold."""
        return [row for row in self.checked if not row.passed]


def command(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO", help="Which; all scenarios without any."),
    ] = None,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Hold the model to what its scenarios expect.

    Exits with 1 when an expectation fails, or cannot be known for want of a time that is not
    written; with 3 when no scenario expects anything.
    """
    assessment = open_assessment(model)
    tested = [_tested(assessment, name) for name in _chosen(assessment, scenarios or [])]
    if is_json(json, output):
        say_json({"scenarios": [_as_json(t) for t in sorted(tested, key=lambda t: t.name)]})
    else:
        say(_told(tested))
    if any(t.failed for t in tested):
        raise typer.Exit(1)


def _chosen(assessment: "Assessment", names: list[str]) -> list[str]:
    """The wanted scenarios, each once; exits when there are none or a name is wrong."""
    from drctl.model.errors import did_you_mean

    known = assessment.model.scenarios
    for name in names:
        if name not in known:
            hint = did_you_mean(name, sorted(known))
            stop(2, f'no scenario is called "{name}"' + (f"; {hint}" if hint else ""))
    if not known:
        stop(3, "the model has no scenarios, so there is nothing to test")
    chosen = list(dict.fromkeys(names or known))
    if not any(known[name].expect for name in chosen):
        told = (
            f'"{chosen[0]}" expects nothing'
            if len(chosen) == 1
            else "no scenario expects anything"
        )
        stop(3, f"{told}, so there is nothing to test")
    return chosen


def _tested(assessment: "Assessment", name: str) -> Tested:
    from drctl.analysis.causes import scenario_cause
    from drctl.analysis.expectations import expectations
    from drctl.cli._chain import chain
    from drctl.cli._expected import found

    model = assessment.model
    outcome = assessment.outcomes.of(scenario_cause(model, name))
    return Tested(
        name,
        [
            Checked(
                answer,
                found(answer, surge=bool(outcome.cause.surge)),
                model.place(answer.path, "value"),
                [] if answer.verdict == "holds" else chain(assessment, outcome, answer),
            )
            for answer in expectations(model, outcome)
        ],
    )


def _told(tested: list[Tested]) -> list[str]:
    widest = max(len(t.name) for t in tested)
    lines: list[str] = []
    for t in tested:
        if t.failed and lines and lines[-1]:
            lines.append("")
        word = "FAILED" if t.failed else "ok" if t.checked else "-"
        lines.append(f"{word:6}  {t.name.ljust(widest)}  {_counted(t)}")
        before: list[Link] = []
        for row in t.failed:
            lines += ["", *_failure(row, before)]
            before = row.chain
        lines += [""] if t.failed else []
    lines += [""] if lines[-1] else []
    return [*lines, _summed_up(tested)]


def _counted(tested: Tested) -> str:
    count, failed = len(tested.checked), len(tested.failed)
    if not count:
        return "expects nothing"
    if failed:
        return f"{failed} of {_many(count, 'expectation')} failed"
    return _many(count, "expectation")


def _failure(row: Checked, before: "list[Link]") -> list[str]:
    """What failed and why; a chain that is the one before is not told again."""
    lines = [f"  {row.place}: {row.told}"]
    if not row.chain:
        return lines
    if row.chain == before:
        return [*lines, "    for the same reasons"]
    rows = [
        (f"    {link.at or f'{number}.'}", link.text, str(link.place))
        for number, link in enumerate(row.chain, 1)
    ]
    return [*lines, table(rows)]


def _summed_up(tested: list[Tested]) -> str:
    failed = sum(bool(t.failed) for t in tested)
    count = sum(len(t.checked) for t in tested)
    held = count - sum(len(t.failed) for t in tested)
    told = f"{held} of {_many(count, 'expectation')} held"
    return f"{_many(len(tested), 'scenario')}, {failed or 'none'} failed; {told}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" + ("s" if count != 1 else "")


def _as_json(tested: Tested) -> dict[str, Any]:
    rows = [_one_as_json(row) for row in tested.checked]
    return {
        "name": tested.name,
        "passed": not tested.failed,
        "expectations": sorted(
            rows, key=lambda row: (row["component"], row["aspect"], row.get("store", ""))
        ),
    }


def _one_as_json(row: Checked) -> dict[str, Any]:
    from drctl.analysis.expectations import LossAnswer, TimeAnswer
    from drctl.cli._lasting import seconds
    from drctl.reports.json import where

    answer = row.answer
    content: dict[str, Any] = {
        "component": answer.component,
        "aspect": answer.aspect,
        "expected": answer.expected,
        "actual": answer.actual,
        "passed": row.passed,
        "verdict": answer.verdict,
        "message": row.told,
        "place": where(row.place),
        "chain": [{"text": link.text, "place": where(link.place)} for link in row.chain],
    }
    if isinstance(answer, TimeAnswer):
        content["actual"] = seconds(answer.actual.most)
        content["at_least"] = seconds(answer.actual.least)
        content["missing"] = [".".join(map(str, path)) for path in answer.actual.missing]
    elif isinstance(answer, LossAnswer):
        content |= {"store": answer.store, "actual": seconds(answer.actual)}
    return content
