"""No page needs more than 150 KB before it is painted, and none loses a row for it.

Checked by Python's own HTML parser, and by the pages as they were before they were cut.
"""

import itertools
import posixpath
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from drctl.assessment import Assessment
from drctl.render import marks, site
from drctl.render.site.fitting import FIRST_PAINT, fitted
from tests.render.site.conftest import sources
from tests.render.site.reading import Element, read

COUNT = 260


def crowded() -> str:
    """Services with long names in one region, which takes their fallbacks with it."""
    draw = random.Random(1)
    names = [f"the-service-with-a-long-name-{i:03}" for i in range(COUNT)]
    lines = [
        "drctl: 1",
        "policy: {tiers: {critical: {rto: 1h, survives: 1}, standard: {rto: 4h}}}",
        "domains: {the-only-region: {kind: region}}",
        "services:",
    ]
    for i, name in enumerate(names):
        tier = draw.choice(("critical", "standard"))
        lines.append(
            f"  {name}: {{tier: {tier}, in: the-only-region, restart: 1m, alerts: [A{i}],"
        )
        lines.append(f'    symptoms: ["what one sees when the service of number {i} is down"],')
        below = draw.sample(names[:i], min(i, 4))
        hard = [f"n{n}: {other}" for n, other in enumerate(below[2:])]
        if len(below) > 1:
            hard.append(f"f: {{use: {below[0]}, fallbacks: [{below[1]}]}}")
        lines.append(f"    needs: {{{', '.join(hard)}}}}}")
    return "\n".join(lines)


def rows(page: Element) -> Counter[tuple[str, str, tuple[str, ...]]]:
    """The rows of all tables and lists of a page, with the pages that they lead to."""
    return Counter(
        (e.tag, e.text, tuple(a.attributes["href"].partition("#")[0] for a in e.all("a")))
        for e in page.one("main").all("tr", "li")
    )


def test_no_page_is_too_large_and_no_row_is_lost(
    assess: Callable[[str], Assessment], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: dict[str, str] = {}

    def recorded(path: str, page: str, most: int) -> Iterator[tuple[str, str]]:
        whole[f"site/{path}"] = page
        return fitted(path, page, most)

    monkeypatch.setattr(site, "fitted", recorded)
    pages = site.pages(sources(assess(crowded()), kept={}, notes={}, draw=False, plan=False))
    heavy = {path for path, text in whole.items() if marks.html(text) != pages[path]}
    assert {"site/runbooks.html", "site/runbooks/domain-the-only-region.html"} <= heavy
    first = {name: len(pages[f"site/{name}"].encode()) for name in _first(pages)}
    assert set(first) == {"style.css", "search.css", "dark.css", "theme.js"}
    for path, text in pages.items():
        if path.endswith(".html"):
            assert len(text.encode()) + sum(first.values()) <= FIRST_PAINT, path
    for path in heavy:
        beside = [path, *_beside(path, pages)]
        assert len(beside) > 1
        found = {p: read(pages[p]) for p in beside}
        assert sum(map(rows, found.values()), Counter()) >= rows(read(whole[path]))
        ids = {p: {e.attributes.get("id") for e in page.all()} for p, page in found.items()}
        for name, page in found.items():
            for link in page.all("a"):
                there, _, place = link.attributes["href"].partition("#")
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), there))
                target = target if there else name
                assert target in pages, (name, target)
                assert not place or place in ids.get(target, {place}), (name, place)
    more = {p for p in pages if p.endswith(".html") and p not in whole}
    assert more == {q for p in heavy for q in _beside(p, pages)}


def _first(pages: dict[str, str]) -> list[str]:
    """What every page loads before it is painted."""
    head = read(pages["site/index.html"]).one("head")
    sheets = [e.attributes for e in head.all("link")]
    scripts = [e.attributes for e in head.all("script")]
    return [
        *(given["href"] for given in sheets if given["rel"] == "stylesheet"),
        *(given["src"] for given in scripts if "defer" not in given),
    ]


