"""Which model a command works on, and what happens without one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Drctl = Callable[..., Any]
GOOD = "drctl: 1\nname: small\nservices:\n  app: {needs: {database: db}}\n  db: {}\n"
BROKEN = "drctl: 1\nservices:\n  app: {replica: 2}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(GOOD)
    (tmp_path / "deep" / "down").mkdir(parents=True)
    return tmp_path


def test_found_upwards(workspace: Path, drctl: Drctl) -> None:
    done = drctl("check", cwd=workspace / "deep" / "down")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("named", ["dr.yaml", "."])
def test_named_before_or_after_the_command(workspace: Path, drctl: Drctl, named: str) -> None:
    path = str(workspace / named)
    elsewhere = Path(__file__).anchor
    before, after = ["--model", path, "check"], ["check", "--model", path]
    assert drctl(*before, cwd=Path(elsewhere)) == drctl(*after, cwd=Path(elsewhere))
    assert drctl(*before, cwd=Path(elsewhere)).code == 0
    assert drctl("check", cwd=Path(elsewhere)).code == 3  # nothing is kept between runs


def test_after_the_command_wins(workspace: Path, drctl: Drctl) -> None:
    other = workspace / "deep" / "broken.yaml"
    other.write_text(BROKEN)
    assert drctl("--model", other, "check", "--model", workspace).code == 0
    assert drctl("--model", workspace, "check", "--model", other).code == 2


def test_no_model_here(tmp_path: Path, drctl: Drctl) -> None:
    done = drctl("check", cwd=tmp_path)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: there is no dr.yaml here or above")


def test_a_model_without_components(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\nname: nothing\n")
    assert drctl("check", cwd=tmp_path).code == 3


@pytest.mark.parametrize("text", ["", BROKEN, "drctl: [1\n"])
def test_a_model_that_cannot_be_used(tmp_path: Path, drctl: Drctl, text: str) -> None:
    (tmp_path / "dr.yaml").write_text(text)
    done = drctl("check", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("dr.yaml:")


def test_a_named_model_that_is_missing(tmp_path: Path, drctl: Drctl) -> None:
    done = drctl("check", "--model", tmp_path / "nowhere.yaml")
    assert (done.code, done.out) == (2, "")
    assert "nowhere.yaml" in done.err
