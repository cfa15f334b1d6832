"""Every rule: its page, its two examples, and cases as data.

A case is a model `tests/rules/<rule>/<case>.yaml` and beside it, in a `.txt`, all that the audit
says about it, other rules included: a duplicate is a fault too. A finding is one line,
`severity rule object cause->victims: message`. A silent case has an empty `.txt`.
"""

import datetime
import re
from importlib import import_module
from pathlib import Path

import pytest

from drctl.assessment import Assessment
from drctl.audit.report import Report
from drctl.audit.run import audit
from drctl.finding import CATEGORIES, Finding
from drctl.model import load_text
from drctl.rules import ALL, Rule
from drctl.rules._rule import example

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*/*.yaml"))
DAY = datetime.date(2026, 11, 1)

each_rule = pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)

# Examples and cases of other rules are about structure: they name no owners, keep no drills, and
# declare more than they use. A rule of these is heard in its own cases only, and alone.
ASIDE = {
    "manual-switch-without-procedure",
    "no-detection",
    "no-owner",
    "undrilled-fallback",
    "unused-component",
}


def report_on(text: str) -> Report:
    model, findings = load_text(text)
    assert model is not None, [f"{f.place}: {f.message}" for f in findings]
    assessment = Assessment(model)
    assert assessment.normal_state() == ()
    return audit(assessment, today=DAY)


def told(text: str, about: str) -> tuple[Finding, ...]:
    """What the audit finds; of the rules aside only the one that is asked for, and then alone."""
    found = report_on(text).findings
    if about in ASIDE:
        return tuple(f for f in found if f.rule == about)
    return tuple(f for f in found if f.rule not in ASIDE)


def line(found: Finding) -> str:
    victims = ",".join(victim.address for victim in found.victims)
    subject = f"{found.object} {','.join(found.cause)}->{victims}"
    return f"{found.severity.word} {found.rule} {subject}: {found.message}"


def test_the_list_is_the_folder() -> None:
    import drctl.rules

    folder = Path(drctl.rules.__file__).parent
    files = {file.stem.replace("_", "-") for file in folder.glob("[!_]*.py")}
    assert sorted(rule.name for rule in ALL) == sorted(files)


@each_rule
def test_a_rule_is_its_module(rule: Rule) -> None:
    module = import_module(f"drctl.rules.{rule.name.replace('-', '_')}")
    # A rule about acceptances has a review in place of a check.
    assert (rule.check if rule.review is None else rule.review) in vars(module).values()
    assert rule.category in CATEGORIES


@each_rule
def test_the_page_says_all(rule: Rule) -> None:
    lines = rule.page.splitlines()
    assert lines[0] == rule.summary
    assert rule.summary.endswith(".")
    assert len(rule.summary) < 90
    assert lines[1] == ""
    parts = ("Bad:", "Good:", "How to fix: ", "How to accept: ")
    starts = [next(i for i, text in enumerate(lines) if text.startswith(part)) for part in parts]
    assert starts == sorted(starts)
    why = " ".join(lines[2 : starts[0]])
    assert len(why) > 100
    for part, start in zip(parts[2:], starts[2:], strict=True):
        assert len(lines[start]) > len(part)


@each_rule
def test_the_page_names_what_happened_and_who_says_so(rule: Rule) -> None:
    why = " ".join(rule.page.partition("\nBad:")[0].split())
    assert re.search(r"\b(19|20)[0-9]{2}\b", why)
    assert re.search(r"\(.*<https://[^ >]+>\)", why) or "(D. Chowdary, " in why
    assert "his rule " in why


@each_rule
def test_the_page_names_every_option(rule: Rule) -> None:
    named = f"`policy.rules.{rule.name}.options` may hold"
    assert (named in " ".join(rule.page.split())) == bool(rule.options)
    for option in rule.options:
        assert f"`{option.name}`" in rule.page
        assert f"`{{{option.name}: " in rule.page


@each_rule
def test_the_finding_shows_what_it_rests_on(rule: Rule) -> None:
    """Related places with their notes, but where a thing is missing that nothing else names."""
    for found in told(example(rule.page, "Bad"), rule.name):
        assert len(found.places) > 1 or rule.name in ("no-owner", "unused-component")
        assert all(place.note for place in found.places[1:])


@each_rule
def test_the_bad_example_fires_this_rule_only(rule: Rule) -> None:
    found = told(example(rule.page, "Bad"), rule.name)
    assert {f.rule for f in found} == {rule.name}


@each_rule
def test_the_good_example_fires_nothing(rule: Rule) -> None:
    assert told(example(rule.page, "Good"), rule.name) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_case(case: Path) -> None:
    found = told(case.read_text(encoding="utf-8"), case.parent.name)
    expected = case.with_suffix(".txt").read_text(encoding="utf-8")
    assert "".join(f"{line(f)}\n" for f in found) == expected


@each_rule
def test_every_rule_has_cases(rule: Rule) -> None:
    mine = [case for case in CASES if case.parent.name == rule.name]
    silent = [case for case in mine if not case.with_suffix(".txt").read_text(encoding="utf-8")]
    assert len(mine) >= 5
    assert silent
    assert len(silent) < len(mine)


def test_every_folder_is_a_rule_and_every_file_a_pair() -> None:
    assert {case.parent.name for case in CASES} == {rule.name for rule in ALL}
    files = {file for file in HERE.glob("*/*") if file.suffix in (".yaml", ".txt")}
    assert files == {c.with_suffix(s) for c in CASES for s in (".yaml", ".txt")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_every_finding_can_be_accepted(case: Path) -> None:
    """An acceptance of each victim, with rule and cause as told, leaves nothing."""
    text = case.read_text(encoding="utf-8")
    entries = [
        f"  - {{rule: {f.rule}, object: {victim.address}, reason: r, owner: o, until: {DAY}"
        + (f", cause: [{', '.join(f.cause)}]}}" if f.cause else "}")
        for f in report_on(text).findings
        for victim in f.victims
    ]
    if entries:
        # A case with acceptances of its own ends with them.
        own = ["accepted:"] if "accepted:" not in text else []
        again = report_on("\n".join([text.rstrip("\n"), *own, *entries, ""]))
        assert again.findings == ()
        before = [victim for part in report_on(text).accepted for victim in part.finding.victims]
        victims = [victim for part in again.accepted for victim in part.finding.victims]
        assert len(victims) == len(before) + len(entries)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_one_finding_per_rule_and_cause(case: Path) -> None:
    found = [f for f in report_on(case.read_text(encoding="utf-8")).findings if f.cause]
    assert len({(f.rule, f.cause) for f in found}) == len(found)
    marks = [victim.fingerprint for f in found for victim in f.victims]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_places_point_at_what_they_name(case: Path) -> None:
    """The primary place stands in the file, and its line holds the object's last name."""
    for found in report_on(case.read_text(encoding="utf-8")).findings:
        slot = found.object.rpartition(".")[2]
        assert slot in found.place.excerpt or "replicas" in found.place.excerpt
        assert found.place.excerpt[found.place.column - 1] not in " ,{}[]"
