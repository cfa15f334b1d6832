"""A long page's own contents, beside it where there is room."""

import re

from drctl.render.site.html import element

_SECTION = re.compile(r'<h2 id="([^"]*)"[^>]*>(.*?)</h2>', re.DOTALL)
_MAIN = '<main id="content">\n'
_FEWEST = 4
"""Sections; fewer are seen at once."""


def with_contents(page: str) -> str:
    """A page with a list of its sections, when it has many.

    Args:
        page: HTML whose every text is escaped, as our templates and Markdown write it.

    Returns:
        The page; a list of links stands before its content, for keyboards and screen readers too.
    """
    from markupsafe import Markup

    found = _SECTION.findall(page)
    if len(found) < _FEWEST or _MAIN not in page:
        return page
    links = Markup("").join(
        element("li", element("a", Markup(text).striptags(), href=f"#{Markup(place).unescape()}"))
        for place, text in found
    )
    folded = element("details", element("summary", "On this page") + element("ul", links))
    listed = element("nav", folded, **{"class": "contents", "aria-label": "On this page"})
    head, start, rest = page.partition(_MAIN)
    body, end, foot = rest.rpartition("</main>")
    inside = f'<div class="body">\n{body}</div>\n{listed}'
    return f'{head}{start}<div class="with-contents">\n{inside}\n</div>\n{end}{foot}'
