"""The page on which one switches components off and sees what still works."""

from drctl.render.site.frame import Frame, Pages


def pages(frame: Frame) -> Pages:
    """The page; `effects.py` writes what it works with."""
    scenarios = bool(frame.sources.of_scenario)
    path = "what-if.html"
    yield path, frame.page(path, "what-if.html", "What if", scenarios=scenarios)
