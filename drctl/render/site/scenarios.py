"""The scenarios: what happened or might, and whether what we expect of it holds."""

from drctl.render.site.bars import times_of
from drctl.render.site.frame import Frame, Pages


def pages(frame: Frame) -> Pages:
    """The list, then a page for each."""
    sources = frame.sources
    found = sorted(sources.of_scenario.items())
    if found:
        rows = [(name, f, sum(row.failed for row in f.expected)) for name, f in found]
        yield (
            "scenarios.html",
            frame.page("scenarios.html", "scenarios.html", "Scenarios", rows=rows),
        )
    for name, facts in found:
        path = f"scenarios/{name}.html"
        above = (("scenarios.html", "Scenarios"),)
        failed = sum(row.failed for row in facts.expected)
        yield (
            path,
            frame.page(
                path,
                "scenario.html",
                facts.title,
                above,
                f=facts,
                failed=failed,
                times=times_of(facts),
                notes=sources.notes_about.get(name, ()),
            ),
        )
