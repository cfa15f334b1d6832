"""`drctl build pdf`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

MODEL = "drctl: 1\nservices: {web: {needs: {db: db}}, db: {}}\n"


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL)
    return tmp_path


def test_it_is_written_once(drctl: Callable[..., Any], estate: Path) -> None:
    missing = drctl("build", "pdf", "--check", cwd=estate)
    assert (missing.code, missing.out) == (1, "binder.pdf: is missing\n")
    assert missing.err == "1 file is not what drctl writes today; run drctl build pdf\n"
    first = drctl("build", "pdf", cwd=estate)
    assert (first.code, first.out, first.err) == (0, "binder.pdf: written\n", "")
    assert sorted(path.name for path in estate.iterdir()) == ["binder.pdf", "dr.yaml"]
    written = (estate / "binder.pdf").read_bytes()
    assert written.startswith(b"%PDF-")
    again = drctl("build", "pdf", cwd=estate)
    assert (again.code, again.out) == (0, "binder.pdf: unchanged\n")
    assert (estate / "binder.pdf").read_bytes() == written
    fresh = drctl("build", "pdf", "--check", cwd=estate)
    assert (fresh.code, fresh.out) == (0, "1 file is fresh\n")


def test_a_change_of_the_model_makes_it_stale(drctl: Callable[..., Any], estate: Path) -> None:
    drctl("build", "pdf", cwd=estate)
    (estate / "dr.yaml").write_text(MODEL.replace("db: {}", "db: {title: Database}"))
    for words in (("pdf", "--check"), ("pdf", "--diff"), ("pdf", "runbooks", "--check")):
        stale = drctl("build", *words, cwd=estate)
        assert stale.code == 1
        assert "binder.pdf: is stale\n" in stale.out
    assert drctl("build", "pdf", cwd=estate).out == "binder.pdf: written\n"


def test_an_estate_in_which_no_failure_matters(drctl: Callable[..., Any], estate: Path) -> None:
    (estate / "dr.yaml").write_text("drctl: 1\nservices: {a: {}}\n")
    assert drctl("build", "pdf", cwd=estate).out == "binder.pdf: written\n"


def test_it_is_not_asked_for_by_default(drctl: Callable[..., Any], estate: Path) -> None:
    assert drctl("build", cwd=estate).code == 0
    assert drctl("build", "--check", cwd=estate).code == 0
    assert not list(estate.glob("*.pdf"))


def test_beside_other_parts(drctl: Callable[..., Any], estate: Path) -> None:
    done = drctl("build", "runbooks", "pdf", cwd=estate)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "binder.pdf: written"
    assert (estate / "runbooks" / "README.md").is_file()


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_is_not_drctl_s_stays(drctl: Callable[..., Any], estate: Path, kind: str) -> None:
    there = estate / "binder.pdf"
    if kind == "folder":
        there.mkdir()
    elif kind == "link":
        there.symlink_to(estate / "dr.yaml")
    else:
        there.write_bytes(b"%PDF-1.4 of somebody else")
    before = (estate / "dr.yaml").read_bytes()
    done = drctl("build", "runbooks", "pdf", cwd=estate)
    assert done.code == 2
    assert "binder.pdf was not written by drctl; rename it, nothing was written" in done.err
    assert not (estate / "runbooks").exists()
    assert (estate / "dr.yaml").read_bytes() == before


def test_volumes_that_are_no_longer_wanted(drctl: Callable[..., Any], estate: Path) -> None:
    drctl("build", "pdf", cwd=estate)
    (estate / "binder-3.pdf").write_bytes((estate / "binder.pdf").read_bytes())
    (estate / "binder-4.pdf").write_bytes(b"%PDF-1.4 of somebody else")
    (estate / "binder-of-2025.pdf").write_bytes((estate / "binder.pdf").read_bytes())
    stale = drctl("build", "pdf", "--check", cwd=estate)
    assert (stale.code, stale.out) == (1, "binder-3.pdf: is no longer wanted\n")
    done = drctl("build", "pdf", cwd=estate)
    assert done.out == "binder-3.pdf: removed\nbinder.pdf: unchanged\n"
    assert sorted(path.name for path in estate.glob("*.pdf")) == [
        "binder-4.pdf", "binder-of-2025.pdf", "binder.pdf"
    ]  # fmt: skip


def test_without_the_extra_it_says_how_to_get_it(
    drctl: Callable[..., Any], estate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drctl.render.binder.printing.find_spec", lambda _: None)
    done = drctl("build", "runbooks", "pdf", cwd=estate)
    says = "error: the PDF needs the package typst; pip install 'drctl[pdf]'\n"
    assert (done.code, done.out, done.err) == (2, "", says)
    assert [path.name for path in estate.iterdir()] == ["dr.yaml"]
    # Whether it is fresh can be told without it.
    assert drctl("build", "pdf", "--check", cwd=estate).code == 1


def test_a_workspace_s_own_templates(drctl: Callable[..., Any], estate: Path) -> None:
    own = estate / "templates" / "binder"
    own.mkdir(parents=True)
    (own / "cover.typ").write_text('#import "/binder.typ": *\n= Ours: {{ estate }}\n')
    assert drctl("build", "pdf", cwd=estate).code == 0
    first = PdfReader(estate / "binder.pdf").pages[0].extract_text()
    assert first.startswith("Ours: ")
    (own / "cover.typ").write_text("{{ nothing.of.it }}")
    wrong = drctl("build", "pdf", cwd=estate)
    assert wrong.code == 2
    assert "templates/binder/cover.typ:1: " in wrong.err
    (own / "cover.typ").write_text("#nothing-of-it()")
    assert drctl("build", "pdf", cwd=estate).code == 2


def test_it_is_printed_again_when_it_is_gone(drctl: Callable[..., Any], estate: Path) -> None:
    drctl("build", "pdf", cwd=estate)
    (estate / "binder.pdf").unlink()
    assert drctl("build", "pdf", cwd=estate).out == "binder.pdf: written\n"


def test_a_template_that_typst_refuses(
    drctl: Callable[..., Any], estate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drctl.render.binder import printing

    monkeypatch.setattr(printing, "_figures", lambda *_: "#panic()")
    done = drctl("build", "pdf", cwd=estate)
    assert done.code == 2
    assert done.err.startswith("error: typst did not print binder.pdf: ")
    assert len(done.err.splitlines()) == 1
    assert not (estate / "binder.pdf").exists()
