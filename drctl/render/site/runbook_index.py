"""The runbooks' index: by alert, by what one sees, by kind."""

from drctl.render.runbooks.index import index
from drctl.render.site.frame import Frame, Pages


def pages(frame: Frame) -> Pages:
    """The page."""
    sources = frame.sources
    path = "runbooks.html"
    contents = index(sources.model, sources.facts)
    books = dict(contents.alerts)
    yield (
        path,
        frame.page(
            path,
            "runbooks.html",
            "Runbooks",
            index=contents,
            alerts=[(name, books.get(name, ())) for name in sources.alert_pages],
        ),
    )
