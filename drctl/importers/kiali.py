"""Kiali's graph of a mesh -> a proposal: what `/api/namespaces/graph` answers."""

from collections.abc import Iterator, Sequence

from drctl.importers._json import Json
from drctl.importers._kind import Answer, Evidence, Files, Refused, Source, problem
from drctl.importers._links import each
from drctl.importers._observed import Call, proposed
from drctl.model.times import duration

_NAMES = ("service", "app", "workload", "aggregateValue")
"""What a node is called by, in the order of preference: by its service others call it."""


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges that were observed.

    Args:
        sources: JSON texts; they are read as one estate.
        files: not asked.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    nodes: dict[str, Evidence] = {}
    notes: list[str] = []

    def seen(top: Json) -> Iterator[Call]:
        yield from _calls(top, nodes)
        notes.extend(_time(top))

    calls, findings = each(sources, seen)
    if findings:
        return None, findings
    if not nodes:
        what = "no service stands in this graph"
        return None, (problem("no-calls", what, sources[0].place(1, 1)),)
    names = [source.name for source in sources]
    return proposed("kiali", names, calls, nodes.items(), notes), ()


def _calls(top: Json, known: dict[str, Evidence]) -> Iterator[Call]:
    nodes = top.at("elements", "nodes")
    if not isinstance(nodes.value, list):
        what = 'this is not a graph of Kiali\'s, with "elements" of "nodes" and "edges"'
        raise Refused(problem("kiali-shape", what, top.place))
    called: dict[str, str] = {}
    away: set[str] = set()
    data = [node.at("data") for node in nodes.items()]
    names = _names([one.value if isinstance(one.value, dict) else {} for one in data])
    for one, name in zip(data, names, strict=True):
        if not name:
            continue
        called[one.at("id").text] = name
        known.setdefault(name, one.evidence(""))
        if _outside(one):
            away.add(name)
    for edge in top.at("elements", "edges").items():
        ends = [called.get(edge.at("data", end).text, "") for end in ("source", "target")]
        if all(ends):
            way = "outside" if ends[1] in away else "call"
            yield Call(ends[0], ends[1], None, edge.evidence(""), way)  # type: ignore[arg-type]


def _time(top: Json) -> Iterator[str]:
    seconds = top.at("duration").value
    if isinstance(seconds, int) and seconds > 0:
        yield f"{top.source.name} shows {duration(float(seconds))}"


def _names(nodes: Sequence[dict[str, object]]) -> list[str]:
    """What each node is called; with its namespace where two would be called alike."""
    short = [_name(node) for node in nodes]
    spaces: dict[str, set[str]] = {}
    for node, name in zip(nodes, short, strict=True):
        spaces.setdefault(name, set()).add(str(node.get("namespace", "")))
    return [
        f"{node.get('namespace')}/{name}" if name and len(spaces[name]) > 1 else name
        for node, name in zip(nodes, short, strict=True)
    ]


def _name(node: dict[str, object]) -> str:
    if node.get("nodeType") == "box" or node.get("isBox"):
        return ""
    found = (node.get(key) for key in _NAMES)
    name = next((str(text) for text in found if isinstance(text, str) and text), "")
    # Kiali's word for callers that no proxy knows.
    return "" if name == "unknown" else name


def _outside(node: Json) -> bool:
    value = node.value
    return bool(value.get("isServiceEntry")) or value.get("nodeType") == "serviceentry"
