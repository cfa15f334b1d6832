"""Orders that go round in a circle: `in`, `after` between steps, loads in multiples."""

from collections.abc import Iterable, Iterator, Mapping

from drctl.finding import Finding
from drctl.model.draft import Draft
from drctl.model.errors import did_you_mean, error
from drctl.model.language.estate import Procedure
from drctl.model.language.values import Multiple
from drctl.model.normal_form import procedure_requirements
from drctl.model.requirement import options, targets
from drctl.model.source import Path


def check(draft: Draft) -> Iterator[Finding]:
    """Every circle once, named from its first member in alphabetical order."""
    inside = {
        name: {ref.name: ref.path for ref in targets(c.placement)}
        for name, c in draft.model.components.items()
        if c.placement is not None
    }
    yield from _circles(draft, inside, "lies in")
    loads = {
        name: {
            ref.name: need.path
            for need in c.needs
            if isinstance(need.load, Multiple)
            for ref in targets(need.requirement)
        }
        for name, c in draft.model.components.items()
        if any(isinstance(need.load, Multiple) for need in c.needs)
    }
    yield from _circles(draft, loads, "multiplies its load onto")
    rests: dict[str, dict[str, Path]] = {}
    for name, procedure in draft.model.procedures.items():
        yield from _steps(draft, name, procedure)
        rests[name] = _procedures_in(draft, name)
        if name in rests[name]:
            what = f'the procedure "{name}" rests on an option that needs this procedure'
            yield error("cycle", what, draft.model.place(rests[name][name], "value"))
    yield from _circles(draft, rests, "rests on the procedure")


def _procedures_in(draft: Draft, name: str) -> dict[str, Path]:
    """The procedures of the options in what a procedure requires."""
    return {
        option.procedure: (*option.path, "procedure")
        for required in procedure_requirements(draft.model.procedures, name)
        for option in options(required)
        if option.procedure is not None
    }


def _circles(
    draft: Draft, graph: Mapping[str, Mapping[str, Path]], word: str
) -> Iterator[Finding]:
    inner = {n: [k for k in kids if k in graph and k != n] for n, kids in graph.items()}
    for circle in circles(inner):
        told = f" {word} ".join([*circle, circle[0]])
        pairs = zip(circle, [*circle[1:], circle[0]], strict=True)
        places = tuple(draft.model.place(graph[a][b], "value") for a, b in pairs)
        yield error("cycle", f"{told}: that goes round in a circle", places)


def circles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """One circle of each knot of a graph.

    Args:
        graph: for each node the nodes it points to; nodes that are no keys point nowhere.

    Returns:
        Circles as lists of nodes, each from its smallest node, sorted.

    Notes:
        Depth-first search in sorted order, one colour per node: linear in the edges.
    """
    found: list[list[str]] = []
    colour: dict[str, int] = {}
    for start in sorted(graph):
        if start in colour:
            continue
        trail, stack = [start], [iter(sorted(graph[start]))]
        colour[start] = 1
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                colour[trail.pop()] = 2
            elif colour.get(node) == 1:
                circle = trail[trail.index(node) :]
                first = circle.index(min(circle))
                found.append(circle[first:] + circle[:first])
            elif node not in colour and node in graph:
                colour[node] = 1
                trail.append(node)
                stack.append(iter(sorted(graph[node])))
    return sorted(found)


def _steps(draft: Draft, name: str, procedure: Procedure) -> Iterator[Finding]:
    path: Path = ("procedures", name, "steps")
    ids: dict[str, int] = {}
    for i, step in enumerate(procedure.steps):
        if step.id is not None and step.id in ids:
            places = (
                draft.model.place((*path, i, "id"), "value"),
                draft.model.place((*path, ids[step.id], "id"), "value", "first here"),
            )
            yield error("duplicate-name", f'two steps of "{name}" have the id "{step.id}"', places)
        elif step.id is not None:
            ids[step.id] = i
    order: dict[str, set[str]] = {}
    for i, step in enumerate(procedure.steps):
        for j, before in enumerate(step.after or ()):
            if before not in ids:
                what = f'"{name}" has no step with the id "{before}"'
                place = draft.model.place((*path, i, "after", j))
                yield error("unknown-name", what, place, did_you_mean(before, sorted(ids)))
            elif step.id is not None:
                order.setdefault(step.id, set()).add(before)
    for circle in circles(order):
        told = " after ".join([*circle, circle[0]])
        at = tuple(draft.model.place((*path, ids[s], "after")) for s in circle)
        yield error("cycle", f'the steps of "{name}" go round in a circle: {told}', at)
