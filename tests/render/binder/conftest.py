"""Binders of the render tests' estates, printed."""

import datetime
import io
from collections.abc import Callable, Mapping

import pytest
from pypdf import PdfReader

from drctl.assessment import Assessment
from drctl.audit.run import audit
from drctl.render import diagrams, dot, runbooks, site
from drctl.render.binder import Binder, binder
from drctl.render.binder.printing import pdf
from tests.render.conftest import LINES

TODAY = datetime.date(2026, 11, 24)
# What Typst would take for markup or code, were it not text.
TYPST = (
    '#panic("x") #read("/etc/passwd") #import "/x.typ": * $x^2$ *b* _i_ @ref <label> `raw` = H '
    '\\ \\u{41} "]#{ } // /* [[ )) ~ --- -- ... \'q\' "q" '
)


def bound(assessment: Assessment, kept: Mapping[str, str] | None = None) -> Binder:
    """The binder of an estate, not printed."""
    facts = runbooks.collect(assessment)
    sources = site.Sources(
        assessment=assessment,
        report=audit(assessment, today=TODAY),
        facts=facts,
        runbooks=runbooks.pages(assessment, facts),
        drawn={},
        kept=kept or {},
    )
    return binder(sources, diagrams.pictures(assessment), TODAY)


def printed(
    assessment: Assessment,
    kept: Mapping[str, str] | None = None,
    drawn: Mapping[str, str] | None = None,
) -> list[bytes]:
    """The volumes of an estate, as PDF."""
    there = drawn or dot.svg(diagrams.pictures(assessment))
    return [pdf(volume, there) for volume in bound(assessment, kept).volumes]


@pytest.fixture(scope="session")
def shop(estate: Assessment) -> PdfReader:
    """The binder of the estate that shows every section."""
    kept = {"runbooks/service-shop.md": "The shop **once** fell.\n\n<b>by hand</b>"}
    return PdfReader(io.BytesIO(printed(estate, kept)[0]))


@pytest.fixture(scope="session")
def attacked(hostile: Assessment) -> PdfReader:
    """The binder of the estate whose every text is an attack."""
    kept = {"runbooks/provider-node.md": f"{LINES}\n{TYPST}"}
    return PdfReader(io.BytesIO(printed(hostile, kept)[0]))


@pytest.fixture(scope="session")
def printed_from(assess: Callable[[str], Assessment]) -> Callable[[str], PdfReader]:
    """The binder of a model of one file."""

    def read(text: str) -> PdfReader:
        return PdfReader(io.BytesIO(printed(assess(text))[0]))

    return read
