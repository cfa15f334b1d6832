"""The site in a real browser, from the disk and served.

The fixture `visit` holds every page to a silent console and to no request that leaves the site.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drctl.analysis.states import states
from drctl.assessment import Assessment
from drctl.model import load
from tests.render.site.browsing import DESK, PHONE, Visitor, write

pytestmark = pytest.mark.needs("chromium", "dot")
Visit = Callable[[Path], Visitor]
ROOT = Path(__file__).parents[3]
OURS = {"theme.js", "dom.js", "effects.js", "pictures.js", "page.js", "model.js", "what-if.js"} | {
    "search.js",
    "find.js",
}

# One page of every kind.
KINDS = (
    "index",
    "runbooks",
    "runbooks/provider-deepseek-api",
    "runbooks/scenario-deepseek-2026-03-30",
    "services",
    "services/chat-api",
    "providers",
    "providers/deepseek-api",
    "domains",
    "domains/us-east-1",
    "scenarios",
    "scenarios/deepseek-2026-03-30",
    "what-if",
    "risks",
    "risks/accepted",
    "risks/plans",
    "drills",
    "notes",
    "notes/fallback-protocol",
    "rules",
    "rules/no-owner",
    "contacts",
    "alerts/LLMLatencyHigh",
)


def engine(fails: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """What the engine says of the reference estate, before and after people act."""
    model, _ = load(ROOT / "dr.yaml")
    assert model is not None
    (found,) = states(Assessment(model).graph, [fails])
    return dict(found.before), dict(found.after)


def shown(page: Page) -> dict[str, tuple[str, str]]:
    """The states in the table of what is hit, by name."""
    rows: list[list[str]] = page.evaluate(
        """[...document.querySelectorAll(".outcome tbody tr")].map(row => [
            row.querySelector("th a").getAttribute("href"),
            ...[...row.querySelectorAll(".state")].map(state => state.textContent)])"""
    )
    return {Path(href).stem: (before, after) for href, before, after in rows}


def working(page: Page) -> set[str]:
    links = page.locator(".works a").all()
    return {Path(link.get_attribute("href") or "").stem for link in links}


def test_there_is_a_page_of_every_kind(reference: Path) -> None:
    folders = {p.parent.name for p in reference.glob("*/*.html")}
    assert folders == {Path(kind).parts[0] for kind in KINDS if "/" in kind}
    tops = {p.stem for p in reference.glob("*.html")}
    assert tops == {kind for kind in KINDS if "/" not in kind}


def test_every_page_opens_from_the_disk_without_a_complaint(visit: Visit, reference: Path) -> None:
    visitor = visit(reference)
    page = visitor.open()
    for kind in KINDS:
        page.goto(f"{visitor.root}{kind}.html")
        assert page.locator("h1").first.is_visible()
    assert {Path(url).name for url in visitor.asked if url.endswith(".js")} == OURS


def test_every_page_opens_served_without_a_complaint(visit_served: Visitor) -> None:
    page = visit_served.open()
    for kind in KINDS:
        page.goto(f"{visit_served.root}{kind}.html")
        assert page.locator("h1").first.is_visible()
    assert page.evaluate("fetch('https://example.com/').then(() => 1, () => 0)") == 0
    (told,) = visit_served.complaints[:1]
    assert "Content Security Policy" in told
    visit_served.complaints.clear()


def test_what_if_says_what_the_engine_says(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("what-if.html")
    expect(page.get_by_role("status").first).to_contain_text("Nothing is switched off")
    for fails in ({"deepseek-api"}, {"deepseek-api", "openai-api"}, {"us-east-1", "okta"}):
        page.goto("about:blank")
        page = page.context.pages[0]
        page.goto(f"{reference.as_uri()}/what-if.html#off={','.join(sorted(fails))}")
        expect(page.get_by_role("status").first).to_contain_text(f"{len(fails)} switched off")
        before, after = engine(fails)
        hit = {n for n in before if (before[n], after[n]) != ("up", "up")} - fails
        assert shown(page) == {name: (before[name], after[name]) for name in hit}
        assert working(page).isdisjoint(hit | fails)
        assert "auth" in working(page) or "us-east-1" in fails


def test_what_if_by_hand(visit: Visit, reference: Path) -> None:
    """DeepSeek is off; OpenAI is switched off as well, and the address says so."""
    page = visit(reference).open("what-if.html#off=deepseek-api")
    page.get_by_label("Find").fill("openai api")
    page.get_by_role("checkbox", name="OpenAI API openai-api").check()
    assert page.url.endswith("#off=deepseek-api,openai-api")
    _, after = engine({"deepseek-api", "openai-api"})
    assert shown(page)["insights"][1] == after["insights"]
    again = page.context.new_page()
    again.goto(page.url)
    assert shown(again) == shown(page)
    page.get_by_role("button", name="Switch DeepSeek API on again").click()
    assert page.url.endswith("#off=openai-api")
    page.get_by_role("button", name="All on again").click()
    assert page.url.endswith("what-if.html")
    assert shown(page) == {}


def test_what_if_by_vendor_jurisdiction_and_scenario(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("what-if.html")
    page.get_by_label("Find").fill("vendor openai")
    page.get_by_role("checkbox", name="openai", exact=True).check()
    assert page.url.endswith("#vendor=openai")
    model, _ = load(ROOT / "dr.yaml")
    assert model is not None
    own = {c.name for c in model.components.values() if c.spec.vendor == "openai" and c.can_fail}
    before, after = engine(own)
    hit = {n for n in before if (before[n], after[n]) != ("up", "up")} - own
    assert shown(page) == {name: (before[name], after[name]) for name in hit}
    page.get_by_label("Find").fill("")
    page.get_by_label("Start from").select_option(label="DeepSeek goes dark")
    assert "vendor" not in page.url
    assert page.locator(".pick + .meta a").get_attribute("href") == (
        "scenarios/deepseek-2026-03-30.html"
    )


def test_what_if_forgives_an_address_that_names_nothing(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("what-if.html#off=nothing,deepseek-api,%E0%A4%A&vendor=<b>&x=1")
    expect(page.get_by_role("status").first).to_contain_text("1 switched off")


def test_without_scripts_all_but_the_switches_is_there(visit: Visit, reference: Path) -> None:
    visitor = visit(reference)
    page = visitor.open("what-if.html", java_script_enabled=False)
    assert page.locator("noscript p").is_visible()
    page.goto(f"{visitor.root}runbooks/provider-deepseek-api.html")
    page.get_by_role("link", name="Contacts").click()
    assert page.get_by_role("heading", name="Contacts").is_visible()
    page.goto(f"{visitor.root}providers/deepseek-api.html")
    page.locator(".picture a", has_text="ingestion").click()
    assert page.url.endswith("services/ingestion.html")


def test_a_component_of_a_picture_tells_what_falls_with_it(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("providers/deepseek-api.html")
    page.locator(".picture a", has_text="llm-gateway").click()
    panel = page.locator(".effects").first
    expect(panel).to_contain_text("LLM gateway: when it fails")
    _, after = engine({"llm-gateway"})
    fallen = {name for name, state in after.items() if state == "down"} - {"llm-gateway"}
    row = panel.locator("div", has=page.get_by_text("Down for good"))
    assert {link.inner_text() for link in row.locator("a").all()} == fallen
    assert page.locator(".picture .chosen title").first.text_content() == "llm-gateway"
    assert page.locator(".picture .falls").count() > 0
    page.keyboard.press("Escape")
    expect(panel).to_be_empty()


def test_pictures_zoom_and_move_by_keyboard(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("domains/us-east-1.html", viewport=PHONE)
    box = page.locator(".picture").first
    box.focus()
    svg = box.locator("svg")

    def width() -> float:
        found = svg.bounding_box()
        assert found is not None
        return found["width"]

    first = width()
    page.keyboard.press("+")
    assert width() == pytest.approx(first * 1.3, rel=0.02)
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.picture').scrollLeft > 0")
    page.keyboard.press("0")
    inner = box.evaluate("box => box.clientWidth")
    assert width() == pytest.approx(inner, rel=0.02)
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.closest('.node title, .node') !== null")
    assert focused, "the next stop is a component"


def test_pictures_move_by_mouse(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("domains/us-east-1.html")
    box = page.locator(".picture").first
    box.scroll_into_view_if_needed()
    page.get_by_role("button", name="Larger").first.click(click_count=4)
    place = box.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    left = box.evaluate("box => box.scrollLeft")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y, steps=4)
    page.mouse.up()
    assert box.evaluate("box => box.scrollLeft") == pytest.approx(left + 120, abs=2)
    assert page.url.endswith("us-east-1.html"), "a drag is no click"


def test_a_reader_chooses_the_colours(visit: Visit, reference: Path) -> None:
    visitor = visit(reference)
    page = visitor.open("index.html", color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(21, 24, 28)"
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.goto(f"{visitor.root}services/chat-api.html")
    assert page.evaluate(ground) == "rgb(255, 255, 255)", "kept on the next page"
    page.get_by_role("button", name="Dark colours").click()
    page.goto(f"{visitor.root}index.html")
    assert page.evaluate(ground) == "rgb(21, 24, 28)"


def test_a_command_is_copied(visit_served: Visitor) -> None:
    page = visit_served.open("runbooks/provider-deepseek-api.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    command = page.locator(".command").first
    text = command.locator("code").inner_text()
    command.get_by_role("button", name="Copy").click()
    expect(command.get_by_role("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == text.rstrip("\n")


def test_a_long_table_is_narrowed_and_sorted(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("services.html")
    rows = page.locator("tbody tr:visible")
    everything = rows.count()
    page.get_by_label("Only services with").fill("ml platform critical")
    found = [row.inner_text() for row in rows.all()]
    assert 0 < len(found) < everything
    assert all("ML platform" in text and "critical" in text for text in found)
    expect(page.locator(".filter").get_by_role("status")).to_have_text(f"{len(found)} of 28")
    page.get_by_label("Only services with").fill("")

    def column(number: int) -> list[str]:
        return [
            text.strip()
            for text in page.locator(f"tbody tr > :nth-child({number})").all_inner_texts()
        ]

    page.get_by_role("button", name="Single points of failure").click()
    counts = [int(text) for text in column(4)]
    assert counts == sorted(counts, reverse=True)
    page.get_by_role("button", name="Single points of failure").click()
    assert [int(text) for text in column(4)] == sorted(counts)
    page.get_by_role("button", name="Service", exact=True).click()
    assert column(1) == sorted(column(1), key=str.lower)
    assert page.locator("[aria-sort]").count() == 1


def test_a_section_can_be_pointed_at(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("providers/deepseek-api.html")
    page.get_by_role("link", name="Link to: What it needs").click()
    page.wait_for_url("**/deepseek-api.html#needs")


def test_by_keyboard_alone(visit: Visit, reference: Path) -> None:
    """From the first page to a runbook and into the what-if, with Tab, Enter and Space."""
    page = visit(reference).open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    reach(page, "AWS Northern Virginia")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runbooks/domain-us-east-1.html")
    reach(page, "What if")
    page.keyboard.press("Enter")
    page.wait_for_url("**/what-if.html")
    page.get_by_label("Find").focus()
    page.keyboard.type("deepseek-api")
    reach(page, "Providers")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_url("**/what-if.html#off=deepseek-api")


def reach(page: Page, words: str) -> None:
    """Press Tab until what begins with some words is focused; it must be seen to be."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(words):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert outline == "3px"
            return
    raise AssertionError(f"no stop is called {words}")


