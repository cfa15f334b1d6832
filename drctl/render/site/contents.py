"""A long page's own contents, beside it where there is room."""

import re

from drctl.render.site.html import element

_SECTION = re.compile(r'<h2 id="([^"]*)"[^>]*>(.*?)</h2>', re.DOTALL)
_MAIN = '<main id="content">\n'
_FEWEST = 4


def with_contents(page: str) -> str:
    """A page with a list of its sections, when it has many.

    Args:
        page: HTML whose every text is escaped, as our templates and Markdown write it.

    Returns:
        The page; a list of links stands before its content, for keyboards and screen readers too.
    """
    from markupsafe import Markup

    found = _SECTION.findall(page)
    if len(found) < _FEWEST:
        return page
    links = Markup("").join(
        element("li", element("a", Markup(text).striptags(), href=f"#{Markup(place).unescape()}"))
        for place, text in found
    )
    title = element("h2", "On this page")
    listed = element("nav", title + element("ul", links), **{"class": "contents", "aria-label": "On this page"})
    head, _, rest = page.partition(_MAIN)
    wide = _MAIN.replace(">", ' class="with-contents">')
    body, end, foot = rest.rpartition("</main>")
    return f'{head}{wide}<div class="body">\n{body}</div>\n{listed}\n{end}{foot}'
