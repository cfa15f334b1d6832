"""The model as a small table that a page's JavaScript evaluates.

The nets are those of the engine, so what the table means is what `analysis/states.py` means.
"""

import json
from collections.abc import Iterable
from typing import Any

from drctl.analysis.causes import Cause, failed_by, jurisdictions, vendors
from drctl.graph import FaultGraph, Question
from drctl.graph.net import Net
from drctl.render.escape import one_line
from drctl.render.site.sources import COMPONENTS, Sources

NAME = "drctlModel"
"""The name under which a page's scripts find the table."""


def script(sources: Sources) -> str:
    """The table as a script: a page from the disk may load nothing else.

    Args:
        sources: the answers that the site shows.

    Returns:
        JavaScript that sets one name; linear in the model's size.
    """
    # U+2028 and U+2029 are escaped too, and "<" so that a page may hold the script as text.
    text = json.dumps(table(sources), separators=(",", ":"), sort_keys=True).replace(
        "<", "\\u003c"
    )
    return f"globalThis.{NAME} = {text};\n"


def table(sources: Sources) -> dict[str, Any]:
    """The table: components in the order of the graph's ids, and a net for each time.

    `tiers`, `titles` and `kinds` go by id; a title that is the name is "". `order` has the tiers,
    the first promise first. `never` are those that cannot fail by themselves, `runbooks` those
    that have one. `vendors`, `jurisdictions` and `scenarios` are pairs of a name and what fails.
    """
    model, graph = sources.model, sources.assessment.graph
    found = [model.components[name] for name in graph.names]
    folders = list(COMPONENTS.values())
    kinds = list(COMPONENTS)
    return {
        "folders": folders,
        "names": graph.names,
        "titles": [one_line(c.title) if c.title != c.name else "" for c in found],
        "kinds": [kinds.index(c.kind) for c in found],
        "tiers": [c.tier or "" for c in found],
        "order": list(model.policy.tiers),
        "never": [i for i, able in enumerate(graph.can_fail) if not able],
        "runbooks": [i for i, name in enumerate(graph.names) if name in sources.of_component],
        "vendors": _groups(graph, vendors(model)),
        "jurisdictions": _groups(graph, jurisdictions(model)),
        "scenarios": [
            (
                name,
                {
                    "title": one_line(scenario.title or name),
                    "fails": _ids(graph, failed_by(model, scenario)),
                    "load": bool(scenario.surge) or _overloads(sources, name),
                },
            )
            for name, scenario in sorted(model.scenarios.items())
        ],
        "before": _net(graph.net(Question.IMPAIRED_INSTANT)),
        "after": _net(graph.net(Question.IMPAIRED)),
    }


def _overloads(sources: Sources, scenario: str) -> bool:
    facts = sources.of_scenario.get(scenario)
    return facts is not None and bool(facts.overloads.waves or facts.overloads.shedding)


def _groups(graph: FaultGraph, found: Iterable[Cause]) -> list[tuple[str, list[int]]]:
    """Pairs, since a map's keys may mean something to JavaScript."""
    return [(one_line(group.name), _ids(graph, group.fails)) for group in found if group.fails]


def _ids(graph: FaultGraph, names: Iterable[str]) -> list[int]:
    return sorted(graph.ids[name] for name in names)


def _net(net: Net) -> dict[str, Any]:
    least = {str(node): least for node, least in enumerate(net.least) if least != 1}
    return {"children": net.children, "least": least}
