"""Broken models as data: each gives exactly the errors in the text beside it.

A case is `broken/NAME.yaml`, or `broken/NAME/dr.yaml` where it takes several files; the text is
`broken/NAME.txt`. The first line of a case says what kind of fault it has: `# syntax`
(no schema can see it), `# shape` (the JSON Schema refuses it), `# meaning` (it does not).
"""

from pathlib import Path

import pytest

from drctl.finding import Finding
from drctl.model import load
from drctl.model.errors import ERRORS
from tests.model.cases import BROKEN, first_file


def told(findings: tuple[Finding, ...]) -> str:
    lines: list[str] = []
    for finding in findings:
        lines.append(f"{finding.place}: {finding.message} [{finding.rule}]")
        lines += (
            f"  also: {place}" + (f": {place.note}" if place.note else "")
            for place in finding.places[1:]
        )
        if finding.hint:
            lines.append(f"  hint: {finding.hint}")
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("name", BROKEN)
def test_exactly_these_errors(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = first_file(name)
    expected = first_file(name).parents[first.name == "dr.yaml"] / f"{name}.txt"
    monkeypatch.chdir(first.parent)
    model, findings = load(Path(first.name))
    assert told(findings) == expected.read_text(encoding="utf-8")
    assert model is None


def test_every_kind_of_error_has_a_case() -> None:
    # Told once a model stands, or of a file that Git cannot hold: tested elsewhere.
    elsewhere = {"down-in-normal-state", "over-capacity", "unreadable-file"}
    texts = "".join(path.read_text(encoding="utf-8") for path in first_file("").glob("*.txt"))
    assert {rule for rule in ERRORS if f"[{rule}]" not in texts} == elsewhere
