"""Score workloads -> a proposal: each workload, and the resources that it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from drctl.finding import Finding
from drctl.importers._documents import Node, documents
from drctl.importers._kind import (
    Answer,
    Component,
    Edge,
    Evidence,
    Files,
    Proposal,
    Source,
    printable,
    problem,
)
from drctl.importers._names import distinct, slots

_NOTHING_THAT_RUNS = frozenset(("environment", "volume"))
"""Types of resources that are parts of the workload itself."""


@dataclass(frozen=True, slots=True)
class _Need:
    workload: str
    slot: str
    target: str
    evidence: Evidence


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges of workloads.

    Args:
        sources: Score files; they are read as one estate.
        files: not asked.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    tops: list[Node] = []
    findings: list[Finding] = []
    for source in sources:
        found, wrong = documents(source)
        findings += wrong
        if not wrong and not found:
            what = "this file is empty: no Score workload stands in it"
            findings.append(problem("score-shape", what, source.place(1, 1)))
        findings += (bad for top in found if (bad := _unlike(source, top)))
        tops += found
    if findings:
        return None, tuple(findings)
    return _proposal(sources, tops), ()


def _unlike(source: Source, top: Node) -> Finding | None:
    place = source.place(top.line, top.column)
    if not top.at("apiVersion").text.startswith("score.dev/"):
        return problem("score-shape", 'a Score file says "apiVersion: score.dev/..."', place)
    if not top.at("metadata", "name").text:
        return problem("score-shape", 'a workload has a "name" in its "metadata"', place)
    return None


def _proposal(sources: Sequence[Source], tops: Sequence[Node]) -> Proposal:
    workloads: dict[str, Evidence] = {}
    resources: dict[str, Evidence] = {}
    needs: list[_Need] = []
    for top in tops:
        node = top.at("metadata", "name")
        workloads.setdefault(node.text, _seen(node, f"workload {node.text}"))
        for key, resource in top.at("resources").entries.items():
            kind, shared = resource.at("type").text, resource.at("id").text
            if kind.lower() in _NOTHING_THAT_RUNS:
                continue
            target = shared or f"{node.text}-{key}"
            said = f", which all share as {shared}" if shared else ""
            evidence = _seen(resource, f"{node.text} asks for {key} of type {kind}{said}")
            resources.setdefault(target, evidence)
            needs.append(_Need(node.text, key, target, evidence))
    wanted = [(("workload", name), name) for name in workloads]
    names = distinct([*wanted, *((("resource", name), name) for name in resources)])
    found = [
        Component(names[kind, name], "service", (evidence,), _title(name, names[kind, name]))
        for kind, known in (("workload", workloads), ("resource", resources))
        for name, evidence in known.items()
    ]
    asked: dict[str, dict[str, str]] = {}
    for need in needs:
        asked.setdefault(need.workload, {})[need.slot] = need.slot
    given = {workload: slots(own.items()) for workload, own in asked.items()}
    edges = {
        (need.workload, need.slot): Edge(
            names["workload", need.workload],
            given[need.workload][need.slot],
            (names["resource", need.target],),
            (need.evidence,),
        )
        for need in reversed(needs)
    }
    return Proposal(
        "score",
        tuple(source.name for source in sources),
        tuple(sorted(found, key=lambda c: (c.kind, c.name))),
        tuple(sorted(edges.values(), key=lambda e: (e.source, e.slot))),
        ("Score says what a workload asks for, not who answers: say whose each resource is",),
    )


def _title(original: str, name: str) -> str:
    return printable(original) if original != name else ""


def _seen(node: Node, why: str) -> Evidence:
    return Evidence(node.path, node.key_line or node.line, printable(why))
