"""alert -> runbook_url, as JSON and as Prometheus reads it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

Drctl = Callable[..., Any]
ROOT = Path(__file__).parents[2]
MODEL = """drctl: 1
name: shop
policy: {site_url: "https://dr.example/x"}
services:
  web:
    alerts: [WebDown, 'odd "name": # &x ü']
    needs: {db: {use: db, detect: {alert: DbSlow}}}
  db: {alerts: [DbDown]}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL, encoding="utf-8")
    return tmp_path


def test_as_json(drctl: Drctl, shop: Path) -> None:
    ran = drctl("export", "alerts", cwd=shop)
    assert (ran.code, ran.err) == (0, "")
    answer = json.loads(ran.out)
    assert (answer["schema_version"], answer["tool"]["name"]) == (1, "drctl")
    rows = {row["alert"]: row for row in answer["alerts"]}
    assert list(rows) == sorted(rows)
    assert rows["DbSlow"] == {
        "alert": "DbSlow",
        "runbook_url": "https://dr.example/x/alerts/DbSlow.html",
        "page": "alerts/DbSlow.html",
        "components": [],
        "needs": ["web.db"],
    }
    assert rows["DbDown"]["components"] == ["db"]


def test_as_prometheus_reads_it(drctl: Drctl, shop: Path) -> None:
    """Read by another YAML parser than ours: ruamel's pure one, as plain data."""
    ran = drctl("export", "alerts", "--format", "prometheus", cwd=shop)
    assert (ran.code, ran.err) == (0, "")
    (group,) = YAML(typ="safe", pure=True).load(ran.out)["groups"]
    assert group["name"] == "shop"
    urls = {rule["alert"]: rule["annotations"]["runbook_url"] for rule in group["rules"]}
    listed = json.loads(drctl("export", "alerts", cwd=shop).out)["alerts"]
    assert urls == {row["alert"]: row["runbook_url"] for row in listed}
    assert 'odd "name": # &x ü' in urls


def test_of_one_component(drctl: Drctl, shop: Path) -> None:
    rows = json.loads(drctl("export", "alerts", "web", cwd=shop).out)["alerts"]
    assert [row["alert"] for row in rows] == ["DbSlow", "WebDown", 'odd "name": # &x ü']


@pytest.mark.parametrize("url", ["", "policy: {site_url: /srv/dr}\n"])
def test_without_an_address_of_the_web(url: str, drctl: Drctl, tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(f"drctl: 1\n{url}services: {{a: {{alerts: [A]}}}}\n")
    ran = drctl("export", "alerts", cwd=tmp_path)
    assert ran.code == 0
    assert json.loads(ran.out)["alerts"][0]["runbook_url"] is None
    assert ran.err == "note: policy.site_url gives no address of the web, so runbook_url is null\n"
    refused = drctl("export", "alerts", "--format", "prometheus", cwd=tmp_path)
    assert (refused.code, refused.out) == (2, "")
    assert "write policy.site_url" in refused.err


def test_a_model_without_alerts(drctl: Drctl, tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL.partition("services:")[0] + "services: {a: {}}\n")
    ran = drctl("export", "alerts", "--format", "prometheus", cwd=tmp_path)
    assert YAML(typ="safe", pure=True).load(ran.out) == {"groups": [{"name": "shop", "rules": []}]}
    assert "No alert is named" in ran.err


def test_a_format_that_there_is_not(drctl: Drctl, shop: Path) -> None:
    ran = drctl("export", "alerts", "--format", "xml", cwd=shop)
    assert (ran.code, ran.err) == (
        2,
        'error: alerts is written as json or prometheus, not as "xml"\n',
    )
    ran = drctl("export", "open-psa", "--format", "json", cwd=shop)
    assert (ran.code, ran.err) == (
        2,
        "error: open-psa is written in one form only; leave out --format\n",
    )


def test_every_address_is_a_page_of_the_site(drctl: Drctl, reference_pages: set[str]) -> None:
    """The reference estate's, checked by the site that is built from it."""
    rows = json.loads(drctl("export", "alerts", cwd=ROOT).out)["alerts"]
    assert len(rows) > 20
    assert {row["page"] for row in rows} == {p for p in reference_pages if p.startswith("alerts/")}


@pytest.fixture
def reference_pages() -> set[str]:
    import datetime

    from drctl.assessment import Assessment
    from drctl.model import load
    from drctl.render.build import build

    model, _ = load(ROOT / "dr.yaml")
    assert model is not None
    texts = build(Assessment(model), ["site"], ROOT, datetime.date(2026, 11, 26)).texts
    return {path.removeprefix("site/") for path in texts}
