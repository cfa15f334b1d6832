"""What a check finds, and where: changes to one sound file that is held against one model."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from drctl.assessment import Assessment
from drctl.finding import Finding, ordered
from drctl.gateway import gateway
from drctl.gateway.check import check
from drctl.gateway.plan import plan
from drctl.model import load
from drctl.model.source import Source

HERE = Path(__file__).parent
SOUND = (HERE / "sound.yaml").read_text(encoding="utf-8")
MODEL = (HERE / "dr.yaml").read_text(encoding="utf-8")
CASES: dict[str, dict[str, Any]] = YAML(typ="safe").load(HERE / "cases.yaml")
EACH = [(kind, name) for kind, cases in CASES.items() for name in cases]


def changed(text: str, *pairs: list[str] | None) -> str:
    for pair in pairs:
        if pair is not None:
            assert pair[0] in text
            text = text.replace(pair[0], pair[1])
    return text


def found(text: str, model: str, folder: Path) -> tuple[Finding, ...]:
    (folder / "dr.yaml").write_text(model, encoding="utf-8")
    loaded, errors = load(folder / "dr.yaml")
    assert loaded is not None, errors
    configuration, wrong = gateway("litellm").read(Source("litellm.yaml", text))
    if configuration is None:
        return wrong
    held = check(Assessment(loaded), plan(loaded), configuration, {})
    return ordered((*wrong, *held))


def case(kind: str, name: str, folder: Path) -> tuple[Finding, ...]:
    each = CASES[kind][name]
    text = changed(SOUND, each["change"], each.get("also"))
    return found(text, changed(MODEL, each.get("model"), each.get("also-model")), folder)


def test_the_sound_file_is_clean(tmp_path: Path) -> None:
    assert found(SOUND, MODEL, tmp_path) == ()


@pytest.mark.parametrize(("kind", "name"), EACH, ids=lambda word: word)
def test_exactly_this_is_found(kind: str, name: str, tmp_path: Path) -> None:
    places = [[f.place.line, f.place.column, f.rule] for f in case(kind, name, tmp_path)]
    assert places == CASES[kind][name]["found"]


def test_thirteen_are_broken_of_which_the_gateway_s_own_validator_takes_nine() -> None:
    says = [each["validator"] for each in CASES["broken"].values()]
    assert (len(says), says.count("accepts")) == (13, 9)


@pytest.mark.parametrize("name", CASES["broken"])
def test_what_is_broken_is_found_high(name: str, tmp_path: Path) -> None:
    assert max(f.severity for f in case("broken", name, tmp_path)).word in ("high", "critical")


@pytest.mark.parametrize(("kind", "name"), EACH, ids=lambda word: word)
def test_messages_are_one_sentence(kind: str, name: str, tmp_path: Path) -> None:
    for finding in case(kind, name, tmp_path):
        assert not finding.message.endswith(".")
        assert "\n" not in finding.message
        assert finding.place.excerpt
