"""`drctl import` and `drctl drift` as people run them: into files, of odd encodings."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Drctl = Callable[..., Any]

LINKS = '[{"parent": "web", "child": "db", "callCount": 3}]'
MORE = '[{"parent": "web", "child": "db"}, {"parent": "web", "child": "api.stripe.com"}]'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "links.json").write_text(LINKS)
    (tmp_path / "more.json").write_text(MORE)
    return tmp_path


def test_into_a_new_file_then_more_then_the_same_again(folder: Path, drctl: Drctl) -> None:
    done = drctl("import", "zipkin", "links.json", "--into", "dr.yaml", "--yes", cwd=folder)
    assert done.code == 0
    assert "+++ b/dr.yaml" in done.out
    assert "written: dr.yaml" in done.err
    first = (folder / "dr.yaml").read_text()
    done = drctl("import", "zipkin", "more.json", "--into", "dr.yaml", "--yes", cwd=folder)
    assert done.code == 0
    assert "+      api-stripe-com: api-stripe-com" in done.out
    second = (folder / "dr.yaml").read_text()
    assert all(line in second for line in first.splitlines())
    assert drctl("check", cwd=folder).code == 0
    done = drctl("import", "zipkin", "more.json", "--into", "dr.yaml", "--yes", cwd=folder)
    assert (done.code, done.out) == (0, "")
    assert "has all of it" in done.err
    assert (folder / "dr.yaml").read_text() == second


def test_nobody_to_ask_writes_nothing(folder: Path, drctl: Drctl) -> None:
    done = drctl("import", "zipkin", "links.json", "--into", "dr.yaml", cwd=folder)
    assert done.code == 2
    assert "--yes writes dr.yaml" in done.err
    assert not (folder / "dr.yaml").exists()


def test_into_a_new_file_of_a_workspace(folder: Path, drctl: Drctl) -> None:
    (folder / "model").mkdir()
    (folder / "model" / "a.yaml").write_text("services: {web: {needs: {store: db}}, db: {}}\n")
    (folder / "dr.yaml").write_text("drctl: 1\nname: x\ninclude: [model/*.yaml]\n")
    line = ("import", "zipkin", "more.json", "--into", "model/imported.yaml", "--yes")
    done = drctl(*line, cwd=folder)
    assert done.code == 0
    assert (
        "left to you: model/a.yaml:1:12: web stands in another file and lacks the need" in done.err
    )
    text = (folder / "model" / "imported.yaml").read_text()
    assert "policy" not in text
    assert "name: " not in text
    assert "api-stripe-com" in text
    assert drctl("check", cwd=folder).code == 0
    assert "has all of it" in drctl(*line, cwd=folder).err


def test_into_a_broken_model_writes_nothing(folder: Path, drctl: Drctl) -> None:
    (folder / "dr.yaml").write_text("drctl: 1\nservices: {web: {needs: {a: nowhere}}}\n")
    before = (folder / "dr.yaml").read_text()
    done = drctl("import", "zipkin", "more.json", "--into", "dr.yaml", "--yes", cwd=folder)
    assert done.code == 2
    assert "dr.yaml:2:" in done.err
    assert (folder / "dr.yaml").read_text() == before


def test_what_powershell_writes(folder: Path, drctl: Drctl) -> None:
    for name, encoding in (("le.json", "utf-16"), ("mark.json", "utf-8-sig")):
        (folder / name).write_bytes(LINKS.encode(encoding))
        assert "db: db" in drctl("import", "zipkin", name, cwd=folder).out
    (folder / "bad.json").write_bytes(b'["\xff\xfe\xe9"]')
    done = drctl("import", "zipkin", "bad.json", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert "neither UTF-8 nor UTF-16" in done.err


def test_a_mistyped_kind(folder: Path, drctl: Drctl) -> None:
    done = drctl("import", "zipkn", "links.json", cwd=folder)
    assert done.code == 2
    assert 'did you mean "zipkin"?' in done.err


def test_drift(folder: Path, drctl: Drctl) -> None:
    (folder / "dr.yaml").write_text(
        "drctl: 1\nname: x\nservices:\n  web: {needs: {store: db, cache: redis}}\n"
        "  db: {}\n  redis: {}\n"
    )
    done = drctl("drift", "zipkin", "more.json", "--window", "7d", cwd=folder)
    assert (done.code, done.err) == (1, "")
    assert (
        done.out
        == """\
