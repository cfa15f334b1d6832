"""The reference estate at the repository's root: what it says holds, its pages are fresh."""

import datetime
import posixpath
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.assessment import Assessment
from drctl.audit.run import audit
from drctl.finding import Severity
from drctl.knowledge.workspace import markdown
from drctl.model import load
from drctl.render import runbooks, site
from drctl.render.runbooks.expected import expected
from drctl.render.subjects import subjects
from tests.render.site.reading import read

ROOT = Path(__file__).parents[1]
DAY = datetime.date(2026, 11, 24)


@pytest.fixture(scope="module")
def estate() -> Assessment:
    model, findings = load(ROOT / "dr.yaml")
    assert findings == ()
    assert model is not None
    return Assessment(model)


def test_its_size_is_that_of_a_company(estate: Assessment) -> None:
    kinds = Counter(c.kind for c in estate.model.components.values())
    assert 55 <= kinds.total() <= 75, kinds
    vendors = {v for c in estate.model.components.values() for v in c.vendors}
    assert {"aws", "microsoft", "google", "deepseek", "openai", "anthropic"} <= vendors


def test_every_scenario_is_as_expected(estate: Assessment) -> None:
    rows = [(s.name, expected(estate, s)) for s in subjects(estate) if s.kind == "scenario"]
    assert {name for name, _ in rows} == set(estate.model.scenarios)
    for name, found in rows:
        assert found, f"{name} expects nothing"
        assert [row for row in found if not row.holds] == [], name


def test_what_really_happened_has_its_source(estate: Assessment) -> None:
    days = ("2026-03-30", "2025-11-18", "2025-10-20", "2025-10-29", "2025-06-12", "2024-12-11")
    for day in days:
        (scenario,) = (s for s in estate.model.scenarios.values() if str(s.date) == day)
        told = f"{scenario.source} {scenario.links}"
        assert "https://" in told, day
        assert scenario.description, day


def test_the_audit_has_something_to_say_and_not_too_much(estate: Assessment) -> None:
    report = audit(estate, today=DAY)
    counts = report.counts()
    assert 3 <= counts[Severity.CRITICAL] <= 8
    assert sum(counts.values()) <= 40
    assert len({f.rule for f in report.findings}) >= 6
    assert report.accepted


def test_its_pages_and_pictures_are_fresh(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    shutil.copy(ROOT / "dr.yaml", tmp_path)
    for folder in ("model", "runbooks", "diagrams"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    answer = drctl("build", "--check", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, ""), answer.out


def test_the_notes_lead_somewhere(estate: Assessment) -> None:
    """Each relative link of a note is one of its page, and leads to a page and a place there."""
    collected = runbooks.collect(estate)
    notes = markdown(ROOT, "notes")
    assert len(notes) >= 5
    pages = site.pages(
        site.Sources(
            assessment=estate,
            report=audit(estate, today=DAY),
            facts=collected,
            runbooks=runbooks.pages(estate, collected),
            drawn={},
            notes=notes,
        )
    )
    ids = {p: set(re.findall(r' id="([^"]+)"', text)) for p, text in pages.items()}
    for source, text in notes.items():
        path = f"site/{source.removesuffix('.md')}.html"
        wanted = re.findall(r"\]\((?!https?:)([^)]+)\)", text)
        links = [a.attributes["href"] for a in read(pages[path]).one("article").all("a")]
        for target in wanted:
            file, _, place = target.partition("#")
            name = file.replace("../runbooks/README.md", "../runbooks.html").replace(
                ".md", ".html"
            )
            found = [
                link
                for link in links
                if link.endswith(posixpath.basename(name) + f"#{place}" * bool(place))
            ]
            assert found, f"{source}: {target}"
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[0]))
            there, _, place = there.partition("#")
            assert there in pages and (not place or place in ids[there]), f"{source}: {target}"


def test_from_slow_answers_to_the_right_runbook() -> None:
    """The index leads from what one sees to what says what to do first."""
    index = (ROOT / "runbooks" / "README.md").read_text(encoding="utf-8")
    row = next(line for line in index.splitlines() if line.startswith("| LLM answers are slow |"))
    page = row.partition("](")[2].partition(")")[0]
    assert page == "provider-deepseek-api.md"
    first = (ROOT / "runbooks" / page).read_text(encoding="utf-8").partition("## 1.")[0]
    assert "**Do first:** switch by hand" in first
