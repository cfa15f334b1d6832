"""`drctl risks --by`: text, JSON, one component, and what it does not take."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ask = Callable[[str], tuple[int, str, str]]

SMALL = """\
drctl: 1
name: small
policy: {tiers: {critical: {rpo: 1h}, internal: {}}}
domains:
  east: {kind: region, vendor: aws, jurisdiction: US, failure: {availability: 99%, restore: 6h}}
  west: {kind: region, vendor: aws, jurisdiction: US, failure: {availability: 99%, restore: 2h}}
  cage: {kind: site, vendor: scioto}
providers:
  cards: {vendor: stripe, failure: {availability: 99%, restore: 1h}}
  mail: {vendor: postmark}
services:
  shop:
    tier: critical
    in: east
    needs: {cards: {use: cards, load: 3 rps}, mail: {use: mail, optional: unnoticed}}
    data: {orders: {copies: [{in: east}, {in: cage, lag: 1d}]}}
  shelf: {tier: critical, failure: never, needs: {x: {use: blog, optional: true, load: 90 rps}}}
  blog:
    tier: internal
    in: {use: west, fallbacks: [{use: cage, switch: manual, after: 20m}]}
  list: {}
"""


@pytest.fixture
def ask(tmp_path: Path, drctl: Callable[..., Any]) -> Ask:
    (tmp_path / "dr.yaml").write_text(SMALL)

    def call(line: str) -> tuple[int, str, str]:
        done = drctl(*line.split(), cwd=tmp_path)
        return done.code, done.out, done.err

    return call


def test_by_vendor(ask: Ask) -> None:
    code, out, err = ask("risks --by vendor")
    assert (code, err) == (0, "")
    assert (
        out
        == """\
vendor  tier      services  down at first  for good  degraded
aws     critical  2         1              1 (50%)   0
        internal  1         1              0         0
stripe  critical  2         1              1 (50%)   0

vendor  longest  of    data lost
aws     6h       shop  1d of shop.orders
stripe  1h       shop

vendor  tier      load    goes there  stops at first  for good
aws     critical  93 rps  3           93              3
stripe  critical  93 rps  3           3               3

No service is hit by postmark, scioto.

aws is the worst; it is stated by east, west.

What goes down with aws:
  shop  6h   it lies in east
  blog  20m  too few of the places it may run in are left: west

More: drctl simulate --fail vendor:aws
"""
    )


def test_by_region(ask: Ask) -> None:
    out = ask("risks --by region")[1]
    assert "east    critical  2         1              1 (50%)   0" in out
    assert "east is the worst." in out
    assert "More: drctl simulate --fail east\n" in out


def test_as_json(ask: Ask) -> None:
    found = json.loads(ask("risks --by vendor --json")[1])
    assert found["by"] == "vendor"
    assert [group["name"] for group in found["groups"]] == ["aws", "stripe", "postmark", "scioto"]
    aws, stripe, postmark, _ = found["groups"]
    assert aws == {
        "name": "aws",
        "members": ["east", "west"],
        "tiers": [
            {
                "tier": "critical",
                "services": 2,
                "down_before_people_act": ["shop"],
                "down": ["shop"],
                "degraded": [],
                "share_down": 0.5,
                "load": [
                    {
                        "unit": "rps",
                        "enters": 93,
                        "arrives": 3,
                        "stops_before_people_act": 93,
                        "stops": 3,
                    }
                ],
            },
            {
                "tier": "internal",
                "services": 1,
                "down_before_people_act": ["blog"],
                "down": [],
                "degraded": [],
                "share_down": 0,
                "load": [],
            },
            {
                "tier": None,
                "services": 1,
                "down_before_people_act": [],
                "down": [],
                "degraded": [],
                "share_down": 0,
                "load": [],
            },
        ],
        "longest": {
            "component": "shop",
            "seconds": 21600,
            "at_least_seconds": 21600,
            "known": True,
        },
        "data_loss": {"store": "shop.orders", "seconds": 86400},
    }
    assert stripe["data_loss"] is None
    assert postmark["longest"] is None
    assert json.loads(ask("risks --by vendor --output json")[1]) == found


def test_one_component(ask: Ask) -> None:
    code, out, err = ask("risks blog --by vendor")
    assert (code, err) == (0, "")
    assert out.startswith("vendor  before people act  after  down for  why\naws     down ")
    assert out.endswith("\nblog stays up without postmark, scioto, stripe.\n")


def test_one_component_as_json(ask: Ask) -> None:
    found = json.loads(ask("risks blog --by region --json")[1])
    assert (found["component"], found["by"]) == ("blog", "region")
    west, east = found["groups"]
    told = (west["name"], west["members"], west["state"], west["state_before_people_act"])
    assert told == ("west", ["west"], "up", "down")
    assert west["recovery"]["seconds"] == 1200
    assert (east["name"], east["recovery"]) == ("east", None)


def test_what_nothing_touches(ask: Ask) -> None:
    assert ask("risks list --by jurisdiction") == (0, "list stays up without US.\n", "")


def test_a_model_without_groups(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\nservices: {a: {}}\n")
    told = "No component that can fail states a vendor.\n"
    assert ask("risks --by vendor") == (0, told, "")
    assert ask("risks a --by vendor") == (0, told, "")
    told = "The model has no domain of kind region that can fail.\n"
    assert ask("risks --by region") == (0, told, "")
    assert json.loads(ask("risks --by region --json")[1])["groups"] == []


def test_nobody_is_hit(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\nproviders: {p: {vendor: x}}\nservices: {a: {}}\n")
    assert ask("risks --by vendor")[1] == "No service is hit by x.\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("risks --by country", "country"),
        ("risks shp --by vendor", 'no component is called "shp"; did you mean "shop"?'),
    ],
)
def test_what_it_does_not_take(ask: Ask, line: str, said: str) -> None:
    code, out, err = ask(line)
    assert (code, out) == (2, "")
    assert said in err