Observed, not declared:
  the provider api-stripe-com
    more.json:1: api.stripe.com was seen here first
  web needs api-stripe-com
    declared at dr.yaml:4:3
    more.json:1: web calls api.stripe.com

Declared, not observed in 7d:
  web.cache: redis
    declared at dr.yaml:4:28

In no file, so that their needs were left out: redis.
"""
    )
    done = drctl("drift", "zipkin", "more.json", "--json", cwd=folder)
    answer = json.loads(done.out)
    assert answer["drifted"] is True
    assert answer["window"] is None
    assert [c["name"] for c in answer["undeclared_components"]] == ["api-stripe-com"]
    [need] = answer["undeclared_needs"]
    assert (need["component"], need["targets"]) == ("web", ["api-stripe-com"])
    [unobserved] = answer["unobserved_needs"]
    assert unobserved == {
        "need": "web.cache",
        "requirement": "redis",
        "place": {"path": "dr.yaml", "line": 4, "column": 28},
    }


def test_no_drift(folder: Path, drctl: Drctl) -> None:
    (folder / "dr.yaml").write_text(drctl("import", "zipkin", "links.json", cwd=folder).out)
    done = drctl("drift", "zipkin", "links.json", cwd=folder)
    assert (done.code, done.out) == (0, "Nothing differs from links.json.\n")


def test_drift_in_a_time_that_is_none(folder: Path, drctl: Drctl) -> None:
    (folder / "dr.yaml").write_text("drctl: 1\nservices: {a: {}}\n")
    done = drctl("drift", "zipkin", "links.json", "--window", "soon", cwd=folder)
    assert done.code == 2
    assert "as in the model: 30m, 24h, 7d" in done.err


def test_an_audit_takes_drift_as_evidence(folder: Path, drctl: Drctl) -> None:
    (folder / "dr.yaml").write_text(
        "drctl: 1\nname: x\npolicy: {tiers: {t: {survives: 1}}}\n"
        "services:\n  web: {tier: t, needs: {db: db, cache: redis}}\n  db: {}\n  redis: {}\n"
    )
    (folder / "drift.json").write_text(
        drctl("drift", "zipkin", "more.json", "--window", "7d", "--json", cwd=folder).out
    )
    plain = drctl("audit", "--json", "--exit-zero", cwd=folder)
    done = drctl("audit", "--drift", "drift.json", "--json", "--exit-zero", cwd=folder)
    answer = json.loads(done.out)
    assert answer["observed"] == {
        "kind": "zipkin",
        "sources": ["more.json"],
        "window": "7d",
        "undeclared": [{"component": "web", "targets": ["api-stripe-com"]}],
        "unobserved": ["web.cache"],
        "changed": [],
    }
    assert {**answer, "observed": None} == json.loads(plain.out)
    text = drctl("audit", "--drift", "drift.json", "--exit-zero", cwd=folder).out
    assert "observed, not declared (zipkin in 7d): web needs api-stripe-com" in text
    assert "declared, not observed (zipkin in 7d): web.cache, of which a finding speaks" in text
    summary = drctl(
        "audit", "--drift", "drift.json", "--output", "markdown", "--exit-zero", cwd=folder
    )
    assert "### Observed otherwise than the model says" in summary.out


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": 1}', "[" * 100_000])
def test_an_audit_refuses_evidence_that_is_none(folder: Path, drctl: Drctl, text: str) -> None:
    (folder / "dr.yaml").write_text("drctl: 1\nservices: {a: {}}\n")
    (folder / "drift.json").write_text(text)
    done = drctl("audit", "--drift", "drift.json", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert "is not what `drctl drift --json` prints" in done.err
    assert drctl("audit", "--drift", "none.json", cwd=folder).code == 2
