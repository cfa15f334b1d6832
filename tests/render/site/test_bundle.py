"""The site in one file: the same words, every link inside it, and one page shown at a time."""

import base64
import json
import os
import re
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from drctl.render.bundle import bundle
from tests.render.site.browsing import PHONE, Visitor
from tests.render.site.reading import read
from tests.render.site.test_browser import RULES

TOOL = os.environ.get("DRCTL_HTML_VALIDATE", "")  # before the environment is cleaned
SEEN = """[...document.querySelectorAll("main > .page")]
  .filter(page => getComputedStyle(page).display !== "none").map(page => page.id)"""
Visit = Callable[[Path], Visitor]


def inside(pages: dict[str, str]) -> dict[str, str]:
    return {path.removeprefix("site/"): text for path, text in pages.items()}


def words(text: str) -> list[str]:
    return read(text).text.split()


def unshared(whole: str) -> str:
    """A bundle whose pictures all hold what they show."""
    held = re.search(r'<script type="application/octet-stream" id="drawn">(.*?)</script>', whole)
    assert held
    drawn = json.loads(zlib.decompress(base64.b64decode(held[1])))
    assert len(drawn) > 1
    places = re.findall(r'<g id="picture-(\d+)"></g>', whole)
    assert places == [str(i + 1) for i in range(len(drawn))]
    assert '<use href="#picture-' in whole
    whole = whole.replace(held[0], "")
    pattern = r'<use href="#picture-(\d+)"/>|<g id="picture-(\d+)"></g>'
    return re.sub(pattern, lambda found: drawn[int(found[1] or found[2]) - 1], whole)


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
    assert not list(tree.all("img", "iframe", "object", "embed"))
    assert all(e.attributes["href"].startswith("data:image/svg") for e in tree.all("link"))
    tree = read(unshared(whole))
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


@pytest.mark.parametrize("which", ["shop", "attacked"])
def test_only_what_it_brings_may_run(which: str, request: pytest.FixtureRequest) -> None:
    """Hashes as the policy wants them, made by another way than base64 of hashlib's digest."""
    texts = inside(request.getfixturevalue(which))
    whole = bundle(texts)
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', whole)
    assert policy
    assert whole.index(policy[0]) < min(whole.index("<style"), whole.index("<script"))
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        parts = re.findall(rf"<{tag}(?: (?!type=)[^>]*)?>(.*?)</{tag}>", whole, re.DOTALL)
        assert [_openssl(part) for part in parts] == rules[kind].split()
    scripts = [path for path in texts if path.endswith(".js")]
    assert len(re.findall("<script", whole)) == len(scripts) + 2  # the pictures, and their script


def _openssl(text: str) -> str:
    digest = subprocess.run(
        ["openssl", "dgst", "-sha256", "-binary"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    coded = subprocess.run(
        ["openssl", "base64", "-A"], input=digest.stdout, capture_output=True, check=True
    )
    return f"'sha256-{coded.stdout.decode()}'"


def test_the_reference_estate_fits_in_three_megabytes(reference: Path) -> None:
    texts = {
        file.relative_to(reference).as_posix(): file.read_text()
        for file in reference.rglob("*")
        if file.is_file()
    }
    assert len(bundle(texts).encode()) <= 3_000_000


@pytest.fixture
def one_file(shop: dict[str, str], tmp_path: Path) -> Path:
    """A folder that holds nothing but the bundle."""
    (tmp_path / "all.html").write_text(bundle(inside(shop)))
    return tmp_path


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
    address: str, seen: str, one_file: Path, visit: Visit
) -> None:
    page = visit(one_file).open(f"all.html{address}")
    assert page.evaluate(SEEN) == [seen]


@pytest.mark.needs("chromium")
def test_on_a_phone_with_no_network(reference: Path, visit: Visit, tmp_path: Path) -> None:
    """What the bundle is for: find the runbook, read who is hit, see what holds without OpenAI."""
    texts = {
        file.relative_to(reference).as_posix(): file.read_text()
        for file in reference.rglob("*")
        if file.is_file()
    }
    (tmp_path / "all.html").write_text(bundle(texts))
    page = visit(tmp_path).open("all.html", viewport=PHONE, offline=True)
    page.get_by_role("combobox", name="Search").fill("503 deepseek")
    page.get_by_role("option").first.click()
    assert page.evaluate(SEEN) == ["runbooks/provider-deepseek-api"]
    page.evaluate("location.hash = '#what-if--off=deepseek-api'")
    shown = page.locator("section[id='what-if']")
    shown.get_by_role("searchbox").fill("openai api")
    shown.get_by_role("checkbox", name="OpenAI API").check()
    assert shown.get_by_role("status").inner_text().startswith("2 switched off;")


ALONE = """svg => {
  const copy = svg.cloneNode(true);
  copy.id = "alone";
  for (const twin of copy.querySelectorAll("[id]")) twin.removeAttribute("id");
  Object.assign(copy.style, {position: "fixed", left: 0, top: 0, zIndex: 9, background: "white"});
  document.body.append(copy);
}"""


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_that_is_shown_again_is_the_same(
    scheme: str, one_file: Path, visit: Visit
) -> None:
    shots = []
    for where, uses in (("runbooks/service-shop", 0), ("services/shop", 1)):
        page = visit(one_file).open(f"all.html#{where}", color_scheme=scheme)
        page.evaluate("globalThis.drctlDrawn")
        picture = page.locator(f"section[id='{where}'] .picture > svg").first
        assert picture.locator("use").count() == uses
        picture.evaluate(ALONE)  # nothing else is on the page, and it begins at a whole pixel
        page.evaluate(
            "document.querySelectorAll('body > :not(#alone)').forEach(e => e.hidden = 1)"
        )
        shots.append(page.locator("#alone").screenshot())
    assert shots[0] == shots[1]
