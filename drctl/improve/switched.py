"""A model in which changes can be switched on and off.

Each change hangs on a component of its own that stands for "this has been done": what the change
adds also requires it. So one graph answers for every plan, and all that drctl asks of a graph can
be asked of every plan: a change is off when its component has failed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from drctl.graph.wants import Wants, ruled_out
from drctl.improve.change import Also, Change, Fallback, New, Optional
from drctl.model.component import Component, stand_in
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Ref, Requirement, nothing
from drctl.model.source import Path

_NO_LOAD = 1e-12
"""The weight of what takes no load; a weight cannot be 0."""

Switched = tuple[Also, Requirement | None, Requirement | None]
"""What may stand at a path, what it requires, and what the old way requires from then on."""


def done(number: int) -> str:
    """The component that stands for a change that has been made; no model can have the name."""
    return f"done {number}"


def undone(number: int) -> str:
    """The component that stands for what a move gives up."""
    return f"undone {number}"


def switched(model: Model, changes: Sequence[Change]) -> Model:
    """The model with all changes in it, each with its switch.

    Args:
        model: a checked model.
        changes: any.

    Returns:
        A model with the components `done(i)` and, for what takes a place, `undone(i)` besides.
    """
    return partly(model, changes, (), range(len(changes)))


def partly(
    model: Model, changes: Sequence[Change], made: Collection[int], open_: Collection[int]
) -> Model:
    """The model with some changes in it, others with their switches, and the rest not at all.

    Args:
        model: a checked model.
        changes: all of them.
        made: those that are in it; where they are open too they have their switches.
        open_: those with switches.
    """
    names = [done(i) for i in open_]
    names += [undone(i) for i in open_ if moves(changes[i])]
    switches = {name: stand_in(name, ("domains", name)) for name in names}
    kept = sorted({*made, *open_})
    return _with(model, [(i if i in open_ else None, changes[i]) for i in kept], switches)


def applied(model: Model, changes: Iterable[Change]) -> Model:
    """The model after changes, without switches; as it would be loaded after they are written."""
    return _with(model, [(None, change) for change in changes], {})


def moves(change: Change) -> bool:
    """Whether a change gives something up that was there."""
    return any(isinstance(effect, Also) and effect.instead for effect in change.effects)


def _with(
    model: Model, changes: Iterable[tuple[int | None, Change]], switches: Mapping[str, Component]
) -> Model:
    also: dict[Path, list[Switched]] = {}
    fallbacks: dict[str, list[Option]] = {}
    optional: dict[str, list[Requirement | None]] = {}
    new: dict[str, Component] = {}
    for number, change in changes:
        on, off = (None, None) if number is None else _hangs_on(number, change)
        for effect in change.effects:
            match effect:
                case Also(path):
                    also.setdefault(path, []).append((effect, on, off))
                case Fallback(need, option):
                    hung = replace(option, requires=_both(option.requires, on))
                    fallbacks.setdefault(need.address, []).append(hung)
                case Optional(need):
                    optional.setdefault(need.address, []).append(on)
                case New(component):
                    new[component.name] = component
    every = {**model.components, **new}
    widened = _Widened(also, fallbacks, optional, every)
    components = {name: widened.component(component) for name, component in every.items()}
    return replace(model, components={**components, **switches})


def _hangs_on(number: int, change: Change) -> tuple[Requirement, Requirement | None]:
    on = done(number)
    off = undone(number) if moves(change) else None
    return Ref(on, ("domains", on)), None if off is None else Ref(off, ("domains", off))


def _both(first: Requirement | None, second: Requirement | None) -> Requirement | None:
    if first is None or second is None:
        return second if first is None else first
    return AllOf((first, second), first.path)


class _Widened:
    """Requirements with what changes add to them."""

    def __init__(
        self,
        also: Mapping[Path, list[Switched]],
        fallbacks: Mapping[str, list[Option]],
        optional: Mapping[str, list[Requirement | None]],
        components: Mapping[str, Component],
    ) -> None:
        self.components = components
        self.also = also
        self.fallbacks = fallbacks
        self.optional = optional
        self.touched = {path[1] for path in also} | {
            address.partition(".")[0] for address in (*fallbacks, *optional)
        }

    def component(self, component: Component) -> Component:
        if component.name not in self.touched:
            return component
        placement = component.placement
        return replace(
            component,
            placement=None if placement is None else self.requirement(placement),
            needs=tuple(self.need(need) for need in component.needs),
        )

    def need(self, need: Need) -> Need:
        found = self.requirement(need.requirement)
        more = self.fallbacks.get(need.address, ())
        if more and isinstance(found, Choice):
            found = replace(found, options=(*found.options, *more))
        elif more:
            found = Choice((Option(found, need.path), *more), None, need.path)
        for switch in self.optional.get(need.address, ()):
            if switch is None:
                return replace(need, requirement=found, optional=True)
            return self.dispensable(replace(need, requirement=found), switch)
        return replace(need, requirement=found)

    def dispensable(self, need: Need, switch: Requirement) -> Need:
        """A hard need that can be done without when a switch is on.

        Nothing stands beside what is needed, at once and without a share of the load. `wants`
        would judge it, so it is heeded beforehand.
        """
        path = need.path
        needed = self.wanted(need.requirement, need.wants, today=True)
        without = nothing(path, switch, _NO_LOAD)
        either = AnyOf((Option(needed, path), without), 1, None, path)
        return replace(need, requirement=either, wants=())

    def wanted(self, requirement: Requirement, wants: Wants, *, today: bool) -> Requirement:
        """A requirement without the options that `wants` rules out."""
        match requirement:
            case AllOf(items):
                kept = tuple(self.wanted(item, wants, today=today) for item in items)
                return replace(requirement, items=kept)
            case AnyOf(options) | Choice(options):
                first = options[0] if isinstance(requirement, Choice) and today else None
                left = tuple(
                    replace(o, requirement=self.wanted(o.requirement, wants, today=o is first))
                    for o in options
                    if o is first or not ruled_out(o.requirement, wants, self.components)
                )
                if not left:
                    return AnyOf((), 1, None, requirement.path)
                return replace(requirement, options=left)
            case Ref():
                return requirement

    def requirement(self, requirement: Requirement) -> Requirement:
        match requirement:
            case Ref():
                found: Requirement = requirement
            case AllOf(items):
                found = replace(requirement, items=tuple(self.requirement(i) for i in items))
            case AnyOf(options) | Choice(options):
                found = replace(requirement, options=tuple(self.option(o) for o in options))
        added = self.also.get(requirement.path, ())
        return self._any_of(found, added) if added else found

    def option(self, option: Option) -> Option:
        return replace(option, requirement=self.requirement(option.requirement))

    def _any_of(self, found: Requirement, added: Sequence[Switched]) -> Requirement:
        path = found.path
        more = [Option(also.requirement, path, requires=on) for also, on, _ in added]
        if isinstance(found, AnyOf):
            return replace(found, options=(*found.options, *more))
        stays: Requirement | None = None
        for also, _, off in added:
            if also.instead and off is None:
                return also.requirement
            stays = _both(stays, off)
        return AnyOf((Option(found, path, requires=stays), *more), 1, None, path)
