"""Alerts: who names them, and stems that are good file names and stay what they are."""

import pytest

from drctl.model import Model, load_text
from drctl.model.alerts import address, alerts


def model_of(*names: str) -> Model:
    listed = "".join(f"    - {name!r}\n" for name in names)
    model, findings = load_text(f"drctl: 1\nservices:\n  a:\n    alerts:\n{listed}")
    assert model is not None, [finding.message for finding in findings]
    return model


def test_an_alert_stands_where_it_is_named() -> None:
    model, _ = load_text("""
drctl: 1
services:
  b: {alerts: [Both, Both, OnlyB], needs: {x: {use: a, detect: {alert: Both}}}}
  c: {needs: {x: {use: a, detect: {alert: Watch}}, y: {use: b, detect: {within: 1m}}}}
providers: {a: {alerts: [Both]}}
""")
    assert model is not None
    found = {alert.name: (alert.components, alert.needs) for alert in alerts(model)}
    assert found == {
        "Both": (("a", "b"), ("b.x",)),
        "OnlyB": (("b",), ()),
        "Watch": ((), ("c.x",)),
    }
    assert [alert.page for alert in alerts(model)] == [
        "alerts/Both.html",
        "alerts/OnlyB.html",
        "alerts/Watch.html",
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("5xx rate > 2 %", "5xx-rate-2"),
        ("../../etc/passwd", "etc-passwd"),
        ("überlast", "berlast"),
        ("->", "alert"),
        ("a" * 101, "a" * 60),
        ("<script>alert(1)</script>", "script-alert-1-script"),
    ],
)
def test_other_names_become_words_and_digits(name: str, words: str) -> None:
    (found,) = alerts(model_of(name))
    stem, _, digits = found.stem.rpartition("-")
    assert stem == words
    assert len(digits) == 8


def test_names_that_differ_in_case_only_have_pages_of_their_own() -> None:
    """File systems may not tell them apart; each keeps its page whoever comes or goes."""
    pair = {a.name: a.stem for a in alerts(model_of("Down", "DOWN", "Other"))}
    assert pair["Other"] == "Other"
    assert len({stem.casefold() for stem in pair.values()}) == 3


def test_all_stems_of_many_names_differ() -> None:
    names = [f"rate > {i} %" for i in range(300)]
    assert len({alert.stem.casefold() for alert in alerts(model_of(*names))}) == 300


def test_addresses_stand_below_the_site() -> None:
    for url in ("https://x.example/dr", "https://x.example/dr/"):
        assert address(url, "alerts/A.html") == "https://x.example/dr/alerts/A.html"
