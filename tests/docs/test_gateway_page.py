"""docs/gateway.md: its model, and what is said of it without a gateway that runs."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drctl.gateway.drill.evidence import digest
from drctl.gateway.drill.faults import FAULTS

PAGE = (Path(__file__).parents[2] / "docs" / "gateway.md").read_text(encoding="utf-8")
BEFORE, NEED = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
CONSOLE = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
OLD = "    needs: {answers: {use: deepseek-api, load: 1x}}\n"


def test_without_a_fallback(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "dr.yaml").write_text(BEFORE)
    done = drctl("gateway", "emit", "litellm", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.err == CONSOLE[0].partition("\n")[2]


def test_with_one(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    assert OLD in BEFORE
    (tmp_path / "dr.yaml").write_text(BEFORE.replace(OLD, f"    needs:\n{NEED}"))
    emitted = drctl("gateway", "emit", "litellm", cwd=tmp_path)
    _, note, _, answer = CONSOLE[1].splitlines()
    assert emitted.err.splitlines() == [note]
    # The drill that is shown is one of this configuration, whole.
    assert f"configuration {digest(emitted.out)[:23]}…\n" in CONSOLE[2]
    assert all(f"\n  {fault} " in CONSOLE[2] for fault in FAULTS)
    (tmp_path / "litellm.yaml").write_text(emitted.out)
    assert drctl("gateway", "check", "litellm.yaml", cwd=tmp_path).out.splitlines() == [answer]
