"""The site of the two estates of the render tests, and of one in which people wrote notes."""

import datetime
import os
import shutil
from collections.abc import Callable, Generator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from drctl.assessment import Assessment
from drctl.audit.run import audit
from drctl.model import load
from drctl.render import diagrams, dot, runbooks, site
from drctl.render.build import build
from drctl.render.site.plans import plans
from tests.conftest import missing
from tests.render.site.browsing import Visitor, served, write

ROOT = Path(__file__).parents[3]
AXE = os.environ.get("DRCTL_AXE", "")  # before the environment is cleaned
TODAY = datetime.date(2026, 11, 24)
NOTES = {
    "notes/protocol.md": (
        "# The protocol\n\nSee [the primary](../runbooks/service-primary.md#6-steps), the"
        " [index](../runbooks/README.md), [more](more.md) and `stripe`.\n\n"
        "![Neighbourhood](../diagrams/neighbourhood-stripe.svg)\n\n"
        "[model](../dr.yaml) [up](../../etc/passwd) [js](javascript:alert(1)) "
        "[web](https://example.com/a?b=c&d) <script>alert(1)</script>\n\n"
        "<div onclick=alert(1)>html</div>\n\n![out](https://evil.example/x.png)\n"
    ),
    "notes/more.md": "No heading, `not-there`.\n",
}
KEPT = {"runbooks/service-shop.md": "The shop **once** fell.\n\n<b>by hand</b>"}


def sources(
    assessment: Assessment,
    *,
    kept: Mapping[str, str] = KEPT,
    notes: Mapping[str, str] = NOTES,
    draw: bool = True,
    plan: bool = True,
) -> site.Sources:
    """What the site of an estate is made from."""
    collected = runbooks.collect(assessment)
    dots = diagrams.pictures(assessment) if draw else {}
    return site.Sources(
        assessment=assessment,
        report=audit(assessment, today=TODAY),
        facts=collected,
        runbooks=runbooks.pages(assessment, collected),
        drawn=dot.svg(dots),
        kept=kept,
        notes=notes,
        plans=plans(assessment, TODAY) if plan else (),
    )


@pytest.fixture(scope="session")
def shop(estate: Assessment) -> dict[str, str]:
    """The site of the estate that shows every section."""
    return site.pages(sources(estate))


@pytest.fixture(scope="session")
def attacked(hostile: Assessment) -> dict[str, str]:
    """The site of the estate whose every text is an attack."""
    from tests.render.conftest import ATTACK, LINES

    notes = {"notes/attack.md": f"# {ATTACK}\n\n{LINES}\n{ATTACK}\n"}
    return site.pages(sources(hostile, notes=notes, kept={"runbooks/provider-node.md": LINES}))


@pytest.fixture(params=["shop", "attacked"])
def written(request: pytest.FixtureRequest) -> dict[str, str]:
    """Each of both."""
    found: dict[str, str] = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def site_of(assess: Callable[[str], Assessment]) -> Callable[[str], dict[str, str]]:
    """The site of a model of one file, without pictures."""

    def made(text: str) -> dict[str, str]:
        return site.pages(sources(assess(text), kept={}, notes={}, draw=False, plan=False))

    return made


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the reference estate's site."""
    model, findings = load(ROOT / "dr.yaml")
    assert model is not None, [finding.message for finding in findings]
    texts = build(Assessment(model), ["site"], ROOT, TODAY).texts
    return write(texts, tmp_path_factory.mktemp("reference"))


@pytest.fixture(scope="session")
def shop_folder(shop: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site of the estate that shows every section."""
    return write(shop, tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def attacked_folder(attacked: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site whose every text is an attack."""
    return write(attacked, tmp_path_factory.mktemp("attacked"))


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser, None, None]:
    """The system's Chromium, driven by Playwright.

    It ends with the module: while Playwright lives, no other event loop can run in the process.
    """
    if reason := missing("chromium"):
        pytest.skip(f"needs chromium: {reason}")
    with sync_playwright() as playwright:
        options = ["--disable-gpu", "--disable-dev-shm-usage"]
        found = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), chromium_sandbox=False, args=options
        )
        yield found
        found.close()


@pytest.fixture
def visit(chromium: Browser) -> Generator[Callable[[Path], Visitor], None, None]:
    """Visits a site from the disk: `visit(reference).open("services.html")`."""
    visitors: list[Visitor] = []

    def visited(folder: Path) -> Visitor:
        visitors.append(Visitor(chromium, f"{folder.as_uri()}/"))
        return visitors[-1]

    yield visited
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def visit_served(chromium: Browser, reference: Path) -> Generator[Visitor, None, None]:
    """Visits the reference estate's site from a server."""
    with served(reference) as root:
        visitor = Visitor(chromium, root)
        yield visitor
        visitor.leave()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that finds what people with other senses cannot use."""
    return Path(AXE).read_text(encoding="utf-8")
