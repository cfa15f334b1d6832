"""Every importer on files of every kind, and on what is left of them after accidents.

Nothing may raise; what is taken must be a model, what is not must say why and where.
"""

import random
from pathlib import Path

import pytest

from drctl.importers import IMPORTERS, importer
from drctl.importers._kind import Source
from drctl.importers._workspace import render
from drctl.model.load import load_text

DATA = Path(__file__).parent / "data"
FILES = sorted(DATA.glob("*/*.in.*"))
HOSTILE = (
    "",
    "\x00\x01\x02",
    "!!python/object/apply:os.system ['true']",
    "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n"
    * 1,
    "{" * 5_000,
    '{"a":' * 100_000,
    "[" * 100_000,
    "- " * 5_000 + "x",
    "digraph {" + '"a" -> "b";' * 10_000,
    "<a>" * 5_000,
    '{"version": 4, "terraform_version": "1", "resources": [1, null, "x", {"type": 3}]}',
    '{"format_version": "1", "configuration": {"root_module": {"module_calls": {"m": 3}}}}',
    '{"data": [null, 3, {"spans": 1}]}',
    '{"elements": {"nodes": [null, 3, {"data": []}], "edges": [3]}}',
    '[[null, 3, {"traceId": {}}]]',
    '{"services": [1, {"id": []}], "relationships": 3}',
    "\ud800" + "kind: x",
)


def mutated(text: str, rng: random.Random) -> str:
    """A text that was cut, torn, doubled or smudged."""
    at, to = sorted(rng.randrange(len(text) + 1) for _ in range(2))
    match rng.randrange(6):
        case 0:
            return text[:at]
        case 1:
            return text[:at] + text[to:]
        case 2:
            return text[:to] + text[at:]
        case 3:
            return text[:at] + rng.choice("{}[]\"':,-\n\t&*!<>\x00é0") + text[at:]
        case 4:
            lines = text.split("\n")
            rng.shuffle(lines)
            return "\n".join(lines)
        case _:
            word = rng.choice(["null", "3", "[]", "{}", '"x"', "true"])
            return text[:at] + word + text[to:]


def held(kind: str, text: str) -> None:
    proposal, findings = importer(kind).read([Source("f", text)])
    assert (proposal is None) == bool(findings)
    for finding in findings:
        assert finding.message
        assert finding.place.line >= 1
    if proposal is not None:
        model, wrong = load_text(render(proposal))
        assert wrong == ()
        assert model is not None


@pytest.mark.parametrize("kind", sorted(IMPORTERS))
def test_files_of_every_kind(kind: str) -> None:
    for file in FILES:
        held(kind, file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", sorted(IMPORTERS))
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_texts(kind: str, number: int) -> None:
    held(kind, HOSTILE[number])


@pytest.mark.parametrize("kind", sorted(IMPORTERS))
def test_files_after_an_accident(kind: str) -> None:
    rng = random.Random(kind)
    own = [f for f in FILES if f.parent.name == kind] or FILES
    for _ in range(150):
        text = rng.choice(own).read_text(encoding="utf-8")
        for _ in range(rng.randrange(1, 4)):
            text = mutated(text, rng)
        held(kind, text)
