"""Pages that a telephone paints soon: of the longest tables and lists the rest has pages beside.

Below a table or a list that was cut stands how many rows are left, and a link to them: nothing is
lost, also without scripts.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

FIRST_PAINT = 150_000
"""Bytes that a browser needs before it paints a page: its HTML, and what blocks it."""
_SPARE = 2_000
"""Bytes for a page's mark, and for what is written below tables that were cut."""
_FEWEST = 20
"""Rows of a table or a list that always stay on their page."""

_BLOCKING = re.compile(r"<link rel=\"stylesheet\" href=\"([^\"]*)\"|<script src=\"([^\"]*)\"")
_TAG = re.compile(r"<(/?)(table|tbody|tr|ul|ol|li|nav)\b[^>]*>")
_HOLDS = {"tbody": "tr", "ul": "li", "ol": "li"}
_MAIN = re.compile(r"(?<=<main id=\"content\").*(?=</main>)", re.DOTALL)
_TRAIL = re.compile(r"<nav class=\"trail\"[^>]*>(.*?)</nav>", re.DOTALL)
_TITLE = re.compile(r"(?<=<title>).*?(?=</title>)", re.DOTALL)
_NAME = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_HEADING = re.compile(r"<h[23] id=\"([^\"]*)\"[^>]*>(.*?)</h[23]>", re.DOTALL)
_ID = re.compile(r"\sid=\"([^\"]*)\"")


class _Block(NamedTuple):
    """A table or a list: where it stands, its beginning, its rows, its end."""

    start: int
    end: int
    head: str
    rows: tuple[str, ...]
    tail: str


def room(page: str, shared: Mapping[str, str]) -> int:
    """How many bytes a page's HTML may have.

    Args:
        page: any page; all load the same.
        shared: style sheets and scripts by their path in the site.
    """
    names = {posixpath.basename(a or b) for a, b in _BLOCKING.findall(page)}
    return (
        FIRST_PAINT - _SPARE - sum(_size(text) for name, text in shared.items() if name in names)
    )


def fitted(path: str, page: str, most: int) -> Iterator[tuple[str, str]]:
    """A page, and pages beside it where it is too large.

    Args:
        path: where it lies below the site.
        page: HTML whose every text is escaped, as our templates and Markdown write it.
        most: how many bytes it may have.

    Returns:
        The page, then `NAME.2.html` and so on with the rows for which it has no room: no name in
        a model holds a dot. A page without long tables and lists may stay too large.

    Notes:
        Linear in the page; most need no more than their length.
    """
    over = _size(page) - most
    if over <= 0:
        yield path, page
        return
    beside = _Beside(path, page, most)
    kept: dict[_Block, int] = {}
    for block in sorted(_blocks(page), key=lambda b: b.start - b.end):
        keep = len(block.rows)
        while over > 0 and keep > _FEWEST:
            keep -= 1
            over -= _size(block.rows[keep]) - _size(_places(block.rows[keep : keep + 1]))
        kept[block] = keep
    out, at = [], 0
    for block, keep in sorted(kept.items()):
        if keep < len(block.rows):
            more = beside.more(block, keep)
            out += [page[at : block.start], block.head, *block.rows[:keep], block.tail, more]
            at = block.end
    yield path, "".join([*out, page[at:]])
    yield from beside.written


def _blocks(page: str) -> list[_Block]:
    """What may be cut: the outermost tables and lists of many rows, outside menus."""
    main = _MAIN.search(page)
    found: list[_Block] = []
    opened: list[tuple[str, int, list[int]]] = []  # element, where it begins, edges of its rows
    for tag in _TAG.finditer(page, *main.span()) if main else ():
        if not tag[1]:
            opened.append((tag[2], tag.start(), []))
            continue
        if not opened or opened[-1][0] != tag[2]:
            return []  # a template of the workspace leaves something open
        kind, start, edges = opened.pop()
        if opened and _HOLDS.get(opened[-1][0]) == kind:
            edges = opened[-1][2]
            edges.extend((start, tag.end()) if not edges else (tag.end(),))
        elif kind in _HOLDS and len(edges) > _FEWEST + 1 and "nav" not in {o[0] for o in opened}:
            table = kind == "tbody"
            begin, end = (opened[-1][1], _end(page, tag.end())) if table else (start, tag.end())
            rows = tuple(page[a:b] for a, b in pairwise(edges))
            found = [block for block in found if block.start < begin]
            found.append(_Block(begin, end, page[begin : edges[0]], rows, page[edges[-1] : end]))
    return [b for b in found if (b.head + b.tail).count("<tbody") < 2 and _apart(b.rows)]