def _beside(path: str, pages: dict[str, str]) -> list[str]:
    stem = re.escape(path.removesuffix(".html"))
    return [other for other in pages if re.fullmatch(rf"{stem}\.\d+\.html", other)]


def framed(inside: str) -> str:
    trail = '<nav class="trail" aria-label="Above"><a href="../x.html">X</a></nav>'
    return (
        f'<!doctype html>\n<title>T · E</title>\n<main id="content">\n{trail}\n<h1>T</h1>\n'
        f"{inside}\n</main>\n"
    )


def listed(tag: str, count: int, each: str = "{}") -> str:
    return f"<{tag}>" + "".join(f"<li>{each.format(i)}</li>\n" for i in range(count)) + f"</{tag}>"


def test_a_list_goes_on_beside_with_its_numbers() -> None:
    page = framed('<h2 id="s">S</h2>' + listed("ol", 60, '<a href="#s">n{}</a>'))
    parts = dict(fitted("a/t.html", page, 1000))
    assert list(parts)[:3] == ["a/t.html", "a/t.2.html", "a/t.3.html"]
    items = [li.text for part in parts.values() for li in read(part).one("main").all("li")]
    assert items == [f"n{i}" for i in range(60)]
    assert '<a href="t.2.html">the rest of the list</a>' in parts["a/t.html"]
    for before, after in itertools.pairwise(list(parts.values())[1:]):
        follows = len(read(before).one("main").one("ol").children)
        assert follows
        starts = [int(read(p).one("main").one("ol").attributes["start"]) for p in (before, after)]
        assert starts[1] - starts[0] == sum(1 for _ in read(before).one("main").all("li"))
    second = read(parts["a/t.2.html"])
    assert second.one("h1").text == "T: S, continued"
    assert [a.attributes["href"] for a in second.one("nav").all("a")] == ["../x.html", "t.html#s"]
    assert {a.attributes["href"] for a in second.one("ol").all("a")} == {"t.html#s"}


def test_what_cannot_be_cut_stays() -> None:
    """A menu, a few rows, cells that span rows, a second body, and what is left open."""
    span = '<tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>' * 20
    body = f"<tbody>{'<tr><td>a</td></tr>' * 30}</tbody>"
    for inside in (
        f"<nav>{listed('ul', 60)}</nav>",
        listed("ul", 20),
        f"<table><tbody>{span}</tbody></table>",
        f"<table>{body}{body}</table>",
        "<ul><li>" * 30,
        "</ul>" + listed("ul", 60),
        "<p>" + "x" * 3000,
    ):
        page = framed(inside)
        assert list(fitted("t.html", page, 100)) == [("t.html", page)]


def test_the_outermost_list_of_many_rows_is_cut() -> None:
    inner = listed("ul", 40)
    for inside, kept in ((listed("ul", 30, inner), 20 * 41), (listed("ul", 3, inner), 3 * 21)):
        parts = dict(fitted("t.html", framed(inside), 100))
        assert sum(1 for _ in read(parts["t.html"]).one("main").all("li")) == kept


def test_a_link_to_a_row_that_went_still_leads_there() -> None:
    table = "".join(f'<tr id="r{i}"><td>{i}</td></tr>' for i in range(40))
    page = framed(f'<div class="scroll"><table><tbody>{table}</tbody></table></div>')
    parts = dict(fitted("t.html", page, 100))
    ids = [
        e.attributes["id"] for e in read(parts["t.html"]).one("main").all() if "id" in e.attributes
    ]
    assert sorted(ids) == sorted(["content", *(f"r{i}" for i in range(40))])


def test_bytes_count_and_not_characters() -> None:
    page = framed(listed("ul", 100, "ä" * 50))
    size = len(page.encode())
    assert len(dict(fitted("t.html", page, size))) == 1
    assert len(dict(fitted("t.html", page, size - 1))) == 2
