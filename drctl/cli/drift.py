"""`drctl drift`."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say, say_json
from drctl.cli._workspace import ModelOption, open_model, stop
from drctl.cli.import_ import proposed

if TYPE_CHECKING:
    from drctl.importers._kind import Evidence, Proposal
    from drctl.reconcile.drift import Drift

EXAMPLES = (
    "drctl drift compose compose.yaml",
    "drctl drift jaeger dependencies.json --window 7d --json",
)

_SHOWN = 3


def command(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What they are; as of import.")],
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="The files; - is standard input.")
    ],
    window: Annotated[
        str,
        typer.Option(
            metavar="TIME", help="How long was watched, as 7d; told beside what was not seen."
        ),
    ] = "",
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Compare what other tools show with the model.

    What was observed and is not declared, what is declared and was not observed, and what both
    say differently, each with its evidence. Exit code 1 when anything differs.
    """
    from drctl.reconcile.drift import drift

    known = open_model(model)
    window = _window(window)
    proposal = proposed(kind, files)
    found = drift(proposal, known)
    if is_json(json, output):
        say_json(_as_json(found, proposal, window))
    else:
        say(_told(found, proposal, window))
    raise typer.Exit(1 if found.any else 0)


def _window(text: str) -> str:
    from drctl.model.language.values import duration

    try:
        if text:
            duration(text)
    except ValueError:
        stop(2, f'--window "{text}" is no time; as in the model: 30m, 24h, 7d')
    return text


def _told(found: "Drift", proposal: "Proposal", window: str) -> Iterator[str]:
    from drctl.model.times import some_of

    yield from _section(
        "Observed, not declared:",
        [
            *((f"the {c.kind} {c.name}", "", c.evidence) for c in found.components),
            *(
                (f"{n.component} needs {' or '.join(n.targets)}", str(n.place), n.evidence)
                for n in found.needs
            ),
        ],
    )
    during = f" in {window}" if window else ""
    yield from _section(
        f"Declared, not observed{during}:",
        [(f"{u.address}: {u.requirement}", f"{u.place}", ()) for u in found.unobserved],
    )
    yield from _section(
        "Different:",
        [
            (
                f"{c.component}: {c.what} {c.declared}, observed {c.observed}",
                f"{c.place}",
                c.evidence,
            )
            for c in found.changed
        ],
    )
    if not found.any:
        yield f"Nothing differs from {', '.join(proposal.sources)}."
    if found.unseen:
        yield f"In no file, so that their needs were left out: {some_of(found.unseen, _SHOWN)}."
    if found.unobserved and not window:
        yield "How long was watched is not known: --window says it. What is rare may not be seen."


def _section(title: str, rows: "Iterable[tuple[str, str, tuple[Evidence, ...]]]") -> Iterator[str]:
    listed = list(rows)
    if not listed:
        return
    yield title
    for what, place, evidence in listed:
        yield f"  {what}"
        if place:
            yield f"    declared at {place}"
        yield from (f"    {one}" for one in evidence[:_SHOWN])
        if len(evidence) > _SHOWN:
            yield f"    and {len(evidence) - _SHOWN} more"
    yield ""


def _as_json(found: "Drift", proposal: "Proposal", window: str) -> dict[str, Any]:
    from drctl.reports.json import where

    return {
        "kind": proposal.kind,
        "sources": list(proposal.sources),
        "window": window or None,
        "drifted": found.any,
        "undeclared_components": [
            {"name": c.name, "kind": c.kind, "evidence": _evidence(c.evidence)}
            for c in found.components
        ],
        "undeclared_needs": [
            {
                "component": n.component,
                "targets": list(n.targets),
                "strength": n.strength,
                "confidence": n.confidence,
                "evidence": _evidence(n.evidence),
                "place": where(n.place),
            }
            for n in found.needs
        ],
        "unobserved_needs": [
            {"need": u.address, "requirement": u.requirement, "place": where(u.place)}
            for u in found.unobserved
        ],
        "changed": [
            {
                "component": c.component,
                "what": c.what,
                "declared": c.declared,
                "observed": c.observed,
                "evidence": _evidence(c.evidence),
                "place": where(c.place),
            }
            for c in found.changed
        ],
        "unseen": list(found.unseen),
    }


def _evidence(evidence: "Iterable[Evidence]") -> list[dict[str, Any]]:
    return [{"path": e.path, "line": e.line, "why": e.why} for e in evidence]
