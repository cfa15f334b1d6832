"""Templates of a workspace: what they change, and how their faults are told."""

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from drctl.render import templates
from drctl.render.runbooks.facts import Facts
from drctl.render.runbooks.page import Page

FOLDER = Path(__file__).parents[2] / "templates"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"^```jinja\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
MODEL = """
drctl: 1
title: Mine
services:
  web: {tier: critical, needs: {db: {use: a, fallbacks: [{use: b, switch: manual, after: 5m}]}}}
  a: {title: The first}
  b: {}
policy: {tiers: {critical: {rto: 15m}}}
"""

Drctl = Callable[..., Any]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL)
    return tmp_path


def own(folder: Path, name: str, text: str) -> None:
    """Write a template of a workspace."""
    file = folder / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_the_example_of_the_page_about_templates(mine: Path, drctl: Drctl) -> None:
    assert EXAMPLE
    own(mine, "runbook.md", EXAMPLE[1])
    assert drctl("build", "runbooks", cwd=mine).code == 0
    page = (mine / "runbooks" / "service-a.md").read_text()
    decide = page.partition("## 4. Decide")[2].partition("## 5.")[0]
    assert decide.rstrip().endswith(
        "If nobody answers, The first is declared by whoever reads this."
    )
    assert "## 10. Links" in page


def test_a_section_is_replaced_and_a_page_added(mine: Path, drctl: Drctl) -> None:
    own(mine, "runbook/04-decide.md", "## 4. Decide\n\nToss a coin for {{ page.title }}.\n")
    own(
        mine,
        "pages/shift.md",
        "# Our *shift*\n\n{% for one in pages %}- {{ one.title }}\n{% endfor %}",
    )
    assert drctl("build", "runbooks", cwd=mine).code == 0
    assert "Toss a coin for The first." in (mine / "runbooks" / "service-a.md").read_text()
    assert "- The first\n" in (mine / "runbooks" / "shift.md").read_text()
    index = (mine / "runbooks" / "README.md").read_text()
    assert "[Our *shift*](shift.md)" in index
    assert drctl("build", "runbooks", "--check", cwd=mine).code == 0
    (mine / "templates" / "pages" / "shift.md").unlink()
    assert "1 removed" in drctl("build", "runbooks", cwd=mine).out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
        ("{{ nothing.x }}", "'nothing' is undefined"),
        ("{{ page.title|nofilter }}", "No filter named 'nofilter'."),
        ('{% extends "drctl/nope.md" %}', 'there is no template "drctl/nope.md"'),
        ("{{ ''.__class__ }}", "access to attribute '__class__' of 'str' object is unsafe."),
        ("{{ none }}", "a template shows a value that the model does not give"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{% for x in range(10 ** 9) %}{% endfor %}", "Range too big."),
    ],
)
def test_faults_are_told_with_file_and_line(
    text: str, told: str, mine: Path, drctl: Drctl
) -> None:
    own(mine, "runbook/04-decide.md", f"## 4. Decide\n{text}\n")
    answer = drctl("build", "runbooks", cwd=mine)
    assert answer.code == 2
    assert answer.err.startswith(f"error: templates/runbook/04-decide.md:2: {told}")
    assert not (mine / "runbooks").exists()


def test_other_faults(mine: Path, drctl: Drctl) -> None:
    own(mine, "pages/service-a.md", "# Mine\n")
    answer = drctl("build", "runbooks", cwd=mine)
    assert (answer.code, answer.out) == (2, "")
    assert "drctl writes runbooks/service-a.md itself" in answer.err
    (mine / "templates" / "pages" / "service-a.md").write_bytes(b"# a\n\xff\n")
    answer = drctl("build", "runbooks", cwd=mine)
    assert "templates/pages/service-a.md:2: a template is written in UTF-8" in answer.err


def test_templates_stay_inside_the_workspace(mine: Path, drctl: Drctl) -> None:
    outside = mine.parent / f"{mine.name}-outside"
    outside.mkdir()
    (mine / "templates").symlink_to(outside)
    answer = drctl("build", "runbooks", cwd=mine)
    assert answer.code == 2
    assert "templates:1: it leads out of the workspace through a link" in answer.err


def test_notes_are_not_lost_with_their_place(mine: Path, drctl: Drctl) -> None:
    assert drctl("build", "runbooks", cwd=mine).code == 0
    page = mine / "runbooks" / "service-a.md"
    page.write_text(page.read_text().replace("<!-- notes -->\n", "<!-- notes -->\nmine\n"))
    assert drctl("build", "runbooks", cwd=mine).code == 0
    own(mine, "runbook.md", "# {{ page.title }}\n")
    answer = drctl("build", "runbooks", cwd=mine)
    assert answer.code == 2
    assert "service-a.md: holds notes, for which its template has no place" in answer.err
    assert "\nmine\n" in page.read_text()


def test_an_edit_is_refused_with_its_diff(mine: Path, drctl: Drctl) -> None:
    assert drctl("build", "runbooks", cwd=mine).code == 0
    page = mine / "runbooks" / "service-a.md"
    edited = page.read_text().replace("## 4. Decide", "## 4. Decide at once")
    page.write_text(edited.replace("<!-- notes -->\n", "<!-- notes -->\nmine\n"))
    answer = drctl("build", "runbooks", cwd=mine)
    assert answer.code == 2
    changed = [x for x in answer.err.splitlines() if x[:1] in "+-" and x[:3] not in ("+++", "---")]
    assert changed == ["-## 4. Decide", "+## 4. Decide at once"]
    told = drctl("build", "runbooks", "--diff", cwd=mine)
    assert (told.code, "+## 4. Decide at once" in told.out) == (1, True)


def test_the_site_has_templates_of_its_own_too(mine: Path, drctl: Drctl) -> None:
    own(mine, "site/home.html", '{% extends "drctl/home.html" %}')
    assert drctl("build", "site", cwd=mine).code == 0
    own(mine, "site/home.html", "{{ nope }}")
    answer = drctl("build", "site", cwd=mine)
    assert (answer.code, "templates/site/home.html:1: 'nope' is undefined" in answer.err) == (
        2,
        True,
    )


def test_the_page_about_templates_names_all_of_it() -> None:
    blocks = re.findall(r"{% block (\w+) %}", (FOLDER / "runbook.md").read_text(encoding="utf-8"))
    named = README.partition("Blocks of `runbook.md`: ")[2].partition(" (empty")[0].split()
    assert [f"`{name}`" for name in blocks] == named
    shown = {f.name for f in fields(Facts)}
    shown |= {name for name in vars(Page) if not name.startswith("_")}
    assert shown == set(
        re.findall(r"`page\.(\w+)`", README.partition("## What a page may show")[2])
    )
    filters = templates._environment(None).filters.keys() & set(re.findall(r"`(\w+)`", README))
    assert filters >= {"code", "fence", "link", "duration", "written", "runme"}
