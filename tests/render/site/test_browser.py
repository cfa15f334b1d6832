"""The site under a real validator, and the colours that a browser gives its pictures."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import browser
from tests.render.site.test_site import contrast, luminance

RULES = {
    "extends": ["html-validate:recommended"],
    "rules": {
        # Style, not correctness: how the doctype is spelt, blanks at ends of lines, long titles,
        # where a telephone number may be broken, ids that GitHub gives to headings.
        "doctype-style": "off",
        "no-trailing-whitespace": "off",
        "tel-non-breaking": "off",
        "long-title": "off",
        "valid-id": ["error", {"relaxed": True}],
    },
}
TOOL = os.environ.get("DRCTL_HTML_VALIDATE", "")  # before the environment is cleaned
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
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_words_in_pictures_have_the_contrast_that_people_need(
    scheme: str, shop: dict[str, str], on_disk: Callable[[dict[str, str]], Path]
) -> None:
    """WCAG 2.2, 1.4.3, for the colours that the browser has worked out."""
    drawn = sorted({figure for text in shop.values() for figure in FIGURE.findall(text)})
    assert len(drawn) > 10
    folder = on_disk(shop)
    dark = '<link rel="stylesheet" href="dark.css" media="(prefers-color-scheme: dark)">'
    sheet = f'<!doctype html><link rel="stylesheet" href="style.css">{dark}'
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
