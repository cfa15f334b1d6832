"""Options and figures that contradict each other: counts, switches, failure figures."""

from collections.abc import Iterator

from drctl.finding import Finding
from drctl.model.component import Component
from drctl.model.draft import Draft, beside, elsewhere, needed
from drctl.model.errors import error
from drctl.model.language.component import Failure
from drctl.model.requirement import AnyOf, Choice, Need, Option, Ref, Requirement, choices, targets
from drctl.model.source import Path


def check(draft: Draft) -> Iterator[Finding]:
    """`at_least` out of range, keys without effect, a manual way that cannot go round."""
    for component in draft.model.components.values():
        for requirement in (*needed(component), *beside(component)):
            if not isinstance(requirement, Ref):
                for node in choices(requirement):
                    yield from _node(draft, node)
        if component.name not in draft.broken:
            yield from _no_way_round(draft, component)
        if "in" in component.spec.needs:
            what = '"in" is no name for a need; it addresses the placement'
            path = (*component.path, "needs", "in")
            yield error("wrong-value", what, draft.model.place(path))
        if isinstance(component.spec.failure, Failure):
            yield from _figures(draft, component.spec.failure, (*component.path, "failure"))
    for requirement in elsewhere(draft.model):
        for node in choices(requirement):
            yield from _node(draft, node)
    for kind, failure in draft.model.policy.failure.items():
        yield from _figures(draft, failure, ("policy", "failure", kind))


def _node(draft: Draft, node: Choice | AnyOf) -> Iterator[Finding]:
    if isinstance(node, AnyOf):
        yield from _count(draft, node)
        at_once = node.options
    else:
        at_once = node.options[:1]
        yield from _twice(draft, node)
    for option in at_once:
        yield from _without_effect(draft, option, primary=isinstance(node, Choice))


def _count(draft: Draft, node: AnyOf) -> Iterator[Finding]:
    members = len(node.options)
    path = (*node.path, "at_least")
    if not draft.written(path):
        if members > 2:
            what = f"any_of has {members} members but no at_least"
            hint = f"write at_least: 1 to {members}, or majority"
            yield error("at-least", what, draft.model.place((*node.path, "any_of")), hint)
    elif not 1 <= node.at_least <= members:
        what = f"at_least is {node.at_least}; any_of has {members} members, so 1 to {members}"
        yield error("at-least", what, draft.model.place(path, "value"))


def _without_effect(draft: Draft, option: Option, *, primary: bool) -> Iterator[Finding]:
    role = "the primary" if primary else "a member of any_of"
    for key in ("switch", "after"):
        says = option.switch == "manual" if key == "switch" else option.after is not None
        if says:
            what = f'"{key}" has no effect on {role}, which counts at once'
            hint = "put it on a fallback"
            yield error("misplaced-key", what, draft.model.place((*option.path, key)), hint)


def _twice(draft: Draft, node: Choice) -> Iterator[Finding]:
    """The same component twice; once through `switched_by` and once round it are two ways."""
    ways: dict[tuple[str, str], list[Ref]] = {}
    for option in node.options:
        if isinstance(option.requirement, Ref) and option.requires is None:
            way = option.switch if node.switched_by is not None else ""
            ways.setdefault((option.requirement.name, way), []).append(option.requirement)
    for (name, _), same in ways.items():
        if len(same) > 1:
            what = f'"{name}" is an option of this need twice'
            places = tuple(draft.model.place(ref.path, "value") for ref in reversed(same))
            hint = "remove one: an option is no fallback of itself"
            yield error("duplicate-name", what, places, hint)


def _no_way_round(draft: Draft, component: Component) -> Iterator[Finding]:
    for need in component.needs:
        if isinstance(need.requirement, Ref):
            continue
        for node in choices(need.requirement):
            manual = next((o for o in node.options if o.switch == "manual"), None)
            if manual is None or node.switched_by is None:
                continue
            for ref in targets(node.switched_by):
                other = _hard_need_of(component, ref.name)
                if other is not None and ref.name != component.name:
                    yield _cannot_go_round(draft, need, other, ref, manual)


def _hard_need_of(component: Component, name: str) -> Need | None:
    return next((n for n in component.needs if n.hard and _rests_on(n.requirement, name)), None)


def _rests_on(requirement: Requirement, name: str) -> bool:
    """Whether a requirement is unmet as soon as the named component alone is down."""
    match requirement:
        case Ref(own):
            return own == name
        case Choice(options):
            return all(_rests_on(option.requirement, name) for option in options)
        case AnyOf(options, at_least):
            lost = sum(_rests_on(option.requirement, name) for option in options)
            return len(options) - lost < at_least
        case _:
            return any(_rests_on(item, name) for item in requirement.items)


def _cannot_go_round(
    draft: Draft, need: Need, other: Need, switch: Ref, manual: Option
) -> Finding:
    what = (
        f'{need.address} has a manual option, but "{switch.name}", which it would go round, '
        f"is also needed as {other.address}"
    )
    hint = f"give {switch.name} the fallbacks, or drop switched_by or the need {other.slot}"
    places = (
        draft.model.place(switch.path, "value"),
        draft.model.place(other.path, note="needed here whatever the option"),
        draft.model.place(manual.path, note="the manual option"),
    )
    return error("contradiction", what, places, hint)


def _figures(draft: Draft, failure: Failure, path: Path) -> Iterator[Finding]:
    if failure.mtbf is not None and failure.availability is not None:
        what = "a failure says mtbf or availability, not both"
        places = (
            draft.model.place((*path, "availability")),
            draft.model.place((*path, "mtbf")),
        )
        yield error("contradiction", what, places)
    elif failure.mtbf is not None and not draft.written((*path, "restore")):
        what = "mtbf without restore gives no unavailability"
        yield error("missing-key", what, draft.model.place((*path, "mtbf")), "add restore")
    elif failure.mtbf == 0:
        what = "mtbf must be longer than 0"
        yield error("wrong-value", what, draft.model.place((*path, "mtbf"), "value"))
