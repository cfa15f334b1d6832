"""What degrades a component, step by step from what is down (DESIGN §5.2)."""

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from drctl.analysis.availability import View
from drctl.analysis.states import State
from drctl.graph.wants import Wants
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Ref, Requirement, said, targets
from drctl.model.source import Path


@dataclass(frozen=True, slots=True)
class Worse:
    """Why one component is degraded.

    `need` is the slot, "in" for its placement, "" when the component itself is the reason (it
    sheds load). `because` names the down components and `on` the degraded ones that together
    leave it nothing sound; `text` speaks of what serves.
    """

    component: str
    need: str
    text: str
    because: tuple[str, ...]
    on: tuple[str, ...]
    path: Path


def degradation(
    model: Model,
    states: Mapping[str, State],
    component: str,
    *,
    people_act: bool,
    sheds: Collection[str] = (),
) -> tuple[Worse, ...]:
    """The steps by which what is down degrades a component.

    Args:
        model: the model.
        states: the state of every component.
        component: the one to explain.
        people_act: whether the states are those after people acted.
        sheds: components that are degraded because they shed load.

    Returns:
        Steps of which each rests on what is down and on earlier ones; none when the component
        is not degraded.

    Notes:
        Those degraded by what is down come first, then those that use one of them, as often as
        there is one: linear in what is degraded below the component. Components that degrade one
        another are so never each other's only reason.
    """
    if states[component] != "degraded":
        return ()
    view = View(model, {n for n, state in states.items() if state == "down"}, people_act)
    users = _users(model, states, component)
    found: dict[str, Worse] = {}
    waiting = deque(users)
    while waiting:
        name = waiting.popleft()
        if name in found:
            continue
        reason = _shedding(model, name) if name in sheds else _reason(view, name, found)
        if reason is not None:
            found[name] = reason
            waiting += users[name]
    return _leading(found, component)


def _users(model: Model, states: Mapping[str, State], component: str) -> dict[str, list[str]]:
    """The degraded components on the way down from one, each with those on it that use it."""
    users: dict[str, list[str]] = {component: []}
    stack = [component]
    while stack:
        name = stack.pop()
        for ref in _used(model.components[name]):
            if states[ref.name] == "degraded":
                if ref.name not in users:
                    users[ref.name] = []
                    stack.append(ref.name)
                users[ref.name].append(name)
    return users


def _used(component: Component) -> list[Ref]:
    needed = [need.requirement for need in component.needs if need.hard]
    return [ref for node in (component.placement, *needed) for ref in targets(node)]


def _leading(found: Mapping[str, Worse], component: str) -> tuple[Worse, ...]:
    """The steps that lead to a component, causes first; without recursion, as chains are long."""
    steps: dict[str, Worse] = {}
    stack = [(component, False)]
    while stack:
        name, ready = stack.pop()
        if ready:
            steps[name] = found[name]
        elif name not in steps:
            stack.append((name, True))
            stack += [(other, False) for other in reversed(found[name].on)]
    return tuple(steps.values())


def _shedding(model: Model, name: str) -> Worse:
    return Worse(name, "", "it sheds load", (), (), model.components[name].path)


def _reason(view: View, name: str, known: Collection[str]) -> Worse | None:
    """Why a component is degraded, by what is down and what is known to be degraded."""
    component = view.model.components[name]
    for need in component.needs:
        if need.soft and not view.met(need.requirement, need.wants):
            because = view.culprits(need.requirement, need.wants)
            text = f"{need.address} is unmet, which it can do without"
            return Worse(name, need.slot, text, because, (), need.path)
    place = component.placement
    if place is not None and (flaw := _flaw(view, known, place)):
        return Worse(name, "in", f"it lies in {flaw.text}", flaw.because, flaw.on, place.path)
    for need in component.needs:
        if need.hard and (flaw := _flaw(view, known, need.requirement, need.wants)):
            text = f"{need.address} runs on {flaw.text}"
            return Worse(name, need.slot, text, flaw.because, flaw.on, need.path)
    return None


@dataclass(frozen=True, slots=True)
class _Flaw:
    text: str
    because: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


def _flaw(
    view: View,
    known: Collection[str],
    requirement: Requirement,
    wants: Wants = (),
    today: bool = True,
) -> _Flaw | None:
    """Rule 2: what a requirement is met by, when not by enough that is sound."""
    match requirement:
        case Ref(name):
            return _Flaw(f"{name}, which is degraded", on=(name,)) if name in known else None
        case AllOf(items):
            flaws = (_flaw(view, known, item, wants, today) for item in items)
            return next((flaw for flaw in flaws if flaw), None)
        case AnyOf() | Choice():
            return _of_options(view, known, requirement, wants, today)


def _of_options(
    view: View, known: Collection[str], node: AnyOf | Choice, wants: Wants, today: bool
) -> _Flaw | None:
    least = node.at_least if isinstance(node, AnyOf) else 1
    flaws: list[_Flaw] = []
    lost: list[str] = []
    for option, loss, runs_today in view.judged(node, wants, today):
        if loss is not None:
            lost += loss.culprits
        elif option.degraded:
            flaws.append(_Flaw(f"{said(option.requirement)}, a degraded option"))
        elif flaw := _flaw(view, known, option.requirement, wants, runs_today):
            flaws.append(flaw)
        else:
            least -= 1
    if least <= 0 or not flaws:
        return None
    because = dict.fromkeys([*lost, *(name for flaw in flaws for name in flaw.because)])
    on = dict.fromkeys(name for flaw in flaws for name in flaw.on)
    return _Flaw(flaws[0].text, tuple(because), tuple(on))
