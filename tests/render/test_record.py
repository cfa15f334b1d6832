"""A build that would write the same does nothing, and every difference is noticed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.render import build, record

Drctl = Callable[..., Any]
MODEL = """
drctl: 1
include: [more/*.yaml]
services:
  web: {tier: critical, needs: {db: a}}
  a: {}
policy: {tiers: {critical: {rto: 15m}}}
"""
SAME = "0 written, 0 changed, 0 removed, 3 unchanged\n"


@pytest.fixture
def built(tmp_path: Path, drctl: Drctl) -> Path:
    """A workspace whose runbooks are written."""
    (tmp_path / "dr.yaml").write_text(MODEL)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.yaml").write_text("services: {b: {}}\n")
    (tmp_path / "notes").mkdir()
    assert drctl("build", "runbooks", cwd=tmp_path).out.startswith("3 written")
    return tmp_path


def does_nothing(root: Path, drctl: Drctl, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a build works nothing out; its answer is the same in any case."""
    asked: list[object] = []
    with monkeypatch.context() as patch:
        real = build.build

        def noted(*given: Any) -> build.Built:
            asked.append(given)
            return real(*given)

        patch.setattr(build, "build", noted)
        answer = drctl("build", "runbooks", cwd=root)
    assert (answer.code, answer.out) == (0, SAME)
    return not asked


def test_nothing_is_worked_out_again(
    built: Path, drctl: Drctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert does_nothing(built, drctl, monkeypatch)
    assert drctl("build", "runbooks", "--check", cwd=built).out == "3 files are fresh\n"
    assert drctl("build", "diagrams", cwd=built).out.startswith("8 written")


@pytest.mark.parametrize(
    "differ",
    [
        lambda root: (root / "dr.yaml").write_text(MODEL + "# a comment\n"),
        lambda root: (root / "more" / "c.yaml").write_text("domains: {}\n"),
        lambda root: (root / "notes" / "n.md").write_text("# A note\n"),
        lambda root: (
            (root / "templates").mkdir() or (root / "templates" / "unused.md").write_text("x")
        ),
        lambda root: (root / "runbooks" / "mine.md").write_text("# Written by people\n"),
        lambda root: (root / record.FILE).write_text("{"),
        lambda root: (root / record.FILE).unlink(),
    ],
)
def test_what_differs_is_looked_at(
    differ: Callable[[Path], object],
    built: Path,
    drctl: Drctl,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    differ(built)
    assert not does_nothing(built, drctl, monkeypatch)
    assert does_nothing(built, drctl, monkeypatch)


def test_what_people_did_to_pages_is_noticed(built: Path, drctl: Drctl) -> None:
    page = built / "runbooks" / "service-a.md"
    text = page.read_text()
    page.unlink()
    assert drctl("build", "runbooks", cwd=built).out.startswith("1 written")
    page.write_text(text + "more\n")
    assert drctl("build", "runbooks", cwd=built).code == 2
    assert drctl("build", "runbooks", "--check", cwd=built).code == 1
    page.write_text(text.replace("<!-- notes -->\n", "<!-- notes -->\nmine\n"))
    assert drctl("build", "runbooks", cwd=built).out == SAME
    assert "\nmine\n" in page.read_text()


def test_a_broken_model_is_told_also_when_pages_are_there(built: Path, drctl: Drctl) -> None:
    (built / "more" / "b.yaml").write_text("services: {b: {nope: 1}}\n")
    answer = drctl("build", "runbooks", cwd=built)
    assert (answer.code, "unknown-key" in answer.err) == (2, True)


def test_checking_leaves_nothing_behind(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL.replace("include: [more/*.yaml]\n", ""))
    assert drctl("build", "--check", cwd=tmp_path).code == 1
    assert [file.name for file in tmp_path.iterdir()] == ["dr.yaml"]
