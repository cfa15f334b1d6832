"""docs/pdf.md: its commands say what is shown, its figures are those of the code."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drctl.render import binder
from drctl.render.templates import folder

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "pdf.md").read_text(encoding="utf-8")


def test_the_commands_say_what_is_shown(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\nservices: {a: {}}\n", encoding="utf-8")
    (block,) = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    found = re.findall(r"^\$ drctl (.*)\n(.*)\n", block, re.MULTILINE)
    assert len(found) == 3
    for line, shown in found:
        done = drctl(*line.split(), cwd=tmp_path)
        assert (done.code, done.out, done.err) == (0, f"{shown}\n", "")


def test_the_figures() -> None:
    style = (folder() / "binder" / "binder.typ").read_text(encoding="utf-8")
    assert f"more than {binder.VOLUME} runbooks" in PAGE
    smallest = re.search(r"#let smallest = ([\d.]+)", style)
    assert smallest is not None
    assert f"{float(smallest[1]):.0%} of its size" in PAGE
    for font in re.findall(r'#let \w+-font = "(.*)"', style):
        assert font in PAGE
