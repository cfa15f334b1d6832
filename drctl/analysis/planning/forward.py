"""What happens on the way out of a failure, in steps: what comes back, and what is switched."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import inf

from drctl.analysis.availability import View
from drctl.analysis.outcome import Outcome
from drctl.analysis.planning.events import Events, Key, Keys
from drctl.analysis.planning.procedures import (
    Parameters,
    end,
    latest,
    placed,
    procedure_steps,
    sinks,
)
from drctl.analysis.recovery_path import address_of
from drctl.analysis.recovery_plan import PlanStep
from drctl.analysis.switches import Switch
from drctl.analysis.ways import required
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import Need, Option, said

DECIDE = "decide"


@dataclass
class Happening:
    """Makes the steps of one failure.

    `steps` are by id, `last` has the ids that end each event. `slow` are procedures that take
    longer than the option that names them gives them, each with both times.
    """

    model: Model
    outcome: Outcome
    found: tuple[Switch, ...]
    known: Parameters
    steps: dict[str, PlanStep] = field(default_factory=dict)
    last: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    slow: list[tuple[Option, float, float]] = field(default_factory=list)
    later: tuple[str, ...] = ()
    _walked: set[str] = field(default_factory=set)
    switched: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read what comes of the failure."""
        self.events = Events(self.outcome.times)
        self.view = View(self.model, self.outcome.cascade.after.down)
        self.names = self.events.clock.names

    def happens(self, key: Key) -> None:
        """Make the steps of one event; those that it waits for are there."""
        ends = self._back(key) if key.what == "back" else self._joined(key)
        self.last[key] = tuple(dict.fromkeys(ends))

    def ends(self, keys: Keys) -> tuple[str, ...]:
        """The ids of the steps that end some events."""
        return tuple(dict.fromkeys(id for key in sorted(keys) for id in self.last[key]))

    def in_order(self, nodes: Iterable[int]) -> Iterator[Key]:
        """The events behind some nodes, each behind those that it waits for."""
        done: set[Key] = set()
        for first in sorted(self.events.all_behind(nodes), key=self._when):
            stack = [first]
            while stack:
                key = stack[-1]
                left = [k for k in sorted(self.events.before(key)) if k not in done]
                if left:
                    stack += left
                    continue
                stack.pop()
                if key not in done:
                    done.add(key)
                    yield key

    def _when(self, key: Key) -> tuple[float, Key]:
        joined = key.what == "joined"
        return (self.events.joined(key.of).start if joined else self._at(key), key)

    def _at(self, key: Key) -> float:
        return self.events.longest.left[key.of].at

    # ---- components that come back -----------------------------------------------------------

    def _back(self, key: Key) -> tuple[str, ...]:
        """A component is repaired, started and has its data back."""
        component = self.model.components[self.names[key.of]]
        back, run = self.events.back(key.of), self.events.longest
        name, leave = component.name, back.leave
        ids: tuple[str, ...] = ()
        if key.of in run.restores:
            ids = self._repaired(component, back.repaired, run.restores[key.of], leave.repaired)
        if back.relieved:
            what = f"{component.title} can carry the load again"
            step = PlanStep(f"relief.{name}", "wait", what, self.ends(back.relieved), 0.0)
            ids = self.add(replace(step, earliest=known_moment(leave.relieved), automatic=True))
        before = (*ids, *self.ends(back.started))
        moment, ready = latest(map(self.ended, before)), known_moment(leave.ready)
        ready = moment if self.later and key.of in run.restores else ready
        takes = None if moment is None or ready is None else max(0.0, ready - moment)
        if component.kind == "service" and key.of not in run.restores and leave.anew:
            do = f"See that {component.title} starts: what it needs is there"
            takes = component.spec.restart or 0.0
            before = self.add(PlanStep(f"restart.{name}", "restart", do, before, takes, moment))
        elif takes:
            do = f"{component.title} starts"
            step = PlanStep(f"restart.{name}", "restart", do, before, takes, moment)
            before = self.add(replace(step, automatic=component.kind != "service"))
        if not leave.restoring:
            return before
        return self._restored(component, before, ready)

    def _repaired(
        self, component: Component, keys: Keys, takes: float, done: float
    ) -> tuple[str, ...]:
        ours = component.kind == "service"
        first = self.ends(keys)
        if ours and self.later:
            start = latest(map(self.ended, first))
            first = tuple(dict.fromkeys((*first, *self.later)))
            begins = latest(map(self.ended, first))
            # Never known, once a switch is: then it is not known when the repair begins.
            done = inf if begins is None or start is None else done + begins - start
        start = latest(map(self.ended, first))
        needed = component.repair_requires
        tool = None if needed is None else required(self.view, needed)
        procedure = component.failure.procedure if component.failure else None
        before = first
        if ours and procedure is not None:
            before = self._walk(procedure, first, start, None)
        natural = latest(map(self.ended, before))
        finished = known_moment(done)
        step = PlanStep(
            f"repair.{component.name}" if ours else f"wait.{component.name}",
            "repair" if ours else "wait",
            f"Repair {component.title}" if ours else f"Wait until {component.title} is back",
            before,
            takes=_left(natural, finished, known_moment(takes)),
            earliest=_begun(natural, finished),
            automatic=not ours,
            who=component.spec.owner,
            requires=() if tool is None else tool.names,
            lost=() if tool is None or tool.by else tool.names,
            instead=None if tool is None or tool.by else wait_for(tool.names),
        )
        if ours and procedure is not None:
            step = replace(step, do=f"See that {component.title} is repaired")
        return self.add(step)

    def _restored(
        self, component: Component, before: tuple[str, ...], ready: float | None
    ) -> tuple[str, ...]:
        ids: tuple[str, ...] = ()
        for restore in self.events.longest.onset.restoring[component.name]:
            do = f"Restore {restore.address} from its backup"
            id = f"restore.{restore.address}"
            ids += self.add(PlanStep(id, "restore", do, before, restore.seconds, ready))
        return ids

    # ---- options that join -------------------------------------------------------------------

    def _joined(self, key: Key) -> tuple[str, ...]:
        join, joined = self.events.clock.joins[key.of], self.events.joined(key.of)
        address = join.need.address if join.need else address_of(join.option.path)
        if join.option.switch == "automatic":
            return self.by_itself(address, join.option)
        before = (*self.ends(joined.helped), *self.noticed(join.need, self.ends(joined.noticed)))
        return self.switch(address, join.option, before, joined.start, joined.at)

    def noticed(self, need: Need | None, before: tuple[str, ...]) -> tuple[str, ...]:
        """That the loss of a need is noticed, once what that requires is there."""
        detect = need.detect if need is not None else None
        if need is None or detect is None or not detect.within:
            return before
        if (id := f"notice.{need.address}") in self.steps:
            return (id,)
        alert = f": {detect.alert}" if detect.alert else ""
        do = f"The loss of {need.address} is noticed{alert}"
        begins = latest(map(self.ended, before))
        return self.add(PlanStep(id, "wait", do, before, detect.within, begins, automatic=True))

    def by_itself(self, address: str, option: Option) -> tuple[str, ...]:
        """A need goes over to an option without people."""
        on = said(option.requirement)
        self.switched.add((address, on))
        step = PlanStep(
            self.free(f"switch.{address}", on),
            "switch",
            f"{address} goes over to {on} by itself",
            (),
            option.after or 0.0,
            0.0,
            automatic=True,
            option=(address, on),
        )
        return self.add(step)

    def switch(
        self, address: str, option: Option, before: tuple[str, ...], start: float, at: float
    ) -> tuple[str, ...]:
        """People switch: the steps of the procedure, and then that it runs on the option."""
        on, begins, finished = said(option.requirement), known_moment(start), known_moment(at)
        self.switched.add((address, on))
        before = tuple(dict.fromkeys((DECIDE, *before)))
        after, natural, do = before, begins, f"Switch {address} to {on}"
        if option.procedure is not None:
            alone = option.procedure not in self._walked
            walked = self._walk(option.procedure, before, begins, (address, on))
            after = walked if alone else tuple(dict.fromkeys((*walked, *before)))
            natural = latest(map(self.ended, after))
            do = f"See that {address} runs on {on}"
        if natural is not None and finished is not None and natural > finished + 1e-6:
            self.slow.append((option, natural - start, at - start))
        needed = [required(self.view, one) for one in self.view.around(option)]
        step = PlanStep(
            self.free(f"switch.{address}", on),
            "switch",
            do,
            after,
            _left(natural, finished, None),
            _begun(natural, finished),
            procedure=option.procedure,
            option=(address, on),
            requires=tuple(dict.fromkeys(n for one in needed for n in one.names)),
        )
        return self.add(step)

    def _walk(
        self,
        procedure: str,
        first: tuple[str, ...],
        start: float | None,
        option: tuple[str, str] | None,
    ) -> tuple[str, ...]:
        """The steps of a procedure, once however often it is named; the ids of the last ones."""
        steps = procedure_steps(self.view, procedure, self.known)
        if procedure not in self._walked:
            self._walked.add(procedure)
            for step in placed(steps, first, start):
                self.add(replace(step, option=option))
        return sinks(steps)

    # ---- bookkeeping ------------------------------------------------------------------------

    def add(self, step: PlanStep) -> tuple[str, ...]:
        """Take a step in; its id, alone."""
        self.steps[step.id] = step
        return (step.id,)

    def free(self, id: str, on: str) -> str:
        """An id that no step has: an address with several switches names what it goes over to."""
        if id not in self.steps:
            return id
        own = f"{id}.{'-'.join(on.replace(',', ' ').split())}"
        number = 1
        while (told := own if number == 1 else f"{own}-{number}") in self.steps:
            number += 1
        return told

    def ended(self, id: str) -> float | None:
        """When a step ends; 0 for one that is made later."""
        step = self.steps.get(id)
        return 0.0 if step is None else end(step.earliest, step.takes)


def known_moment(moment: float) -> float | None:
    """A moment; None for infinity."""
    return moment if moment < inf else None


def _left(natural: float | None, finished: float | None, takes: float | None) -> float | None:
    """How long the last step takes that ends at a known moment."""
    if finished is None:
        return takes
    return max(0.0, finished - natural) if natural is not None else 0.0


def _begun(natural: float | None, finished: float | None) -> float | None:
    """When that step begins."""
    if finished is None or natural is None:
        return natural if finished is None else finished
    return min(natural, finished)


def wait_for(names: tuple[str, ...]) -> str:
    """What is left to do where nothing else helps, in words."""
    return f"wait until {' and '.join(names)} {'is' if len(names) == 1 else 'are'} back"
