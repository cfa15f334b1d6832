"""The overview of a large estate: its cards, frames and names are links to what they stand for."""

import posixpath
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drctl.assessment import Assessment
from drctl.render import dot, site
from drctl.render.diagrams.overview import overview
from tests.render.site.browsing import Visitor
from tests.render.site.conftest import sources
from tests.render.site.reading import read

ESTATE = """
drctl: 1
policy: {tiers: {gold: {survives: 1}, tin: {}}}
teams: {blue: {title: The blue}, app: {}}
services:
  web: {tier: gold, owner: blue, in: east, needs: {api: api, mail: {use: mail, optional: true}}}
  app: {tier: gold, owner: blue, in: west, needs: {api: api}}
  api: {tier: tin, owner: app, in: east, needs: {store: {use: store, fallbacks: [mail]}}}
  job: {tier: tin, needs: {store: store}}
providers: {store: {owner: app}, mail: {}}
domains: {east: {kind: region}, west: {kind: region}}
"""
APP = ("app", "services/app.html")
NAMES = [
    APP,
    ("api ▲ 2", "services/api.html"),
    ("job", "services/job.html"),
    ("mail", "providers/mail.html"),
    ("store", "providers/store.html"),
    ("web", "services/web.html"),
]
GROUPS = {
    "domain": [
        ("east (region) ▲ 3", "domains/east.html"),
        ("gold (1)", "domains/east.html"),
        ("gold (1)", "domains/west.html"),
        ("run by others, elsewhere (2)", "providers.html"),
        ("tin (1)", "domains/east.html"),
        ("tin, elsewhere (1)", "services.html#tier-tin"),
        ("west (region) ▲ 1", "domains/west.html"),
    ],
    # A team that is called like a service has a frame of its own.
    "team": [
        ("gold (2)", "contacts.html#team-blue"),
        ("run by others (1)", "contacts.html#team-app"),
        ("run by others, elsewhere (1)", "providers.html"),
        ("tin (1)", "contacts.html#team-app"),
        ("tin, elsewhere (1)", "services.html#tier-tin"),
    ],
    "tier": [
        ("gold (2)", "services.html#tier-gold"),
        ("run by others (2)", "providers.html"),
        ("tin (2)", "services.html#tier-tin"),
    ],
}


@pytest.mark.parametrize("by", ["domain", "team", "tier"])
@pytest.mark.needs("dot")
def test_each_card_leads_to_what_it_stands_for(assess: Callable[..., Assessment], by: Any) -> None:
    assessment = assess(ESTATE)
    drawn = dot.svg({"diagrams/overview.dot": overview(assessment, by).dot()})
    given = sources(assessment, kept={}, notes={}, draw=False, plan=False)
    texts = site.pages(replace(given, drawn=drawn))
    links = list(read(texts["site/index.html"]).one("figure").all("a"))
    found = [(" ".join(a.text.split()), a.attributes["href"]) for a in links]
    assert sorted(found) == sorted([*NAMES, *GROUPS[by]])
    for _, there in found:
        path, _, place = there.partition("#")
        page = read(texts[posixpath.join("site", path)])
        assert not place or [e for e in page.all() if e.attributes.get("id") == place]
    named = [a.attributes.get("aria-label", "") for a in links]
    wanted = {"domain": "gold (1) in east", "team": "tin (1) in app", "tier": "gold (2)"}
    assert wanted[by] in named


@pytest.mark.needs("chromium", "dot")
def test_in_the_overview_a_name_is_chosen_and_a_card_is_followed(
    visit: Callable[[Path], Visitor], reference: Path
) -> None:
    page = visit(reference).open("index.html")
    picture = page.locator("figure .picture")
    picture.get_by_role("link", name="redis ▲").focus()
    page.keyboard.press("Enter")
    panel = page.locator(".effects")
    panel.locator("dl").wait_for()
    assert "when it fails" in panel.inner_text()
    assert picture.locator(".node.chosen title").all_text_contents() == ["redis"]
    picture.get_by_role("link", name="us-east-1 (region)").click()
    assert picture.locator(".node.chosen title").all_text_contents() == ["us-east-1"]
    assert "redis" in picture.locator(".node.falls title").all_text_contents()
    card = picture.get_by_role("link", name="critical (10) in us-east-1")
    card.locator("text").click()
    page.wait_for_url("**/domains/us-east-1.html")
