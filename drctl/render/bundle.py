"""The whole site as one HTML file, for a telephone without a network, or a mail.

Every page becomes a section of one document, every link between pages a link inside it. The
style sheet shows the section that the address names; without a name it is the first page.
"""

import base64
import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping
from html import escape
from html.parser import HTMLParser

from drctl.render import marks
from drctl.render.shared_pictures import Shared
from drctl.render.templates import folder

_NAMES = ("id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
"""Attributes that hold names of one page, with spaces between several."""

_LINKS = ("href", "xlink:href")

_MAIN = re.compile(r"<main id=\"content\"[^>]*>\n?(.*)</main>", re.DOTALL)
_HEADER = re.compile(r"<header>.*?</header>", re.DOTALL)
_HEAD = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_FOOTER = re.compile(r"<footer>.*?</footer>", re.DOTALL)

_ICON = re.compile(r"<link rel=\"icon\"[^>]*>")
_SHEET = re.compile(r"<link rel=\"stylesheet\" href=\"([^\"]*)\"([^>]*)>")
_SCRIPT = re.compile(r"<script( defer)? src=\"(?:\.\./)*([^\"]*)\"></script>")
_SHOWN = """
@media screen {
  @supports selector(:has(a)) {
    main > .page { display: none; }
    main > .page:target, main > .page:has(:target) { display: block; }
    body:not(:has(.page:target, .page :target)) main > .page:first-child { display: block; }
  }
}
"""
"""Where a browser can't choose, as on paper, all pages stand one below the other."""


def bundle(texts: Mapping[str, str]) -> str:
    """One document from the pages of a site.

    Args:
        texts: the site's files by their path in it; `index.html` comes first.

    Returns:
        HTML that fetches nothing, with all style sheets and scripts of the pages inside; nothing
        else may run in it. The same pages give the same bytes. Linear in their size.
    """
    first = texts["index.html"]
    paths = sorted((p for p in texts if p.endswith(".html")), key=_order)
    known = frozenset(paths)
    header, footer = (_part(pattern, first) for pattern in (_HEADER, _FOOTER))
    styles = _styles(texts, first)
    early, late = _scripts(texts, paths)
    late.insert(0, (folder() / "bundle/drawn.js").read_text("utf-8"))
    shared = Shared()
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        _policy([text for _, text in styles], [*early, *late]),
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{_part(_HEAD, first, 1)}</title>",
        *_ICON.findall(first),
        *(f"<style{given}>{text}</style>" for given, text in styles),
        *(f"<script>{text}</script>" for text in early),
        "</head>",
        "<body>",
        '<a class="skip" href="#content">Skip to the page</a>',
        _inside(header.replace(' aria-current="page"', ""), "index.html", known),
        '<main id="content">',
    ]
    for path in paths:
        lines.append(f'<section class="page" id="{_key(path)}">')
        lines.append(shared.page(_inside(_part(_MAIN, texts[path], 1), path, known)))
        lines.append("</section>")
    scripts = (f"<script>{text}</script>" for text in late)
    lines += ["</main>", footer, shared.held(), *scripts, "</body>", "</html>", ""]
    return marks.html("\n".join(lines))


def _order(path: str) -> tuple[bool, bool, str]:
    """The first page, then the runbooks: what stands twice stands where it is wanted first."""
    return path != "index.html", not path.startswith("runbooks/"), path


def _styles(texts: Mapping[str, str], page: str) -> list[tuple[str, str]]:
    """The style sheets of a page, each with the attributes of its element."""
    found: list[tuple[str, str]] = []
    for name, given in _SHEET.findall(page):
        text = texts[name]
        found.append((given, f"\n{text}{'' if found else _SHOWN}"))
    return found


def _scripts(texts: Mapping[str, str], paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """The scripts that run before anything is painted, and those that run at the end."""
    early: dict[str, None] = {}
    late: dict[str, None] = {}
    for path in paths:
        for deferred, name in _SCRIPT.findall(texts[path]):
            (late if deferred else early).setdefault(name)
    # What pages load when they want it comes first here, so that nothing is loaded.
    wanted = [p for p in texts if p.endswith(".js") and p not in early and p not in late]
    return [texts[n] for n in early], [texts[n] for n in (*wanted, *late)]


def _policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """The element that lets nothing but these run, and nothing be fetched."""
    told = (
        f"{kind} {' '.join(map(_hash, some))}"
        for kind, some in (("script-src", scripts), ("style-src", styles))
    )
    rest = "img-src data:; base-uri 'none'; form-action 'none'"
    policy = f"default-src 'none'; {'; '.join(told)}; {rest}"
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _part(pattern: "re.Pattern[str]", text: str, group: int = 0) -> str:
    found = pattern.search(text)
    return found[group] if found else ""


def _key(path: str) -> str:
    """What a page is called inside the document."""
    return path.removesuffix(".html")


def _inside(text: str, path: str, known: frozenset[str]) -> str:
    moved = _Moved(path, known)
    moved.feed(text)
    moved.close()
    return "".join(moved.out)


def _with(tag: str, name: str, value: str) -> str:
    """A start tag with another value of an attribute."""
    pattern = rf"(\s{re.escape(name)}\s*=\s*)(?:\"[^\"]*\"|'[^']*'|[^\s>]+)"
    before, after = re.split(pattern, tag, maxsplit=1, flags=re.IGNORECASE)[::2]
    return f'{before} {name}="{value}"{after}'


class _Moved(HTMLParser):
    """A part of a page as it stands in the bundle: names are the page's own, links lead inside."""

    def __init__(self, path: str, known: frozenset[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.path, self.known = path, known
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self._tag(attrs, landmark=tag == "nav"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self._tag(attrs))

    def _tag(self, attrs: list[tuple[str, str | None]], *, landmark: bool = False) -> str:
        written = self.get_starttag_text() or ""
        for name, value in attrs:
            new = value
            if value and name in _NAMES:
                new = " ".join(self._named(word) for word in value.split())
            elif value and name in _LINKS:
                new = self._link(value)
            elif value and landmark and name == "aria-label":
                # Of one name there may be one landmark only.
                new = f"{value}: {_key(self.path)}"
            elif value and "url(#" in value:
                new = re.sub(r"url\(#([^)]*)\)", lambda m: f"url(#{self._named(m[1])})", value)
            if new != value:
                written = _with(written, name, escape(new or "", quote=True))
        return written

    def _named(self, name: str) -> str:
        return f"{_key(self.path)}--{name}"

    def _link(self, link: str) -> str:
        target, _, fragment = link.partition("#")
        if target:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), target))
            if path not in self.known:
                return link
        else:
            path = self.path
        return f"#{_key(path)}--{fragment}" if fragment else f"#{_key(path)}"

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")
