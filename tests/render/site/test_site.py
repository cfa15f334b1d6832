"""The site as a reader meets it: links that lead somewhere, and every text shown as text."""

import html
import itertools
import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from drctl.assessment import Assessment
from drctl.model.alerts import alerts
from drctl.render import marks, site
from drctl.rules import ALL
from tests.render.conftest import ATTACK, ESTATE
from tests.render.site.conftest import sources
from tests.render.site.reading import read

OUTSIDE = ("https://", "http://", "mailto:", "tel:")
ICON = "data:image/svg+xml,%3Csvg"
CSP = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: "
    "data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
TAGS = {
    *("html", "head", "meta", "title", "link", "body", "a", "header", "nav", "ul", "ol", "li"),
    *("main", "footer", "p", "h1", "h2", "h3", "h4", "section", "article", "div", "figure"),
    *("figcaption", "table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
    *("span", "code", "pre", "strong", "em", "b", "small", "br", "time", "blockquote", "hr", "s"),
    *("svg", "g", "text", "path", "polygon", "polyline", "ellipse", "rect", "line"),
    *("script", "noscript", "details", "summary"),
}
TOPS = "index runbooks services providers domains scenarios what-if risks drills notes rules"


def pages_of(written: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in written.items() if path.endswith(".html")}


def test_there_is_a_page_for_everything(shop: dict[str, str], estate: Assessment) -> None:
    model = estate.model
    folders = {"service": "services", "provider": "providers", "domain": "domains"}
    wanted = {f"site/{folders[c.kind]}/{n}.html" for n, c in model.components.items()}
    wanted |= {f"site/scenarios/{name}.html" for name in model.scenarios}
    wanted |= {f"site/rules/{rule.name}.html" for rule in ALL}
    wanted |= {f"site/notes/{name}.html" for name in ("protocol", "more")}
    wanted |= {f"site/{alert.page}" for alert in alerts(model)}
    wanted |= {f"site/{name}.html" for name in (*TOPS.split(), "contacts", "risks/plans")}
    scripts = "theme dom effects pictures page search find search-index what-if model"
    wanted |= {f"site/{name}.js" for name in scripts.split()}
    runbooks = {p for p in shop if p.startswith("site/runbooks/")}
    assert set(shop) == wanted | runbooks | {
        f"site/{name}.css" for name in ("style", "dark", "search")
    }
    books = {p for p in sources(estate, draw=False).runbooks if not p.endswith("README.md")}
    assert runbooks == {f"site/{p.removesuffix('.md')}.html" for p in books}


def test_every_link_leads_to_a_page_and_a_place_on_it(written: dict[str, str]) -> None:
    trees = {path: read(text) for path, text in pages_of(written).items()}
    places = {
        p: [e.attributes["id"] for e in t.all() if "id" in e.attributes] for p, t in trees.items()
    }
    seen = 0
    for path, tree in trees.items():
        assert len(places[path]) == len(set(places[path])), f"{path}: an id twice"
        for link in tree.all("a", "link"):
            target = link.attributes["href"]
            if target.startswith((*OUTSIDE, ICON)):
                continue
            file, _, place = target.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
            there = path if not file else there
            assert there in written, f"{path}: {target}"
            off = there == "site/what-if.html" and place.startswith("off=")
            assert not place or off or place in places[there], f"{path}: {target}"
            seen += 1
    assert seen > 200


def test_nothing_is_fetched_and_nothing_runs_but_our_scripts(written: dict[str, str]) -> None:
    for path, text in pages_of(written).items():
        tree = read(text)
        policies = [e for e in tree.all("meta") if "http-equiv" in e.attributes]
        assert [e.attributes["content"] for e in policies] == [CSP], path
        for element in tree.all():
            assert element.tag in TAGS | {""}, f"{path}: <{element.tag}>"
            for key in element.attributes:
                assert not key.startswith("on"), f"{path}: {key}"
                assert key not in ("style", "srcset", "data", "action", "formaction", "xlink:href")
                assert key != "src" or element.tag == "script"
            if element.tag == "script":
                there = posixpath.join(posixpath.dirname(path), element.attributes["src"])
                assert posixpath.normpath(there) in written
                assert not element.text
            if element.tag == "link":
                target = element.attributes["href"]
                assert element.attributes["rel"] == "stylesheet" or target.startswith(ICON)
                assert not target.startswith(OUTSIDE)
    for sheet in ("style", "dark"):
        assert not re.search(r"url\(|@import|expression", written[f"site/{sheet}.css"])


def test_each_page_says_what_it_is(written: dict[str, str]) -> None:
    for path, text in pages_of(written).items():
        tree = read(text)
        assert tree.one("html").attributes == {"lang": "en"}
        heading, title = next(tree.all("h1")).text, tree.one("head").one("title").text
        assert heading, path
        assert title.split(" · ")[0].replace(" ", "") == heading.replace(" ", ""), path
        levels = [int(e.tag[1]) for e in tree.all("h1", "h2", "h3", "h4")]
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), path


