"""Terraform's plans and states -> a proposal: `terraform show -json`, `.tfstate`.

Of a file only types, addresses and references are read: states hold passwords. The values of
attributes are not, but for those four that name a zone or region, and look like one; no import
writes them, only `drctl drift` tells them.
"""

from collections.abc import Sequence

from drctl.finding import Finding
from drctl.importers._json import Json, parsed
from drctl.importers._kind import Answer, Files, Source, problem
from drctl.importers._resources import Resource, proposed
from drctl.importers.terraform.plan import planned
from drctl.importers.terraform.state import kept, shown


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges of an infrastructure.

    Args:
        sources: plans and states as JSON; they are read as one infrastructure.
        files: not asked.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    resources: dict[str, Resource] = {}
    findings: list[Finding] = []
    closed = False
    for source in sources:
        top, wrong = parsed(source)
        findings += wrong
        if top is not None:
            bad = _take(top, resources)
            findings += [bad] if bad is not None else []
            closed |= "configuration" not in (top.value if isinstance(top.value, dict) else ())
    if not findings and all(resource.data for resource in resources.values()):
        what = "no resource stands in these files"
        findings.append(problem("terraform-shape", what, sources[0].place(1, 1)))
    if findings:
        return None, tuple(findings)
    return proposed("terraform", [s.name for s in sources], resources, closed=closed), ()


def _take(top: Json, resources: dict[str, Resource]) -> Finding | None:
    match top.value:
        case {"format_version": _, "configuration": dict()}:
            planned(top, resources)
        case {"format_version": _, "values": dict()}:
            shown(top.at("values", "root_module"), resources)
        case {"format_version": _}:
            what = "nothing is planned and nothing stands in this state"
            return problem("terraform-shape", what, top.place)
        case {"version": 3 | 4}:
            kept(top, resources)
        case {"version": int() as version, "terraform_version": _}:
            what = f"states of version 3 and 4 are read, but this one is of version {version}"
            hint = "`terraform show -json` prints any state in a form that is read"
            return problem("terraform-shape", what, top.at("version").place, hint)
        case _:
            what = "this is neither a plan nor a state of Terraform's in JSON"
            hint = "`terraform show -json plan.out` prints one"
            return problem("terraform-shape", what, top.place, hint)
    return None
