"""Whatever stands in a file, loading gives a model or findings, never an exception."""

import random
import re

import pytest

from drctl.model import load_text
from tests.model.cases import BROKEN, GOOD, GOOD_FOLDER, files

TEXTS = [
    path.read_text(encoding="utf-8")
    for cases in (
        [path for name in GOOD for path in files(name, GOOD_FOLDER)],
        [path for name in BROKEN for path in files(name)],
    )
    for path in cases
]
TOKEN = re.compile(r"[A-Za-z0-9_.%-]+|[^\w\s]|\s+")
WORDS = sorted({word for text in TEXTS for word in re.findall(r"[a-z_]+", text)})
ODD = """~|null|5|-1|1e999|.nan|true|[]|{}|[a]|[[]]|{a: b}|{use: a}|{any_of: [a]}|{all_of: []}
*x|&x a|<<: *x|<<|? |!!set {a}|!y|'|"|\\|é|🛰|[key]|<use>|x-|in|2x|5m|99%|a.b|...|---|# c
never|majority|{each: 5 rps}|{vendor: 5}|2x: |: |, |- |{|}|]|[|""|@|`|%|\t|\0|\x85|\u2028|\r
""".replace("\n", "|").split("|")


def mutated(dice: random.Random) -> str:
    """A case with a few tokens changed, dropped, doubled or exchanged."""
    parts = TOKEN.findall(dice.choice(TEXTS))
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        at, other = dice.randrange(len(parts)), dice.randrange(len(parts))
        match dice.randrange(5):
            case 0:
                parts[at] = dice.choice(ODD)
            case 1:
                parts[at] = dice.choice(WORDS)
            case 2:
                parts[at] = ""
            case 3:
                parts.insert(at, parts[other])
            case _:
                parts[at], parts[other] = parts[other], parts[at]
    return "".join(parts)


# What pydantic, Python or YAML's parsers say of themselves is nothing to say to a user.
FOREIGN = re.compile(r"pydantic|Input should|tagged-union|<class|object at 0x|Recursion|\n")


@pytest.mark.parametrize("seed", range(20))
def test_only_findings_come_out(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(25):
        text = mutated(dice)
        model, findings = load_text(text)
        assert (model is None) == bool(findings), text
        lines = text.count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028")
        for finding in findings:
            assert not FOREIGN.search(finding.message), text
            assert 1 <= finding.place.line <= lines + 1, text
            assert finding.place.column >= 1