@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_scrolls_sideways(view: dict[str, int], visit: Visit, reference: Path) -> None:
    visitor = visit(reference)
    page = visitor.open(viewport=view)
    for kind in KINDS:
        page.goto(f"{visitor.root}{kind}.html{'#off=us-east-1' if kind == 'what-if' else ''}")
        assert not wide(page), kind


def wide(page: Page) -> bool:
    found: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return found


def test_a_word_without_end_makes_no_page_wide(
    site_of: Callable[[str], dict[str, str]], visit: Visit, tmp_path: Path
) -> None:
    word = "w" * 500
    written = site_of(
        f"drctl: 1\nname: n\ntitle: {word}\nteams: {{t: {{title: {word}}}}}\nservices:\n"
        f"  a: {{title: {word}, owner: t, tags: [{word}], symptoms: [{word}], alerts: [{word}],\n"
        f"    needs: {{b: {{use: b, why: {word}}}}}}}\n  b: {{owner: t, description: {word}}}\n"
    )
    visitor = visit(write(written, tmp_path))
    page = visitor.open(viewport=PHONE)
    for path in written:
        if path.endswith(".html") and "/rules/" not in path:
            page.goto(f"{visitor.root}{path.removeprefix('site/')}")
            assert not wide(page), path
    page.goto(f"{visitor.root}what-if.html#off=b")
    expect(page.get_by_role("status").first).to_contain_text("1 switched off")
    assert not wide(page)