def test_the_menu_shows_where_one_is(shop: dict[str, str]) -> None:
    for path, text in pages_of(shop).items():
        header = read(text).one("header")
        here = [a.text for a in header.all("a") if "aria-current" in a.attributes]
        section = path.removeprefix("site/").partition("/")[0].removesuffix(".html")
        section = "runbooks" if section == "alerts" else section
        words = "Home" if section == "index" else section.replace("-", " ").capitalize()
        assert here == [words], path


def test_what_is_not_there_is_not_in_the_menu(site_of: Callable[[str], dict[str, str]]) -> None:
    written = site_of("drctl: 1\nservices: {a: {}}\n")
    menu = [a.text for a in read(written["site/index.html"]).one("header").all("a")]
    assert menu == ["model", "Home", "Runbooks", "Services", "What if", "Risks", "Rules"]
    assert {"site/notes.html", "site/contacts.html", "site/drills.html"}.isdisjoint(written)


def test_attacks_show_as_text(attacked: dict[str, str]) -> None:
    flat = " ".join(ATTACK.split())
    shown = [path for path, text in pages_of(attacked).items() if flat in read(text).text]
    for name in ("index", "contacts", "services/graph", "providers/node", "scenarios/s"):
        assert f"site/{name}.html" in shown, name
    assert "site/runbooks/provider-node.html" in shown


def test_a_note_cannot_leave_the_site(shop: dict[str, str]) -> None:
    main = read(shop["site/notes/protocol.html"]).one("article")
    links = {a.text: a.attributes["href"] for a in main.all("a") if "href" in a.attributes}
    assert links["the primary"] == "../runbooks/service-primary.html#6-steps"
    assert links["index"] == "../runbooks.html"
    assert links["more"] == "../notes/more.html"
    assert links["web"] == "https://example.com/a?b=c&d"
    assert {"model", "up", "js"}.isdisjoint(links)
    assert "<script>alert(1)</script>" in main.text
    assert "<div onclick=alert(1)>html</div>" in main.text
    assert main.one("figure").all("svg")
    component = next(a for a in main.all("a") if a.text == "stripe")
    assert component.attributes["href"] == "../providers/stripe.html"


def test_what_people_wrote_in_a_runbook_is_shown(shop: dict[str, str]) -> None:
    with_notes = read(shop["site/runbooks/service-shop.html"]).one("article")
    assert "Notes written by hand The shop once fell. <b>by hand</b>" in with_notes.text
    without = read(shop["site/runbooks/service-primary.html"]).one("article")
    assert "Notes written by hand" not in without.text
    for path, text in pages_of(shop).items():
        assert "<!-- notes" not in text and "&lt;!-- notes" not in text, path


def test_a_runbook_is_the_same_page_as_its_markdown(estate: Assessment) -> None:
    """Checked by markdown-it with its own renderer, which knows nothing of the site."""
    from markdown_it import MarkdownIt

    plain = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    plain.add_render_rule("image", lambda _, tokens, i, *__: tokens[i].content)
    found = sources(estate, kept={}, draw=False)
    written = site.pages(found)
    for source, text in found.runbooks.items():
        if source.endswith("README.md"):
            continue
        body = text.partition("\n")[2].rpartition("\n## Notes written by hand\n")[0]
        wanted = read(f"<article>{plain.render(body)}</article>").text
        shown = read(written[f"site/{source.removesuffix('.md')}.html"]).one("article").text
        assert shown.replace(" ", "") == wanted.replace(" ", ""), source


