"""`drctl config`, compared whole where it is short."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MODEL = """\
drctl: 1
policy:
  tiers: {critical: {rto: 15m}}
  rules: {no-owner: {disabled: We are three}, missing-fallback: {severity: high}}
services: {web: {tier: critical, slo: 99%}}
"""


@pytest.fixture
def there(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL, encoding="utf-8")
    return tmp_path


def rows(text: str) -> dict[str, list[str]]:
    lines = [line.split(None, 1) for line in text.splitlines() if line]
    return {name: [part.strip() for part in rest.split("  ") if part] for name, rest in lines}


def test_the_text(there: Path, drctl: Callable[..., Any]) -> None:
    ran = drctl("config", cwd=there)
    assert (ran.code, ran.err) == (0, "")
    found = rows(ran.out)
    assert found["fail_on"] == ["high", "default"]
    assert found["tiers.critical.rto"] == ["15m", "dr.yaml:3:22"]
    assert found["services.web.rto"] == ["15m", "dr.yaml:3:22: tier critical"]
    assert found["services.web.slo"] == ["99%", "dr.yaml:5:34"]
    assert found["rules.no-owner.disabled"] == ["yes", "dr.yaml:4:22: We are three"]
    assert found["rules.missing-fallback.severity"] == ["high", "dr.yaml:4:66"]
    assert found["rules.expired-acceptance.options.warn"] == ["14d", "default"]
    assert found["model"] == ["dr.yaml", "default: the first dr.yaml from here upwards"]
    assert found["baseline"] == ["drctl-baseline.yaml", "default: not there"]


def test_json_has_the_same(there: Path, drctl: Callable[..., Any]) -> None:
    names = list(rows(drctl("config", cwd=there).out))
    found = json.loads(drctl("config", "--json", cwd=there).out)["settings"]
    assert [setting["name"] for setting in found] == names
    by_name = {setting["name"]: setting for setting in found}
    assert by_name["rules.no-owner.disabled"] == {
        "name": "rules.no-owner.disabled",
        "value": True,
        "origin": "model",
        "place": {"path": "dr.yaml", "line": 4, "column": 22},
        "note": "We are three",
    }
    assert by_name["currency"] == {
        "name": "currency",
        "value": None,
        "origin": "default",
        "place": None,
        "note": "",
    }


def test_the_command_line_and_the_environment(
    there: Path, drctl: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("DRCTL_DEBUG", "1")
    monkeypatch.setenv("TERM", "xterm")
    (there / "drctl-baseline.yaml").write_text("drctl_baseline: 1\npairs: []\n")
    found = rows(drctl("config", "--model", "dr.yaml", cwd=there).out)
    assert found["model"] == ["dr.yaml", "command line"]
    assert found["color"] == ["never", "environment: NO_COLOR"]
    assert found["debug"] == ["yes", "environment: DRCTL_DEBUG"]
    assert found["baseline"] == ["drctl-baseline.yaml", "default"]
    found = rows(drctl("config", "--color", "always", cwd=there).out)
    assert found["color"] == ["always", "command line"]


def test_unknown_rules_fail(there: Path, drctl: Callable[..., Any]) -> None:
    (there / "dr.yaml").write_text(MODEL.replace("no-owner", "no-woner"), encoding="utf-8")
    ran = drctl("config", cwd=there)
    assert (ran.code, ran.out) == (2, "")
    assert 'dr.yaml:4:11: error: no rule is called "no-woner"' in ran.err
    assert 'did you mean "no-owner"?' in ran.err