def test_nothing_of_an_attack_runs(visit: Visit, attacked_folder: Path) -> None:
    visitor = visit(attacked_folder)
    page = visitor.open()
    page.on("dialog", lambda dialog: pytest.fail(f"an alert: {dialog.message}"))
    seen = 0
    for file in sorted(attacked_folder.rglob("*.html")):
        if file.parent.name == "rules":
            continue
        page.goto(file.as_uri() + ("#off=node" if file.stem == "what-if" else ""))
        if file.stem == "what-if":
            expect(page.get_by_role("status").first).to_contain_text("1 switched off")
        for node in page.locator(".picture a").all()[:2]:
            node.dispatch_event("click")
        found: dict[str, Any] = page.evaluate(
            """() => ({
              tags: [...document.querySelectorAll("script, img, iframe, object, embed, form")]
                .map(e => e.localName + " " + (e.getAttribute("src") ?? "")),
              handlers: [...document.querySelectorAll("*")].flatMap(e => e.getAttributeNames())
                .filter(name => name.startsWith("on")),
              links: [...document.querySelectorAll("[href]:not(link)")]
                .map(e => e.getAttribute("href").trim().toLowerCase()),
              text: document.body.textContent,
            })"""
        )
        assert {Path(tag.partition(" ")[2]).name for tag in found["tags"]} <= OURS
        assert all(tag.startswith("script ") for tag in found["tags"])
        assert found["handlers"] == []
        bad = ("javascript:", "data:", "vbscript:")
        assert not [link for link in found["links"] if link.startswith(bad)]
        seen += "<script>alert(1)</script>" in found["text"]
    assert seen > 8


