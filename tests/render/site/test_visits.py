"""The site in a real browser, from the disk and served."""

from collections.abc import Callable
from pathlib import Path

from tests.render.site.browsing import Visitor

Visit = Callable[[Path], Visitor]


def test_the_first_page_opens_from_the_disk(visit: Visit, reference: Path) -> None:
    page = visit(reference).open()
    assert page.title() == "Northwind Assist"


def test_the_first_page_opens_served(visit_served: Visitor) -> None:
    page = visit_served.open()
    assert page.title() == "Northwind Assist"
