"""The site in a real browser and under a real validator, from a disk."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import browser
from tests.render.site.reading import read
from tests.render.site.test_site import contrast, luminance

RULES = {
    "extends": ["html-validate:recommended"],
    "rules": {
        # Style, not correctness: how the doctype is spelt, blanks at ends of lines, one custom
        # property per picture, long titles, ids that GitHub gives to headings.
        "doctype-style": "off",
        "no-trailing-whitespace": "off",
        "no-inline-style": "off",
        "long-title": "off",
        "valid-id": ["error", {"relaxed": True}],
    },
}
TOOL = os.environ.get("DRCTL_HTML_VALIDATE", "")  # before the environment is cleaned
# Phone and desk, in pixels.
WIDTHS = (390, 1280)
PROBE = """<script>
const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
document.title = JSON.stringify({wide, width: innerWidth});
</script>"""

FIGURE = re.compile(r"<figure.*?</figure>", re.DOTALL)
# Each word of the pictures: its colour, and what it stands on.
COLOURS = """<script>
document.title = JSON.stringify([...document.querySelectorAll(".picture text")].map(word => {
  const shape = word.closest(".node")?.querySelector("polygon, path, ellipse");
  const behind = shape ? getComputedStyle(shape).fill : "none";
  const page = getComputedStyle(document.body).backgroundColor;
  return [getComputedStyle(word).fill, behind === "none" ? page : behind];
}));
</script>"""


@pytest.fixture
def on_disk(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Writes a site; gives its folder."""

    def written(pages: dict[str, str]) -> Path:
        for path, text in pages.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path / "site"

    return written


@pytest.mark.needs("html-validate")
def test_a_validator_accepts_every_page(
    written: dict[str, str], on_disk: Callable[[dict[str, str]], Path]
) -> None:
    folder = on_disk(written)
    (folder / ".htmlvalidate.json").write_text(json.dumps(RULES))
    command = [TOOL, "--formatter", "text", "--config", ".htmlvalidate.json", "**/*.html"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    broken = folder / "broken.html"
    broken.write_text("<!doctype html><title>x</title><p><div></div></p>")
    again = subprocess.run([*command[:-1], broken], cwd=folder, capture_output=True, check=False)
    assert again.returncode == 1, "the validator finds something where there is something"


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(
    "page",
    [
        "index",
        "findings",
        "teams",
        "providers/node",
        "scenarios/s",
        "runbooks/provider-node",
        "notes/attack",
    ],
)
def test_nothing_of_an_attack_runs(
    page: str, attacked: dict[str, str], on_disk: Callable[[dict[str, str]], Path]
) -> None:
    folder = on_disk(attacked)
    tree = read(browser(folder / f"{page}.html"))
    assert not list(tree.all("script", "img", "iframe", "object", "embed", "form"))
    for element in tree.all():
        assert not [key for key in element.attributes if key.startswith("on")]
        target = element.attributes.get("href", "").strip().lower()
        assert not target.startswith(("javascript:", "data:", "vbscript:")), target
    assert "<script>alert(1)</script>" in tree.text


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(
    width: int, shop: dict[str, str], on_disk: Callable[[dict[str, str]], Path]
) -> None:
    pages = ["index", "services", "services/shop", "findings", "scenarios/edge-gone"]
    pages += ["runbooks/service-shop", "notes/protocol", "teams", "rules/no-owner"]
    assert_no_page_scrolls_sideways(on_disk, shop, pages, width)


@pytest.mark.needs("chromium")
def test_a_word_without_end_makes_no_page_wide(
    site_of: Callable[[str], dict[str, str]], on_disk: Callable[[dict[str, str]], Path]
) -> None:
    word = "w" * 500
    model = (
        f"drctl: 1\nname: n\ntitle: {word}\nteams: {{t: {{title: {word}}}}}\nservices:\n"
        f"  a: {{title: {word}, owner: t, tags: [{word}], symptoms: [{word}], alerts: [{word}],\n"
        f"    needs: {{b: {{use: b, why: {word}}}}}}}\n  b: {{owner: t, description: {word}}}\n"
    )
    pages = ["index", "services", "services/a", "findings", "runbooks/service-b", "teams"]
    assert_no_page_scrolls_sideways(on_disk, site_of(model), pages, WIDTHS[0])


def assert_no_page_scrolls_sideways(
    on_disk: Callable[[dict[str, str]], Path],
    written: dict[str, str],
    pages: list[str],
    width: int,
) -> None:
    changed = {
        path: text.replace("</body>", f"{PROBE}</body>")
        for path, text in written.items()
        if path.removeprefix("site/").removesuffix(".html") in pages
    }
    assert len(changed) == len(pages)
    folder = on_disk(written | changed)
    for page in pages:
        # A frame is as wide as it is told, whatever the least width of a window is.
        (folder / "one.html").write_text(
            f'<!doctype html><iframe src="{page}.html" width="{width}" height="800"></iframe>'
            "<script>onload = () => { document.title = frames[0].document.title; };</script>"
        )
        dumped = browser(folder / "one.html", "--allow-file-access-from-files")
        told = re.search(r"<title>(.*?)</title>", dumped)
        assert told, page
        found = json.loads(told[1].replace("&quot;", '"'))
        assert found == {"wide": False, "width": width}, page


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_words_in_pictures_have_the_contrast_that_people_need(
    scheme: str, shop: dict[str, str], on_disk: Callable[[dict[str, str]], Path]
) -> None:
    """WCAG 2.2, 1.4.3, for the colours that the browser has worked out."""
    drawn = sorted({figure for text in shop.values() for figure in FIGURE.findall(text)})
    assert len(drawn) > 10
    folder = on_disk(shop)
    sheet = '<!doctype html><link rel="stylesheet" href="style.css">'
    (folder / "all.html").write_text(sheet + "".join(drawn) + COLOURS)
    number = ["dark", "light"].index(scheme)
    dumped = browser(folder / "all.html", f"--blink-settings=preferredColorScheme={number}")
    told = re.search(r"<title>(.*?)</title>", dumped)
    assert told
    grounds = set()
    for word, behind in json.loads(told[1].replace("&quot;", '"')):
        ratio = contrast(hexadecimal(word), hexadecimal(behind))
        assert ratio >= 4.5, (word, behind, ratio)
        grounds.add(hexadecimal(behind))
    assert len(grounds) > 5
    failing = {ground for ground in grounds if luminance(ground) < 0.2}
    assert len(failing) == (1 if scheme == "light" else len(grounds)), grounds


def hexadecimal(colour: str) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"[0-9]+", colour)[:3])
