"""The model's needs for language models, as a gateway has to serve them.

One group for each need: who is asked in which order, and how long each is given. What people
switch by hand is no part of it, nor what nobody can call.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from drctl.analysis.patience import Budget, budgets
from drctl.gateway.apis import APIS
from drctl.gateway.names import named
from drctl.gateway.times import Times, fitted
from drctl.graph.wants import ruled_out
from drctl.model.component import Component
from drctl.model.language.component import Endpoint, Served
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Ref, Requirement, targets

COOLDOWN = 10.0
"""Seconds for which the breaker leaves an option alone, unless somebody wants another time."""


@dataclass(frozen=True, slots=True)
class Target:
    """One way to call a component: its address, and how long an answer may take.

    `key` names an environment variable. Times in seconds.
    """

    component: str
    api: str
    base_url: str | None
    model: str
    key: str | None
    timeout: float
    embedding: bool = False
    context: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A target in a group: those of rank 1 are asked first; equal ranks share by weight."""

    target: Target
    rank: int
    weight: float
    option: Option


@dataclass(frozen=True, slots=True)
class Group:
    """A need as the gateway serves it; `budget` is how long its caller waits in all."""

    need: Need
    members: tuple[Member, ...]
    budget: float | None
    gateways: tuple[str, ...]

    @property
    def name(self) -> str:
        """What callers ask for: the need's address."""
        return self.need.address

    @property
    def components(self) -> tuple[str, ...]:
        """Whom it asks, in order."""
        return tuple(member.target.component for member in self.members)


@dataclass(frozen=True, slots=True)
class Plan:
    """All groups with their targets, and what is to be said of what has been left out."""

    name: str
    groups: tuple[Group, ...]
    cooldown: float
    notes: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[Target, ...]:
        """Every target once, in the order of the groups."""
        return tuple(dict.fromkeys(m.target for g in self.groups for m in g.members))

    def group(self, name: str) -> Group | None:
        """The group of a name."""
        return next((group for group in self.groups if group.name == name), None)


def plan(model: Model, gateway: str | None = None, cooldown: float = COOLDOWN) -> Plan:
    """What a gateway has to do for a model.

    Args:
        model: a checked model.
        gateway: the component that is the gateway; by default the needs of all gateways.
        cooldown: how long the breaker leaves an option alone, in seconds.

    Returns:
        A group for each need with an automatic fallback, of which a gateway can call two
        options at least.

    Notes:
        Linear in the needs.
    """
    drafts, notes = [], []
    waits = budgets(model)
    for need in (n for c in model.components.values() for n in c.needs):
        carriers = _carriers(need)
        if gateway is None or gateway in carriers:
            draft = _Draft(model, need, carriers, waits.get(need.component))
            if draft.members:
                drafts.append(draft.group())
            notes += draft.notes
    return Plan(model.name, named(drafts, model.components), cooldown, tuple(notes))


def _carriers(need: Need) -> tuple[str, ...]:
    """What carries a need's traffic: the component itself where nothing else is named."""
    requirement = need.requirement
    if isinstance(requirement, (AnyOf, Choice)) and requirement.switched_by is not None:
        return tuple(dict.fromkeys(r.name for r in targets(requirement.switched_by)))
    return (need.component,)


