"""Who is asked in which order, from the three shapes in which LiteLLM says that.

Routing groups with priorities; one name for several deployments with `order`; one name each and a
list of `fallbacks`. The shapes may be mixed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from drctl.gateway.configuration import Chain, Deployment, Rank
from drctl.gateway.document import Node
from drctl.gateway.litellm_words import STRATEGIES
from drctl.gateway.wrong import Wrong
from drctl.model.errors import did_you_mean

Named = dict[str, list[Deployment]]

_FALLBACKS = ("fallbacks", "context_window_fallbacks", "content_policy_fallbacks")


def chains(
    deployments: Sequence[Deployment], router: Node, settings: Node, wrong: Wrong
) -> tuple[Chain, ...]:
    """What callers can ask for.

    Args:
        deployments: all of them, in the order of the file.
        router: its `router_settings`.
        settings: its `litellm_settings`, where the same may stand.
        wrong: takes what names nothing.

    Returns:
        Routing groups first, then every model name with its own deployments and its fallbacks.
    """
    names: Named = {}
    for deployment in deployments:
        names.setdefault(deployment.name, []).append(deployment)
    groups = tuple(_groups(names, router.at("routing_groups"), wrong))
    further = _fallbacks(names, {g.name for g in groups}, (router, settings), wrong)
    own = {name: _by_order(found) for name, found in names.items()}
    own |= {group.name: group.ranks for group in groups}
    by_name = [
        Chain(name, _ranks(name, own, further), names[name][0].node.at("model_name"))
        for name in names
    ]
    lengthened = [replace(g, ranks=_ranks(g.name, own, further)) for g in groups]
    return (*lengthened, *by_name)


def _ranks(
    name: str,
    own: Mapping[str, tuple[Rank, ...]],
    further: Mapping[str, Sequence[tuple[str, Node]]],
) -> tuple[Rank, ...]:
    found = list(own[name])
    for other, node in further.get(name, further.get("*", ())):
        if other != name:
            found += [replace(rank, node=node) for rank in own.get(other) or _wild(other, own)]
    return tuple(found)


def _wild(name: str, own: Mapping[str, tuple[Rank, ...]]) -> tuple[Rank, ...]:
    """The deployments of the first name with stars that fits, as those of the name itself."""
    for pattern, ranks in own.items():
        if "*" in pattern and fnmatchcase(name, pattern):
            model = name.partition("/")[2] or name
            return tuple(
                replace(rank, deployments=tuple(replace(d, model=model) for d in rank.deployments))
                for rank in ranks
            )
    return ()


def _by_order(deployments: Sequence[Deployment]) -> tuple[Rank, ...]:
    """Deployments of one name: the lowest order first, those without any last."""
    orders = sorted({_order(d) for d in deployments})
    grouped = [tuple(d for d in deployments if _order(d) == order) for order in orders]
    return tuple(Rank(found, found[0].node.at("model_name")) for found in grouped)


def _order(deployment: Deployment) -> float:
    return float("inf") if deployment.order is None else deployment.order


def _groups(names: Named, node: Node, wrong: Wrong) -> Iterator[Chain]:
    if node and not isinstance(node.value, list):
        wrong("wrong-value", "routing_groups must be a list of groups", node)
    for group in node.items:
        name, models = group.at("group_name"), group.at("models")
        strategy, priorities = group.at("routing_strategy"), group.at("model_priorities")
        if not name.text:
            wrong("missing-key", "this routing group has no group_name", group)
            continue
        if strategy.text not in STRATEGIES:
            told = f'"{name.text}" has no routing strategy that LiteLLM knows'
            wrong("wrong-value", told, strategy or name, hint=", ".join(sorted(STRATEGIES)))
        for model in models.items:
            _known(model, names, f'routing group "{name.text}"', wrong)
        if strategy.text == "priority":
            _priorities(name, models, priorities, wrong)
        yield Chain(name.text, tuple(_prioritised(names, models, priorities)), name)


def _priorities(name: Node, models: Node, priorities: Node, wrong: Wrong) -> None:
    """Every model of a group has a priority, a whole number from 1."""
    wanted = {m.text for m in models.items}
    if wanted != priorities.entries.keys():
        told = f'model_priorities of "{name.text}" must name exactly the models of the group'
        wrong("wrong-value", told, priorities or name, key=bool(priorities))
    for value in priorities.entries.values():
        if not isinstance(value.value, int) or isinstance(value.value, bool) or value.value < 1:
            wrong("wrong-value", "a priority must be a whole number of at least 1", value)


def _prioritised(names: Named, models: Node, priorities: Node) -> Iterator[Rank]:
    """The lowest number is asked first; without priorities all are asked together."""
    ranked: dict[float, list[Node]] = {}
    for model in models.items:
        found = priorities.at(model.text).number
        ranked.setdefault(1.0 if found is None else found, []).append(model)
    for _, nodes in sorted(ranked.items()):
        together = tuple(d for node in nodes for d in names.get(node.text, ()))
        if together:
            yield Rank(together, nodes[0])


def _fallbacks(
    names: Named, groups: set[str], sections: Sequence[Node], wrong: Wrong
) -> dict[str, list[tuple[str, Node]]]:
    """Whom each name falls back on; "*" for those that have none of their own."""
    found: dict[str, list[tuple[str, Node]]] = {}
    known: dict[str, None] = dict.fromkeys((*names, *groups))
    for section in sections:
        for key in _FALLBACKS:
            for source, targets, at in _listed(section.at(key), key, wrong):
                _known(at, known, key, wrong, source=True)
                for target in targets:
                    _known(target, known, f'{key}: "{source}"', wrong)
                if key == "fallbacks":
                    found[source] = [(t.text, t) for t in targets]
        for target in section.at("default_fallbacks").items:
            _known(target, known, "default_fallbacks", wrong)
            found.setdefault("*", []).append((target.text, target))
    return found


def _listed(node: Node, key: str, wrong: Wrong) -> Iterator[tuple[str, list[Node], Node]]:
    """Pairs of a name and its fallbacks, from `[{name: [other, …]}, …]`."""
    if node and node.value is not None and not isinstance(node.value, list):
        told = f"{key} must be a list such as [{{name: [other]}}]"
        wrong("wrong-value", told, node)
    for item in node.items:
        if not item.entries:
            wrong("wrong-value", f"{key} must be a list of maps such as {{name: [other]}}", item)
        for source, targets in item.entries.items():
            if not isinstance(targets.value, list):
                told = f'the fallbacks of "{source}" must be a list'
                wrong("wrong-value", told, targets)
            line, column = targets.key or (targets.line, targets.column)
            yield source, [t for t in targets.items if t.text], Node(source, line, column)


def _known(
    node: Node, names: Mapping[str, object], where: str, wrong: Wrong, *, source: bool = False
) -> None:
    name = node.text
    if name in names or (source and name == "*"):
        return
    if any("*" in known and fnmatchcase(name, known) for known in names):
        return
    verb = "begin at" if source else "names"
    told = f'{where} {verb} "{name}", and no deployment or group is called that'
    wrong("unknown-target", told, node, hint=did_you_mean(name, names))
