"""The site in one file: the same words, every link inside it, and one page shown at a time."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from drctl.render.bundle import bundle
from tests.conftest import browser
from tests.render.site.reading import read
from tests.render.site.test_browser import RULES

TOOL = os.environ.get("DRCTL_HTML_VALIDATE", "")  # before the environment is cleaned
SEEN = """<script>
onload = () => { document.title = JSON.stringify([...document.querySelectorAll("main > .page")]
  .filter(page => getComputedStyle(page).display !== "none").map(page => page.id)); };
</script>"""


def inside(pages: dict[str, str]) -> dict[str, str]:
    return {path.removeprefix("site/"): text for path, text in pages.items()}


def words(text: str) -> list[str]:
    return read(text).text.split()


@pytest.mark.parametrize("which", ["shop", "attacked"])
def test_all_words_are_there_and_every_link_leads_somewhere(
    which: str, request: pytest.FixtureRequest
) -> None:
    texts = inside(request.getfixturevalue(which))
    whole = bundle(texts)
    tree = read(whole)
    ids = [e.attributes["id"] for e in tree.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for link in (e.attributes["href"] for e in tree.all("a") if "href" in e.attributes):
        off = link.startswith("#what-if--off=")  # the page's script reads what is off
        assert not link.startswith("#") or off or link[1:] in ids, link
        assert link.startswith(("#", "https://", "http://", "mailto:", "tel:")), link
    assert not list(tree.all("script", "img", "iframe", "object", "embed", "link"))
    for path, text in texts.items():
        if path.endswith(".html"):
            page = re.search(r'<main id="content"[^>]*>(.*)</main>', text, re.DOTALL)
            assert page
            section = next(
                e for e in tree.all("section") if e.attributes.get("id") == path[: -len(".html")]
            )
            assert section.text.split() == words(page[1])
    assert bundle(dict(reversed(texts.items()))) == whole


@pytest.mark.needs("html-validate")
def test_a_validator_accepts_it(shop: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(RULES))
    (tmp_path / "all.html").write_text(bundle(inside(shop)))
    command = [TOOL, "--formatter", "text", "--config", ".htmlvalidate.json", "all.html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("", "index"),
        ("#services/shop", "services/shop"),
        ("#runbooks/service-primary--6-steps", "runbooks/service-primary"),
        ("#nothing-of-that-name", "index"),
    ],
)
def test_the_address_says_which_page_is_shown(
    address: str, seen: str, shop: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "all.html"
    file.write_text(bundle(inside(shop)).replace("</body>", f"{SEEN}</body>"))
    title = re.search(r"<title>(.*?)</title>", browser(file, fragment=address), re.DOTALL)
    assert title
    assert json.loads(title[1]) == [seen]