class _Draft:
    """One need on its way to a group."""

    def __init__(
        self, model: Model, need: Need, carriers: tuple[str, ...], budget: Budget | None
    ) -> None:
        self.model, self.need, self.carriers = model, need, carriers
        carried = carriers != (need.component,)
        # What a caller waits for a gateway is one time for all that the gateway tries.
        self.budget = need.timeout if carried else budget.seconds if budget else None
        self.waits = None if carried else need.timeout
        self.embedding = any(key.startswith("embedding") for key, _ in need.wants)
        self.notes: list[str] = []
        self.members = list(self._members())
        if len(self.members) == 1:
            why = "nothing is left to fall back on" if self.notes else "no automatic fallback"
            self.notes.append(f"{need.address} is left out: {why}")
            self.members = []

    def _members(self) -> Iterator[tuple[str, Option, int]]:
        """Whom the gateway can call, with the option and its rank."""
        rank = 0
        for option, same in _options(self.need.requirement):
            rank += not same or rank == 0
            name = self._callable(option)
            if name is not None:
                yield name, option, rank

    def _callable(self, option: Option) -> str | None:
        """The component that an option calls; a note where it should and cannot be called."""
        names = [ref.name for ref in targets(option.requirement)]
        called = [n for n in names if _endpoint(self.model.components[n]) is not None]
        if len(called) != 1:
            if called or self._speaks_elsewhere():
                self.notes.append(self._left_out(option, names))
            return None
        if not isinstance(option.requirement, (Ref, AllOf)):
            return None
        primary = option.path == self._first.path
        if not primary and ruled_out(option.requirement, self.need.wants, self.model.components):
            self.notes.append(
                f"{called[0]} is left out of {self.need.address}: it is not what that wants"
            )
            return None
        return self._said(called[0])

    @property
    def _first(self) -> Option:
        return next(_options(self.need.requirement))[0]

    def _speaks_elsewhere(self) -> bool:
        """Whether any option of the need can be called at all, so that it is about models."""
        refs = targets(self.need.requirement)
        options = [o for o, _ in _options(self.need.requirement)]
        callable_ = [r for r in refs if _endpoint(self.model.components[r.name])]
        return len(options) > 1 and bool(callable_)

    def _left_out(self, option: Option, names: list[str]) -> str:
        told = " and ".join(names) or "an option"
        why = "more than one of them has an endpoint" if len(names) > 1 else "it has no endpoint"
        return f"{told} is left out of {self.need.address}: {why}"

    def _said(self, name: str) -> str | None:
        """The name, when its endpoint says enough to call it."""
        endpoint = _endpoint(self.model.components[name])
        assert endpoint is not None
        why = ""
        if endpoint.model is None:
            why = "its endpoint says no model"
        elif (endpoint.api or "openai") not in APIS:
            why = f'its api "{endpoint.api}" is none of {", ".join(APIS)}'
        if why:
            self.notes.append(f"{name} is left out of {self.need.address}: {why}")
            return None
        return name

    def group(self) -> Group:
        """The group, its targets still without names."""
        times = fitted(self._times(), self.budget)
        if times.shortened:
            self.notes.append(self._shortened(times))
        members = tuple(
            Member(self._target(name, seconds), rank, option.weight, option)
            for (name, option, rank), seconds in zip(self.members, times.each, strict=True)
        )
        return Group(self.need, _closed_up(members), self.budget, self.carriers)

    def _times(self) -> list[float | None]:
        # What a need says on top is its primary's own time too.
        own = [
            None if option.path == self._first.path else option.timeout
            for _, option, _ in self.members
        ]
        return [self.waits if seconds is None else seconds for seconds in own]

    def _shortened(self, times: Times) -> str:
        return (
            f"{self.need.address}: its caller waits {self.budget:g}s, which is less than the "
            f"first two options may take; they get {times.each[0]:g}s and {times.each[1]:g}s"
        )

    def _target(self, name: str, seconds: float) -> Target:
        spec = self.model.components[name].spec
        assert isinstance(spec, Served)
        endpoint = spec.endpoint
        assert endpoint is not None
        assert endpoint.model is not None
        context = spec.capabilities.get("context_window")
        return Target(
            name,
            endpoint.api or "openai",
            endpoint.base_url,
            _model(endpoint, spec.capabilities, self.embedding),
            endpoint.key,
            seconds,
            self.embedding,
            context if isinstance(context, int) and not self.embedding else None,
        )


def _model(endpoint: Endpoint, capabilities: Mapping[str, object], embedding: bool) -> str:
    """What the provider calls the model; at Azure a deployment, whatever its model."""
    assert endpoint.model is not None
    vectors = capabilities.get("embedding_model")
    if embedding and isinstance(vectors, str) and endpoint.api != "azure-openai":
        return vectors
    return endpoint.model


def _endpoint(component: Component) -> Endpoint | None:
    return component.spec.endpoint if isinstance(component.spec, Served) else None


def _options(requirement: Requirement) -> Iterator[tuple[Option, bool]]:
    """The automatic options in order, each with whether it shares the rank of the one before."""
    match requirement:
        case Choice(options):
            for option in options:
                if option.switch == "automatic":
                    yield from _inner(option)
        case AnyOf(options, 1):
            for number, option in enumerate(options):
                yield option, number > 0
        case _:
            yield Option(requirement, requirement.path), False


def _inner(option: Option) -> Iterator[tuple[Option, bool]]:
    """An option, or the options that stand in it, with its own times where they have none."""
    if not isinstance(option.requirement, (AnyOf, Choice)):
        yield option, False
        return
    for each, same in _options(option.requirement):
        yield replace(each, timeout=option.timeout if each.timeout is None else each.timeout), same


def _closed_up(members: Iterable[Member]) -> tuple[Member, ...]:
    """Ranks without gaps, where something before has been left out."""
    found = tuple(members)
    new = {rank: i for i, rank in enumerate(sorted({m.rank for m in found}), 1)}
    return tuple(replace(member, rank=new[member.rank]) for member in found)
