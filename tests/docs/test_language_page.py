"""docs/language.md names every key of the model language; the types are the oracle."""

import re
from pathlib import Path

import pytest

from drctl.analysis.causes import failure
from drctl.analysis.outcome import Outcomes
from drctl.graph import build
from drctl.model import load_text
from drctl.model.language import component, estate, requirement

PAGE = Path(__file__).parents[2] / "docs" / "language.md"


def keys() -> set[str]:
    shapes = [
        value
        for module in (component, estate, requirement)
        for value in vars(module).values()
        if hasattr(value, "__pydantic_fields__")
    ]
    return {
        field.alias or name
        for shape in shapes
        for name, field in shape.__pydantic_fields__.items()
    }


@pytest.mark.parametrize("key", sorted(keys()))
def test_every_key_of_the_language_is_on_its_page(key: str) -> None:
    words = PAGE.read_text(encoding="utf-8").replace("{", " ").replace("}", " ").split()
    stripped = {word.strip("`,:;().|[]") for word in words}
    assert key in stripped


def test_the_times_that_it_tells_are_right() -> None:
    """The example of the section on time, by the engine itself."""
    text = PAGE.read_text(encoding="utf-8").partition("### How long")[2]
    block = re.search(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block
    model, findings = load_text(block[1])
    assert model is not None, findings
    times = Outcomes(model, build(model))
    assert times.times(failure("primary")).recovery("database").most == 9 * 60
    assert times.times(failure("zone-a")).recovery("database").most == 124 * 60
    elsewhere, _ = load_text(block[1].replace("vpn: {in: zone-a, ", "vpn: {"))
    assert elsewhere is not None
    times = Outcomes(elsewhere, build(elsewhere))
    assert times.times(failure("zone-a")).recovery("database").most == 9 * 60
