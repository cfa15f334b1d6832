"""A second build that would write the same ends at once; whatever changes, everything is built.

That it did not build is seen by a build that fails.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MODEL = "drctl: 1\nservices: {web: {tier: t, needs: {db: db}}, db: {}}\npolicy: {tiers: {t: {}}}\n"
Drctl = Callable[..., Any]


@pytest.fixture
def built(drctl: Drctl, tmp_path: Path) -> Path:
    """A workspace that was built."""
    (tmp_path / "dr.yaml").write_text(MODEL)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/old.md").write_text("# Old\n")
    assert drctl("build", "--today", "2026-11-26", cwd=tmp_path).code == 0
    return tmp_path


@pytest.fixture
def no_build(monkeypatch: pytest.MonkeyPatch) -> None:
    import drctl.render.build

    def failing(*_: object) -> None:
        raise AssertionError("it is built again")

    monkeypatch.setattr(drctl.render.build, "build", failing)


def again(drctl: Drctl, folder: Path, *words: str) -> Any:
    return drctl("build", *(words or ("--today", "2026-11-26")), cwd=folder)


@pytest.mark.needs("dot")
def test_nothing_is_built_twice(drctl: Drctl, built: Path, no_build: None) -> None:
    ran = again(drctl, built)
    assert ran.code == 0
    assert "0 written, 0 changed, 0 removed, " in ran.out
    count = int(ran.out.partition(" removed, ")[2].split()[0])
    places = ("runbooks", "diagrams", "site")
    assert count == sum(f.is_file() for p in places for f in (built / p).rglob("*"))
    assert "site/index.html" in ran.out


def test_a_lost_or_broken_memory_costs_only_time(drctl: Drctl, built: Path) -> None:
    (built / ".drctl/build.json").write_text('{"made": 3}')
    assert again(drctl, built).out.startswith("0 written, 0 changed, 0 removed, ")
    (built / ".drctl/build.json").unlink()
    assert again(drctl, built).out.startswith("0 written, 0 changed, 0 removed, ")


CHANGES: dict[str, Callable[[Path], object]] = {
    "the model": lambda r: (r / "dr.yaml").write_text(MODEL.replace("db: {}", "db: {title: DB}")),
    "a comment": lambda r: (r / "dr.yaml").write_text(MODEL + "# so\n"),
    "a new note": lambda r: (r / "notes/new.md").write_text("# New\n"),
    "a note": lambda r: (r / "notes/old.md").write_text("# Older\n"),
    "a note that is gone": lambda r: (r / "notes/old.md").unlink(),
    "a page that is gone": lambda r: (r / "site/index.html").unlink(),
    "a page that was edited": lambda r: (r / "site/index.html").write_text("<!doctype html>\n"),
    "a picture that is gone": lambda r: (r / "diagrams/overview.svg").unlink(),
    "what is not drctl's": lambda r: (r / "site/own.html").write_text("<!doctype html>\n"),
    "a runbook's notes": lambda r: (r / "runbooks/service-web.md").write_text(
        (r / "runbooks/service-web.md")
        .read_text()
        .replace("<!-- /notes -->", "x\n<!-- /notes -->")
    ),
}


@pytest.mark.needs("dot")
@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_is_built(what: str, drctl: Drctl, built: Path, no_build: None) -> None:
    CHANGES[what](built)
    ran = again(drctl, built)
    assert ran.code == 2
    assert "it is built again" in ran.err


@pytest.mark.needs("dot")
@pytest.mark.parametrize("words", [("--today", "2026-11-27"), ("site", "--today", "2026-11-26")])
def test_what_is_asked_differently_is_built(
    words: tuple[str, ...], drctl: Drctl, built: Path, no_build: None
) -> None:
    assert again(drctl, built, *words).code == 2