def _apart(rows: Sequence[str]) -> bool:
    """Whether each row stands for itself."""
    return not any("rowspan=" in row for row in rows)


def _end(page: str, at: int) -> int:
    """Where a table ends of which the body has ended, with the box that scrolls."""
    end = page.index("</table>", at) + len("</table>")
    return end + len("</div>") * page.startswith("</div>", end)


class _Beside:
    """The pages beside one, which hold what it has no room for."""

    def __init__(self, path: str, page: str, most: int) -> None:
        self.path, self.page, self.most = path, page, most
        self.file = posixpath.basename(path)
        self.written: list[tuple[str, str]] = []
        name = _NAME.search(page)
        self.name = _words(name[1]) if name else self.file
        trail = _TRAIL.search(page)
        self.trail = trail[1].strip() if trail else ""

    def more(self, block: _Block, keep: int) -> str:
        """Write the rows from `keep` on, and give what leads to them.

        An address that named one of these rows still leads there.
        """
        headings = [*_HEADING.finditer(self.page, 0, block.start)]
        section = _words(headings[-1][2]) if headings else ""
        place = f"#{headings[-1][1]}" if headings else ""
        title = f"{self.name}: {section}" if section else self.name
        free = self.most - len(self._page(title, place, "").encode()) - _size(block.head)
        first, left = len(self.written), block.rows[keep:]
        while left:
            count, size = 0, 0
            while count < len(left) and (not count or size + _size(left[count]) <= free):
                size += _size(left[count])
                count += 1
            begin = len(block.rows) - len(left)
            head = block.head.replace("<ol>", f'<ol start="{begin + 1}">')
            left, shown = left[count:], left[:count]
            rows = "".join(shown).replace('href="#', f'href="{self.file}#')
            after = self._link(len(left), len(self.written) + 1) if left else ""
            body = f"{head}{rows}{block.tail.removesuffix('</div>')}\n{after}"
            self.written.append((self._path(len(self.written)), self._page(title, place, body)))
        return _places(block.rows[keep:]) + self._link(len(block.rows) - keep, first)

    def _path(self, number: int) -> str:
        return f"{self.path.removesuffix('.html')}.{number + 2}.html"

    def _link(self, count: int, number: int) -> str:
        file = posixpath.basename(self._path(number))
        return (
            f'\n<p class="more">and {count} more: <a href="{file}">the rest of the list</a></p>\n'
        )

    def _page(self, title: str, place: str, body: str) -> str:
        back = f'<a href="{self.file}{place}">{self.name}</a>'
        back += ' <span aria-hidden="true">&rsaquo;</span>'
        inside = (
            f'>\n<nav class="trail" aria-label="Above this page">\n{self.trail} {back}\n</nav>\n'
            f'<h1>{title}, continued</h1>\n<div class="scroll">{body}</div>\n'
        )
        page = _MAIN.sub(lambda _: inside, self.page, count=1)
        # The title of a page ends with the estate's.
        return _TITLE.sub(
            lambda told: f"{title}, continued{''.join(told[0].rpartition(' · ')[1:])}",
            page,
            count=1,
        )


def _places(rows: Sequence[str]) -> str:
    """Empty elements with the names of the rows, for links to them."""
    return "".join(f'<span id="{name}"></span>' for row in rows for name in _ID.findall(row))


def _words(html: str) -> str:
    """The text of some HTML, still escaped."""
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
