"""The search field in a real browser: from the disk, with the keyboard alone, at any size."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.render.site.browsing import PHONE, Visitor

Visit = Callable[[Path], Visitor]
pytestmark = pytest.mark.needs("chromium")


def test_slash_words_and_enter(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("services/redis.html")
    page.keyboard.press("/")
    page.keyboard.type("503 deepseek")
    first = page.get_by_role("option").first
    first.wait_for()
    assert first.inner_text().startswith("runbook DeepSeek API: down")
    assert page.get_by_role("combobox").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/runbooks/provider-deepseek-api.html")


def test_arrows_go_round_and_escape_closes(visit: Visit, reference: Path) -> None:
    page = visit(reference).open()
    page.keyboard.press("/")
    page.keyboard.type("deepsek")
    page.get_by_role("option").first.wait_for()
    count = page.get_by_role("option").count()
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.count() == 0
    for _ in range(count + 2):
        page.keyboard.press("ArrowDown")
    assert chosen.get_attribute("id") == "search-hit-1"
    assert page.get_by_role("combobox").get_attribute("aria-activedescendant") == "search-hit-1"
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    assert chosen.get_attribute("id") == f"search-hit-{count - 1}"
    page.keyboard.press("Escape")
    assert not page.get_by_role("listbox").is_visible()
    assert page.get_by_role("combobox").input_value() == "deepsek"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") != "combobox"


def test_a_slash_in_a_field_is_a_slash(visit: Visit, reference: Path) -> None:
    page = visit(reference).open()
    page.keyboard.press("/")
    page.keyboard.type("/health does not answer")
    assert page.get_by_role("combobox").input_value() == "/health does not answer"
    page.get_by_role("option").first.wait_for()
    assert page.get_by_role("option").first.inner_text().startswith("runbook Local model")


def test_a_finger_chooses_and_nothing_is_told(visit: Visit, reference: Path) -> None:
    page = visit(reference).open("rules.html", viewport=PHONE, has_touch=True)
    field = page.get_by_role("combobox")
    field.fill("qqqqqq")
    page.get_by_text("Nothing is found").first.wait_for()
    page.keyboard.press("Enter")
    assert page.url.endswith("rules.html")
    field.fill("ml-platform")
    page.get_by_role("option").first.tap()
    page.wait_for_url("**/contacts.html#team-ml-platform")


def test_the_index_is_loaded_when_it_is_wanted(visit: Visit, reference: Path) -> None:
    visitor = visit(reference)
    page = visitor.open()
    assert not any("search-index" in address for address in visitor.asked)
    page.get_by_role("combobox").focus()
    page.wait_for_function("globalThis.drctlIndex")
    assert any("search-index" in address for address in visitor.asked)


def test_served_it_is_the_same(visit_served: Visitor) -> None:
    page = visit_served.open("notes.html")
    page.get_by_role("combobox").fill("fallback protocol")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/notes/fallback-protocol.html")


def test_hits_are_text(visit: Visit, attacked_folder: Path) -> None:
    page = visit(attacked_folder).open()
    page.get_by_role("combobox").fill("script alert")
    page.get_by_role("option").first.wait_for()
    assert page.locator("[role=listbox] script, [role=listbox] img").count() == 0
    assert "<script>alert(1)</script>" in page.get_by_role("listbox").inner_text()


@pytest.mark.parametrize("width", [320, 390, 640])
def test_on_a_phone_the_field_stands_below_the_menu(
    visit: Visit, reference: Path, width: int
) -> None:
    page = visit(reference).open("index.html")
    page.set_viewport_size({"width": width, "height": 700})
    menu, field = (page.locator(f"header {part}").bounding_box() for part in ("nav", "input"))
    assert menu is not None
    assert field is not None
    assert field["y"] >= menu["y"] + menu["height"]
    assert field["x"] + field["width"] <= width
