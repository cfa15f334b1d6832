"""`drctl diagram`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.model import Model
    from drctl.render.diagrams import Kind as PictureKind
    from drctl.render.diagrams.picture import Picture

EXAMPLES = (
    "drctl diagram chat-api --out chat-api.svg",
    "drctl diagram deepseek-2026-03-30 --kind recovery --format mermaid",
)


class Kind(StrEnum):
    """What a picture shows."""

    OVERVIEW = "overview"
    NEIGHBOURHOOD = "neighbourhood"
    SCENARIO = "scenario"
    RECOVERY = "recovery"
    RISKS = "risks"


class Form(StrEnum):
    """What a picture is written as."""

    SVG = "svg"
    PNG = "png"
    DOT = "dot"
    MERMAID = "mermaid"
    TEXT = "text"


class By(StrEnum):
    """What an overview is grouped by."""

    DOMAIN = "domain"
    TEAM = "team"
    TIER = "tier"


SUFFIXES = {".svg": Form.SVG, ".png": Form.PNG, ".dot": Form.DOT, ".gv": Form.DOT}
SUFFIXES |= {".mmd": Form.MERMAID, ".mermaid": Form.MERMAID, ".md": Form.TEXT}


def command(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A component or a scenario; all without it."),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            metavar="overview|neighbourhood|scenario|recovery|risks",
            help="What it shows; otherwise as fits NAME.",
        ),
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option(
            "--format",
            metavar="svg|png|dot|mermaid|text",
            help="What it is written as; otherwise as --out ends, else svg.",
        ),
    ] = None,
    hops: Annotated[
        int | None,
        typer.Option(metavar="N", help="Of a neighbourhood: how many steps away, both ways."),
    ] = None,
    by: Annotated[
        By | None,
        typer.Option(metavar="domain|team|tier", help="Of an overview: what it is grouped by."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write a file, not standard output."),
    ] = None,
    model: ModelOption = None,
) -> None:
    """Draw one bounded picture.

    Without a name the overview; of a component its neighbourhood and what its failure does; of a
    scenario what fails and what saves the rest. recovery: when what is back, and what sets that.
    risks: which few failures together take a component down. The caption says what is left out;
    text says all that a picture shows in a table.
    """
    from drctl.render.diagrams import picture

    wanted = form or SUFFIXES.get(out.suffix.lower() if out else "", Form.SVG)
    if wanted is Form.PNG and out is None and sys.stdout.isatty():
        stop(2, "a PNG cannot be shown here; write it with --out FILE")
    if hops is not None and hops < 1:
        stop(2, f"--hops must be 1 or more, not {hops}")
    assessment = open_assessment(model)
    chosen = _kind(assessment.model, name, kind)
    if hops is not None and chosen != "neighbourhood":
        stop(2, f"--hops speaks of a neighbourhood, and this is {_article(chosen)}")
    if by is not None and chosen != "overview":
        stop(2, f"--by speaks of an overview, and this is {_article(chosen)}")
    drawn = picture(assessment, chosen, name or "", hops=hops, by=by.value if by else None)
    _write(_content(drawn, wanted), out)
    if out is not None:
        print(f"{out}: {drawn.title}")


def _kind(model: "Model", name: str | None, kind: Kind | None) -> "PictureKind":
    """What is drawn; exits with 2 when that has no picture of that kind."""
    from drctl.model.errors import did_you_mean
    from drctl.render.diagrams import SHOWN

    if name is None:
        if kind not in (None, Kind.OVERVIEW):
            what = SHOWN[_word(kind)]
            stop(2, f"--kind {kind} is of {what}: drctl diagram NAME --kind {kind}")
        return "overview"
    component, scenario = name in model.components, name in model.scenarios
    if not component and not scenario:
        hint = did_you_mean(name, sorted({*model.components, *model.scenarios}))
        told = f'no component or scenario is called "{name}"'
        stop(2, told + (f"; {hint}" if hint else ""))
    if kind is None:
        return "neighbourhood" if component else "scenario"
    fits = {
        Kind.OVERVIEW: False,
        Kind.NEIGHBOURHOOD: component,
        Kind.SCENARIO: scenario,
        Kind.RECOVERY: True,
        Kind.RISKS: component,
    }
    if not fits[kind]:
        is_a = "component" if component else "scenario"
        stop(2, f"--kind {kind} is of {SHOWN[_word(kind)]}, and {name} is a {is_a}")
    return _word(kind)


def _word(kind: Kind) -> "PictureKind":
    return kind.value


def _article(kind: str) -> str:
    return f"an {kind}" if kind == "overview" else f"a picture of kind {kind}"


def _content(picture: "Picture", form: Form) -> bytes:
    from drctl.render import dot

    try:
        if form is Form.SVG:
            return dot.svg({"picture.dot": picture.dot()})["picture.svg"].encode()
        if form is Form.PNG:
            return dot.png(picture.dot())
    except dot.DrawingError as problem:
        stop(2, str(problem))
    if form is Form.DOT:
        return picture.dot().encode()
    return (picture.mermaid() if form is Form.MERMAID else picture.text()).encode()


def _write(content: bytes, out: Path | None) -> None:
    from drctl import files

    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    try:
        files.replace({out.resolve(): content})
    except OSError as problem:
        stop(2, f"{out} cannot be written: {problem.strerror or problem}")