def test_a_component_page_says_what_show_says(shop: dict[str, str], estate: Assessment) -> None:
    for name, component in estate.model.components.items():
        folder = f"{component.kind}s"
        main = read(shop[f"site/{folder}/{name}.html"]).one("main")
        bodies = [e for e in main.all("div") if e.attributes.get("class") == "body"]
        body = bodies[0] if bodies else main
        sections = [child for child in body.children if not isinstance(child, str)]
        told = {}
        for heading, after in itertools.pairwise(sections):
            if heading.tag == "h2":
                told[heading.attributes["id"]] = {a.text for a in after.all("a")}
        assert told["points"] == set(estate.single_points[name]), name
        assert told["blast"] == set(estate.blast[name]), name


def test_pictures_hold_each_component_as_a_link(estate: Assessment) -> None:
    """Checked by what Graphviz drew: a group of class node for each, and one for each frame."""
    found = sources(estate)
    page = site.pages(found)["site/index.html"]
    figure = read(page).one("figure")
    svg = found.drawn["diagrams/overview.svg"]
    told = re.findall(r'class="(?:node|cluster)">\n<title>(?:cluster_)?([^<]+)<', svg)
    drawn = [html.unescape(name) for name in told]
    drawn.remove("cluster_")  # what stands around all of it
    linked = [posixpath.basename(a.attributes["href"]) for a in figure.all("a")]
    assert sorted(linked) == sorted(f"{name}.html" for name in drawn)
    assert len(linked) > 5
    assert not [e for e in figure.all() if "id" in e.attributes]


def test_all_findings_are_shown_once(shop: dict[str, str], estate: Assessment) -> None:
    report = sources(estate, draw=False).report
    tree = read(shop["site/risks.html"])
    shown = [e.one("h3").text for e in tree.all("article")]
    assert shown == [f"{f.severity.word} {f.message}" for f in report.findings]
    assert report.findings


def test_a_rule_that_is_off_and_an_accepted_risk(site_of: Callable[[str], dict[str, str]]) -> None:
    written = site_of("""
drctl: 1
policy: {tiers: {critical: {survives: 1}}, rules: {no-owner: {disabled: we are two people}}}
services:
  a: {tier: critical, replicas: 2, needs: {b: b}}
  b: {}
accepted:
  - {rule: single-point-of-failure, object: a, reason: small, owner: us, until: 2027-01-01}
""")
    assert "we are two people" in read(written["site/rules/no-owner.html"]).one("main").text
    accepted = read(written["site/risks/accepted.html"]).one("table").text
    assert "2027-01-01" in accepted
    assert accepted.endswith("us small")


def test_the_same_model_gives_the_same_bytes(
    assess: Callable[[str], Assessment], estate: Assessment
) -> None:
    """Graphviz may draw a picture's frames in another order, so the same pictures are given."""
    first = sources(estate)
    again = site.pages(replace(sources(assess(ESTATE), draw=False), drawn=first.drawn))
    assert again == site.pages(first)
    assert list(again) == sorted(again)


def test_every_file_carries_its_mark(written: dict[str, str]) -> None:
    for path, text in written.items():
        marked = marks.read(text)
        assert marked is not None and not marked.edited, path
        start = "<!doctype html>\n" if path.endswith(".html") else "/*"
        assert text.startswith(start), path
        edited = marks.read(text.replace("e", "E"))
        assert edited is None or edited.edited, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_the_contrast_that_people_need(scheme: str, shop: dict[str, str]) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text; by its own formula of relative luminance."""
    sheets = shop["site/style.css"], shop["site/dark.css"]
    blocks = [re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[0] for sheet in sheets]
    given = blocks[0] + (blocks[1] if scheme == "dark" else "")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", given))
    pairs = [(w, f"{w}-back") for w in ("down", "degraded", "up", "critical", "high", "medium")]
    pairs += [("low", "low-back"), ("note", "note-back")]
    pairs += [(w, back) for w in ("text", "muted", "link") for back in ("page", "card", "call")]
    pairs += [("down", "page"), ("down", "call"), ("muted", "card")]
    for front, back in pairs:
        ratio = contrast(colours[front], colours[back])
        assert ratio >= 4.5, f"{front} on {back}: {ratio:.2f}"


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_pages_tell_for_how_long(site_of: Callable[[str], dict[str, str]]) -> None:
    """Eight minutes by hand for the web, two hours for the database, worked out by hand."""
    written = site_of("""
