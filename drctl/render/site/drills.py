"""The drills: what each fallback has shown, and every rehearsal with its time."""

from drctl.render.runbooks.drilled import record
from drctl.render.site.frame import Frame, Pages
from drctl.render.site.rehearsed import rehearsed

MOST = 150
"""More fallbacks than this are on their components' pages only."""


def pages(frame: Frame) -> Pages:
    """The page, when there is anything to rehearse or something was."""
    sources = frame.sources
    ways = list(rehearsed(sources))
    done = [record(sources.model, drill) for drill in sources.model.drills]
    if ways or done:
        yield (
            "drills.html",
            frame.page(
                "drills.html",
                "drills.html",
                "Drills",
                ways=ways[:MOST],
                count=len(ways),
                fresh=sum(way.fresh for way in ways),
                drills=sorted(done, key=lambda row: (row.date, row.what), reverse=True),
            ),
        )
