"""What every format owes: all parts of a report, the same bytes each time, nothing harmful."""

import re

import pytest

from drctl.reports import ALL, Repository
from tests.reports.cases import ESTATES, of_estate, whole


@pytest.mark.parametrize("name", ALL)
def test_what_does_not_count_can_be_shown(name: str) -> None:
    """Known, baselined and accepted findings stand in every format that is asked for them."""
    report = whole()
    shown = ALL[name](report, accepted=True)
    hidden = ALL[name](report, accepted=False)
    if name == "github":  # ten are all that it shows
        assert len(shown.splitlines()) == 11
        return
    for place in ("model/a.yaml", "in the baseline" if name != "json" else '"baselined"'):
        assert place in shown
    reason = report.accepted[0].acceptance.reason.split()[0]
    assert shown.count(reason) > hidden.count(reason)
    assert len(shown) > len(hidden)


@pytest.mark.parametrize("name", ["text", "concise", "github", "markdown"])
def test_formats_for_people_only_count_it(name: str) -> None:
    report = of_estate("dr.yaml")
    assert ALL[name](report) == ALL[name](report, accepted=False)
    assert ALL[name](report) != ALL[name](report, accepted=True) or name == "github"


@pytest.mark.parametrize("name", ["json", "sarif", "junit"])
def test_formats_for_machines_have_it(name: str) -> None:
    report = whole()
    assert ALL[name](report) == ALL[name](report, accepted=True)


@pytest.mark.parametrize("name", ALL)
def test_a_stale_entry_fails_in_every_format(name: str) -> None:
    told = ALL[name](whole())
    assert "drctl-baseline.yaml" in told
    assert re.search("(?i)stale", told)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("path", [*ESTATES[:3], ""])
def test_nothing_moves_a_cursor_and_every_line_ends(name: str, path: str) -> None:
    told = ALL[name](of_estate(path) if path else whole(), accepted=True)
    if name not in ("json", "sarif"):  # data, as they are
        assert not [c for c in told if c != "\n" and not c.isprintable()]
    assert not [c for c in told if c != "\n" and ord(c) < 32]
    assert told == "" or told.endswith("\n")
    assert told == ALL[name](of_estate(path) if path else whole(), accepted=True)


@pytest.mark.parametrize("name", ["github", "junit", "sarif"])
def test_services_that_show_files_get_paths_from_the_root(name: str) -> None:
    told = ALL[name](of_estate("dr.yaml"), repository=Repository("infra/"))
    assert "infra/model/services-data.yaml" in told
    assert not re.search(r"(?<!infra/)model/services-data\.yaml[\",]", told)