drctl: 1
services:
  web: {rto: 1h, needs: {db: {use: db, fallbacks: [{use: other, switch: manual, after: 8m}]}}}
  db: {failure: {restore: 2h}}
  other: {}
scenarios: {dark: {fails: [{component: db, restore: 5m}]}}
""")
    component = read(written["site/services/db.html"]).one("main").text
    assert "Component Down for 10m 1h db 2h web 8m, RTO 1h kept" in component
    web = read(written["site/services/web.html"]).one("main").text
    told = "the RTO holds in 2 of 3 failures; 1 of 3 failures lack a written time; the longest"
    assert f"Recovery {told} written is 8m, when db" in web
    other = read(written["site/services/other.html"]).one("main").text
    assert "Recovery 1 of 1 failures lack a written time" in other
    assert "longest" not in other
    scenario = read(written["site/scenarios/dark.html"]).one("main").text
    assert "Component Down for 10m 1h db 5m web 5m, RTO 1h kept" in scenario


def test_pages_count_what_does_not_hold(site_of: Callable[[str], dict[str, str]]) -> None:
    """Three expectations, one of which is broken: the switch by hand takes eight minutes."""
    written = site_of("""
drctl: 1
services:
  web: {needs: {db: {use: db, fallbacks: [{use: other, switch: manual, after: 8m}]}}}
  db: {failure: {restore: 2h}, data: {rows: {copies: [{in: db}, {in: other, lag: 5s}]}}}
  other: {}
scenarios: {dark: {fails: [db], expect: {web: {state: up, within: 5m}, db: {data_loss: 10s}}}}
""")
    scenario = read(written["site/scenarios/dark.html"]).one("main").text
    assert "1 of 3 expectations do not hold." in scenario
    assert "Up again within Lost at most Holds db rows 10s (5s) yes web up 5m (8m) no" in scenario
    for page in ("index", "scenarios"):
        assert "1 of 3 do not hold" in read(written[f"site/{page}.html"]).one("main").text


def test_the_first_paint_of_a_page_needs_few_bytes(reference: Path) -> None:
    """150 KB: the page, its style sheets and the one script that it waits for."""
    shared = sum(
        (reference / name).stat().st_size for name in ("style.css", "dark.css", "theme.js")
    )
    pages = {page: page.stat().st_size + shared for page in reference.rglob("*.html")}
    assert len(pages) > 200
    assert {p.name: size for p, size in pages.items() if size > 150_000} == {}


def test_long_lists_come_on_several_pages(site_of: Callable[[str], dict[str, str]]) -> None:
    names = [f"s{i}" for i in range(450)]
    head = "drctl: 1\npolicy: {tiers: {t: {survives: 1}}}\nservices:\n"
    model = head + "".join(f"  {name}: {{tier: t, alerts: [A{name}]}}\n" for name in names)
    written = site_of(model)
    pages = ["services.html", *(f"services-{n}.html" for n in (2, 3, 4))]
    listed: list[str] = []
    for page in pages:
        tree = read(written[f"site/{page}"])
        rows = [row for body in tree.all("tbody") for row in body.all("tr")]
        listed += [row.one("th").text for row in rows]
        others = {a.attributes["href"] for nav in tree.all("nav") for a in nav.all("a")}
        assert set(pages) - {page} <= others
    assert sorted(listed) == sorted(names)
    assert len(written["site/services.html"]) < 150_000
    findings = [f"site/risks/open-{n}.html" for n in range(2, 9)]
    assert set(findings) <= set(written), "each of 450 has one instance"
    tree = read(written["site/services/s7.html"])
    links = {a.attributes["href"].removeprefix("../") for a in tree.one("main").all("a")}
    risks = [link.partition("#") for link in links if link.startswith("risks")]
    assert risks
    for page, _, place in risks:
        assert any(e.attributes.get("id") == place for e in read(written[f"site/{page}"]).all())
