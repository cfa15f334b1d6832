"""What the keys of a service say of others, and whom it can reach at all."""

from collections.abc import Iterator

from drctl.importers._documents import Node
from drctl.importers._kind import Evidence
from drctl.importers._mentions import Mention, Target, strength_of
from drctl.importers.compose.project import Project
from drctl.importers.compose.seen import Seen, share_a_network
from drctl.importers.compose.shape import linked, shared_with, volumes_from

COMPLETED = "service_completed_successfully"


def declared(view: Seen, found: Project) -> Iterator[Mention]:
    """What a service's own keys say of others."""
    for other, node in view.service.at("depends_on").entries.items():
        if other in found.services:
            yield _dependence(view, other, node)
    for other, alias, node in linked(view.service):
        called = f" as {alias}" if alias != other else ""
        yield _mention(view, other, node, f"links name {other}{called}")
    for other, node in shared_with(view.service):
        yield _mention(view, other, node, f"it lives in a namespace of {other}", soften=False)
    for other, node in volumes_from(view.service):
        yield _mention(view, other, node, f"it mounts the volumes of {other}")


def _dependence(view: Seen, other: str, node: Node) -> Mention:
    condition = node.at("condition").text
    why = f"depends_on names {other}" + (f" ({condition})" if condition else "")
    optional = node.at("required").text.lower() == "false"
    said = _mention(view, other, node, why)
    if optional and said.strength == "hard":
        reason = "depends_on says that it is not required"
        return Mention(said.target, said.evidence, False, "likely", "soft", reason)
    once = condition == COMPLETED
    return Mention(
        said.target,
        said.evidence,
        once,
        "certain" if once else "likely",
        said.strength,
        said.reason,
    )


def _mention(view: Seen, other: str, node: Node, why: str, *, soften: bool = True) -> Mention:
    target = Target((other,), other, f"the service {other}")
    names = (other, *view.about(target))
    strength, reason = strength_of(view.names, names) if soften else ("hard", "")
    return Mention(target, Evidence(node.path, node.line, why), strength=strength, reason=reason)


def reachable(
    name: str, said: list[Mention], found: Project
) -> tuple[list[Mention], list[Evidence]]:
    """The mentions whose targets are on a network of the service; and remarks on the others."""
    own = found.services[name]
    reached: list[Mention] = []
    apart: list[Evidence] = []
    for mention in said:
        others = [found.services[k] for k in mention.target.keys if k in found.services]
        if not others or any(share_a_network(own, other) for other in others):
            reached.append(mention)
        else:
            evidence = mention.evidence
            why = f"{evidence.why}, but they share no network: not taken for a need"
            apart.append(Evidence(evidence.path, evidence.line, why))
    return reached, apart
