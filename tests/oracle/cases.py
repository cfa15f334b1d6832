"""Small models with the states that one sentence of the language's meaning gives them.

They stand in `data/`, worked out by hand, and hold the oracle to the text, and drctl too.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Case:
    """A model, what fails in it, and every component's state then, by whether people act."""

    name: str
    sentence: str
    model: dict[str, Any]
    fails: frozenset[str]
    expected: dict[bool, dict[str, str]]


def _case(written: dict[str, Any]) -> Case:
    model = {"drctl": 1, "name": "case", **written["model"]}
    names = [name for part in ("services", "providers", "domains") for name in model.get(part, {})]
    up = dict.fromkeys(names, "up")
    after = up | written["after"]
    before = up | written.get("before", written["after"])
    fails = frozenset(written["fails"])
    return Case(written["name"], written["sentence"], model, fails, {True: after, False: before})


def _read(path: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(path)
    return cases


CASES = tuple(_case(written) for path in sorted(DATA.glob("*.yaml")) for written in _read(path))
