"""docs/language.md names every key of the model language; the types are the oracle."""

from pathlib import Path

import pytest

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
