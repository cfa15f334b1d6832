"""docs/providers.md: its commands give what it shows."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGE = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^\$ drctl ([^>\n]*?)(?: > \S+)?\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_examples(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (model,) = blocks("yaml")
    (tmp_path / "dr.yaml").write_text(model.removeprefix("# dr.yaml\n"), encoding="utf-8")
    shown = 0
    for line, expected in (
        found for block in blocks("console") for found in COMMAND.findall(block)
    ):
        done = drctl(*line.split(), cwd=tmp_path)
        assert done.code == 0, done.err
        if expected:
            assert done.out == expected
            shown += 1
    assert shown == 2
