"""`terraform graph` and `tofu graph` -> a proposal; DOT in its old form and its new one.

Since Terraform 1.7 it has the resources only. Before, and in OpenTofu, it has everything that
`-type=plan` walks: variables, outputs, modules and providers stand between resources, and what
closes or roots the walk stands around them.
"""

import re
from collections.abc import Sequence

from drctl.finding import Finding
from drctl.importers._kind import Answer, Evidence, Files, Source, problem
from drctl.importers._resources import WALKED, Resource, is_data, plain, proposed, type_of

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_EDGE = re.compile(rf"^\s*{_QUOTED}\s*->\s*{_QUOTED}")
_NODE = re.compile(rf"^\s*{_QUOTED}\s*(?:\[|;|$)")
_MAKER = re.compile(r"^provider[.\[]")
_RESOURCE = re.compile(
    r"^(?:module\.[^.]+\.)*(?:data\.)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*_[A-Za-z0-9_-]+\.[^.\s]+$"
)


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges of an infrastructure.

    Args:
        sources: graphs in DOT; they are read as one infrastructure.
        files: not asked.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    resources: dict[str, Resource] = {}
    findings: list[Finding] = []
    for source in sources:
        if not re.match(r"\s*(?:strict\s+)?digraph\b", source.text):
            what = "this is not a graph in DOT, as `terraform graph` prints it"
            findings.append(problem("terraform-shape", what, source.place(1, 1)))
            continue
        for number, line in enumerate(source.text.split("\n"), 1):
            _take(resources, source.name, number, line)
    if not findings and all(r.data for r in resources.values()):
        what = "no resource stands in this graph"
        findings.append(problem("terraform-shape", what, sources[0].place(1, 1)))
    if findings:
        return None, tuple(findings)
    return proposed("terraform-graph", [s.name for s in sources], resources), ()


def _take(resources: dict[str, Resource], path: str, number: int, line: str) -> None:
    match = _EDGE.match(line) or _NODE.match(line)
    ends = [address for text in match.groups() if (address := _address(text))] if match else []
    for address in ends:
        if address not in resources:
            place = Evidence(path, number, f"{address} is a resource")
            resource = _RESOURCE.match(address) is not None
            kind = type_of(address) if resource else WALKED
            resources[address] = Resource(address, kind, place, data=is_data(address))
    if len(ends) == 2 and ends[0] != ends[1]:
        place = Evidence(path, number, f"{ends[0]} refers to {ends[1]}")
        resources[ends[0]].refers.setdefault(ends[1], place)


def _address(text: str) -> str:
    """A node's address without its marks; nothing for what only serves the walk."""
    name = re.sub(r"\\(.)", r"\1", text).removeprefix("[root] ")
    name, _, mark = name.partition(" (")
    only_walked = mark.startswith("close") or name in ("root", "meta.count-boundary")
    return "" if only_walked or _MAKER.match(name) else plain(name)
