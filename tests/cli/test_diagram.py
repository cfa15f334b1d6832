"""`drctl diagram`: one picture in each form, and each wrong command line."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MODEL = """
drctl: 1
title: Small
services:
  app: {needs: {db: {use: a, fallbacks: [{use: b, switch: automatic}]}}}
  a: {failure: {restore: 1h, availability: 99%}}
  b: {}
scenarios:
  gone: {fails: [a]}
  a: {fails: [b]}
"""
Drctl = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ([], "Small: overview"),
        (["--by", "tier"], "Small: 3 components by tier"),
        (["app"], "app: neighbourhood"),
        (["app", "--hops", "1"], "app: neighbourhood, 1 step away"),
        (["app", "--hops", "2"], "app: neighbourhood, 2 steps away"),
        (["gone"], "Scenario: gone"),
        (["a"], "a: neighbourhood"),
        (["a", "--kind", "scenario"], "Scenario: a"),
        (["gone", "--kind", "recovery"], "gone: when what is back"),
        (["app", "--kind", "recovery"], "app: when what is back"),
        (["app", "--kind", "risks"], "app: which failures take it down together"),
    ],
)
def test_the_picture_that_fits(home: Path, drctl: Drctl, words: list[str], title: str) -> None:
    done = drctl("diagram", *words, "--format", "text", cwd=home)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"# {title}\n\n")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["ap"], 'no component or scenario is called "ap"; did you mean "app"?'),
        (["app", "--kind", "scenario"],
         "--kind scenario is of a scenario, and app is a component"),
        (["gone", "--kind", "risks"], "--kind risks is of a component, and gone is a scenario"),
        (["gone", "--kind", "neighbourhood"],
         "--kind neighbourhood is of a component, and gone is a scenario"),
        (["app", "--kind", "overview"],
         "--kind overview is of the whole estate, and app is a component"),
        (["--kind", "recovery"],
         "--kind recovery is of a component or a scenario: drctl diagram NAME --kind recovery"),
        (["app", "--hops", "0"], "--hops must be 1 or more, not 0"),
        (["--hops", "2"], "--hops speaks of a neighbourhood, and this is an overview"),
        (["app", "--by", "team"],
         "--by speaks of an overview, and this is a picture of kind neighbourhood"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn(home: Path, drctl: Drctl, words: list[str], problem: str) -> None:
    done = drctl("diagram", *words, cwd=home)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"error: {problem}\n"


@pytest.mark.needs("dot")
@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.svg", b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- Written by drctl from DOT'),
        ("a.PNG", b"\x89PNG\r\n"),
        ("a.dot", b"// Written by drctl from model "),
        ("a.gv", b"// Written by drctl from model "),
        ("a.mmd", b"flowchart LR\n"),
        ("a.mermaid", b"flowchart LR\n"),
        ("a.md", b"# app: neighbourhood\n"),
        ("a", b'<?xml version="1.0"'),
    ],
)
def test_a_file_is_what_its_name_says(home: Path, drctl: Drctl, name: str, begins: bytes) -> None:
    done = drctl("diagram", "app", "--out", name, cwd=home)
    assert (done.code, done.out, done.err) == (0, f"{name}: app: neighbourhood\n", "")
    assert (home / name).read_bytes().startswith(begins)
    assert sorted(p.name for p in home.iterdir()) == sorted(["dr.yaml", name])


def test_the_form_that_is_named_counts_more(home: Path, drctl: Drctl) -> None:
    assert drctl("diagram", "--format", "dot", "--out", "a.svg", cwd=home).code == 0
    assert (home / "a.svg").read_text(encoding="utf-8").startswith("// Written by drctl")


def test_a_file_that_cannot_be_written(home: Path, drctl: Drctl) -> None:
    done = drctl("diagram", "--format", "dot", "--out", "no/a.dot", cwd=home)
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: no/a.dot cannot be written: No such file or directory\n"


def test_png_without_dot(home: Path, drctl: Drctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    done = drctl("diagram", "--format", "png", cwd=home)
    assert (done.code, done.out) == (2, "")
    assert "PNG needs Graphviz's dot, which is not installed" in done.err
    assert drctl("diagram", "--format", "svg", cwd=home).code == 0


@pytest.mark.needs("dot")
@pytest.mark.parametrize("kind", ["neighbourhood", "recovery", "risks"])
def test_dot_reads_what_is_printed(home: Path, drctl: Drctl, kind: str) -> None:
    printed = drctl("diagram", "app", "--kind", kind, "--format", "dot", cwd=home).out
    done = subprocess.run(["dot", "-Tcanon"], input=printed.encode(), capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