def test_a_runbook_prints(visit: Visit, reference: Path) -> None:
    """As light pages, with what is folded opened, without what only a screen needs."""
    visitor = visit(reference)
    page = visitor.open("risks.html", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
    )
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details.places:not([open])").count() > 0
    page.goto(f"{visitor.root}runbooks/provider-deepseek-api.html")
    for hidden in ("header", ".copy", ".zoom", ".contents"):
        assert not page.locator(hidden).first.is_visible(), hidden
    printed = page.pdf()
    assert printed.startswith(b"%PDF-")
    leaves = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 2 <= leaves <= 12


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.needs("axe")
def test_axe_finds_no_fault(scheme: str, axe: str, visit: Visit, reference: Path) -> None:
    """WCAG 2.2 A and AA, and axe's own best practices, on every kind of page."""
    visitor = visit(reference)
    page = visitor.open(color_scheme=scheme, bypass_csp=True)
    faults: dict[str, list[str]] = {}
    for kind in KINDS:
        page.goto(f"{visitor.root}{kind}.html{'#off=us-east-1' if kind == 'what-if' else ''}")
        if kind == "providers/deepseek-api":
            page.locator(".picture a", has_text="llm-gateway").click()
            page.locator(".effects dl").wait_for()
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
        faults[kind] = [
            f"{fault['impact']} {fault['id']}: {node['html'][:120]} {json.dumps(node['target'])}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]
    assert {kind: told for kind, told in faults.items() if told} == {}
