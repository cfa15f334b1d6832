"""The way out of a failure: what comes back, what is switched and restarted, in steps."""

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
from drctl.analysis.recovery import after as time_of
from drctl.analysis.recovery_path import address_of
from drctl.analysis.recovery_plan import PlanStep
from drctl.analysis.switches import Switch
from drctl.analysis.ways import Way, required
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.normal_form import requirement
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Requirement, choices, said
from drctl.model.times import duration

DECIDE = "decide"


@dataclass
class Forward:
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
    _switched: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read what comes of the failure."""
        self.events = Events(self.outcome.times)
        self.view = View(self.model, self.outcome.cascade.after.down)
        self.names = self.events.clock.names

    def made(self) -> dict[str, PlanStep]:
        """All steps, what comes first standing first."""
        ids, fails = self.events.clock.ids, self.outcome.cause.fails
        hit = [*self.outcome.times.hit()]
        others = [ids[name] for name in hit if name not in fails]
        for key in self._in_order(others or [ids[name] for name in hit]):
            self._happens(key)
        for switch in self.found:
            self._preferred(switch)
        by_hand = tuple(s.id for s in self.steps.values() if s.kind == "switch" and _done(s))
        for key in self._in_order([ids[name] for name in hit]):
            if key not in self.last:
                # Nobody waits for it: two repairs at once do more harm than one after the other.
                self.later = by_hand if key.what == "back" else ()
                self._happens(key)
        self._stuck()
        return self.steps

    def _happens(self, key: Key) -> None:
        ends = self._back(key) if key.what == "back" else self._joined(key)
        self.last[key] = tuple(dict.fromkeys(ends))

    def ends(self, keys: Keys) -> tuple[str, ...]:
        """The ids of the steps that end some events."""
        return tuple(dict.fromkeys(id for key in sorted(keys) for id in self.last[key]))

    def _in_order(self, nodes: Iterable[int]) -> Iterator[Key]:
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
            what = f"{component.title} can carry its load again"
            step = PlanStep(f"relief.{name}", "wait", what, self.ends(back.relieved), 0.0)
            ids = self._add(replace(step, earliest=_known(leave.relieved), automatic=True))
        before = (*ids, *self.ends(back.started))
        moment, ready = latest(map(self._ended, before)), _known(leave.ready)
        ready = moment if self.later and key.of in run.restores else ready
        takes = None if moment is None or ready is None else max(0.0, ready - moment)
        if component.kind == "service" and key.of not in run.restores and leave.anew:
            do = f"See that {component.title} starts: what it needs is there"
            takes = component.spec.restart or 0.0
            before = self._add(PlanStep(f"restart.{name}", "restart", do, before, takes, moment))
        elif takes:
            do = f"{component.title} starts"
            step = PlanStep(f"restart.{name}", "restart", do, before, takes, moment)
            before = self._add(replace(step, automatic=component.kind != "service"))
        if not leave.restoring:
            return before
        return self._restored(component, before, ready)

    def _repaired(
        self, component: Component, keys: Keys, takes: float, done: float
    ) -> tuple[str, ...]:
        ours = component.kind == "service"
        first = self.ends(keys)
        if ours and self.later:
            start = latest(map(self._ended, first))
            first = tuple(dict.fromkeys((*first, *self.later)))
            begins = latest(map(self._ended, first))
            # Never known, once a switch is: then it is not known when the repair begins.
            done = inf if begins is None or start is None else done + begins - start
        start = latest(map(self._ended, first))
        needed = component.repair_requires
        tool = None if needed is None else required(self.view, needed)
        procedure = component.failure.procedure if component.failure else None
        before = first
        if ours and procedure is not None:
            before = self._walk(procedure, first, start, None)
        natural = latest(map(self._ended, before))
        finished = _known(done)
        step = PlanStep(
            f"repair.{component.name}" if ours else f"wait.{component.name}",
            "repair" if ours else "wait",
            f"Repair {component.title}" if ours else f"{component.title} is back",
            before,
            takes=_left(natural, finished, _known(takes)),
            earliest=_begun(natural, finished),
            automatic=not ours,
            who=component.spec.owner,
            requires=() if tool is None else tool.names,
            lost=() if tool is None or tool.by else tool.names,
            instead=None if tool is None or tool.by else _wait_for(tool.names),
        )
        if ours and procedure is not None:
            step = replace(step, do=f"See that {component.title} is repaired")
        return self._add(step)

    def _restored(
        self, component: Component, before: tuple[str, ...], ready: float | None
    ) -> tuple[str, ...]:
        ids: tuple[str, ...] = ()
        for restore in self.events.longest.onset.restoring[component.name]:
            do = f"Restore {restore.address} from its backup"
            id = f"restore.{restore.address}"
            ids += self._add(PlanStep(id, "restore", do, before, restore.seconds, ready))
        return ids

    # ---- options that join -------------------------------------------------------------------

    def _joined(self, key: Key) -> tuple[str, ...]:
        join, joined = self.events.clock.joins[key.of], self.events.joined(key.of)
        address = join.need.address if join.need else address_of(join.option.path)
        if join.option.switch == "automatic":
            return self._by_itself(address, join.option)
        before = (*self.ends(joined.helped), *self._noticed(join.need, self.ends(joined.noticed)))
        return self._switch(address, join.option, before, joined.start, joined.at)

    def _noticed(self, need: Need | None, before: tuple[str, ...]) -> tuple[str, ...]:
        """That the loss of a need is noticed, once what that requires is there."""
        detect = need.detect if need is not None else None
        if need is None or detect is None or not detect.within:
            return before
        if (id := f"notice.{need.address}") in self.steps:
            return (id,)
        alert = f": {detect.alert}" if detect.alert else ""
        do = f"The loss of {need.address} is noticed{alert}"
        begins = latest(map(self._ended, before))
        return self._add(PlanStep(id, "wait", do, before, detect.within, begins, automatic=True))

    def _by_itself(self, address: str, option: Option) -> tuple[str, ...]:
        on = said(option.requirement)
        self._switched.add((address, on))
        step = PlanStep(
            self._free(f"switch.{address}", on),
            "switch",
            f"{address} goes over to {on} by itself",
            (),
            option.after or 0.0,
            0.0,
            automatic=True,
            option=(address, on),
        )
        return self._add(step)

    def _switch(
        self, address: str, option: Option, before: tuple[str, ...], start: float, at: float
    ) -> tuple[str, ...]:
        """People switch: the steps of the procedure, and then that it runs on the option."""
        on, begins, finished = said(option.requirement), _known(start), _known(at)
        self._switched.add((address, on))
        before = tuple(dict.fromkeys((DECIDE, *before)))
        after, natural, do = before, begins, f"Switch {address} to {on}"
        if option.procedure is not None:
            alone = option.procedure not in self._walked
            walked = self._walk(option.procedure, before, begins, (address, on))
            after = walked if alone else tuple(dict.fromkeys((*walked, *before)))
            natural = latest(map(self._ended, after))
            do = f"See that {address} runs on {on}"
        if natural is not None and finished is not None and natural > finished + 1e-6:
            self.slow.append((option, natural - start, at - start))
        needed = [required(self.view, one) for one in self.view.around(option)]
        step = PlanStep(
            self._free(f"switch.{address}", on),
            "switch",
            do,
            after,
            _left(natural, finished, None),
            _begun(natural, finished),
            procedure=option.procedure,
            option=(address, on),
            requires=tuple(dict.fromkeys(n for one in needed for n in one.names)),
        )
        return self._add(step)

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
                self._add(replace(step, option=option))
        return sinks(steps)

    # ---- what is preferred, and what cannot be -----------------------------------------------

    def _stuck(self) -> None:
        """What nobody can repair for want of a tool, and what waits for itself to start."""
        for name in self.outcome.cause.fails:
            component = self.model.components[name]
            needed = component.repair_requires
            if component.kind != "service" or needed is None or self.view.met(needed):
                continue
            lacking = self.view.culprits(needed)
            id, do = f"repair.{name}", f"Repair {component.title}"
            step = PlanStep(id, "repair", do, requires=lacking, lost=lacking)
            if id not in self.steps:
                self._add(replace(step, instead=_wait_for(lacking)))
        never = (n for n in self.outcome.times.hit() if self.outcome.times.bounds(n).least == inf)
        first = next(never, None)
        circle = () if first is None else self.outcome.times.recovery(first).deadlock
        for name, on in zip(circle, (*circle[1:], *circle[:1]), strict=True):
            do = f"Start {self.model.components[name].title}"
            step = PlanStep(f"restart.{name}", "restart", do, requires=(on,), lost=(on,))
            self._add(replace(step, instead=f"they wait for one another: start it without {on}"))

    def _preferred(self, switch: Switch) -> None:
        """The option that is to serve in the end, when nothing that is down waits for it."""
        for way in switch.passed if switch.later else switch.ways[1:]:
            if way.lacks and way.manual:
                self._impossible(switch, way)
        later = switch.later
        if switch.quorum or later is None or later is switch.ways[0]:
            return
        if (switch.address, later.option) in self._switched or switch.component in self.view.down:
            return
        option = self._option(switch.address, later.option)
        if option is None:
            return
        if not later.manual:
            self._by_itself(switch.address, option)
            return
        before: tuple[str, ...] = ()
        for one in self.view.around(option):
            before += self._reached(one)
        need = self.model.need(switch.address)
        before += self._noticed(need, () if need is None else self._seen(need))
        start = latest(map(self._ended, before))
        start = inf if start is None else start
        at = start + time_of(self.model, option, inf)
        self._switch(switch.address, option, before, start, at)

    def _seen(self, need: Need) -> tuple[str, ...]:
        """The steps after which one can notice that a need is lost."""
        if need.detect is None or need.detect.requires is None:
            return ()
        wanted = requirement(need.detect.requires, (*need.path, "detect", "requires"))
        return self._reached(wanted) if self.view.met(wanted) else ()

    def _reached(self, what: Requirement) -> tuple[str, ...]:
        """The steps after which a requirement is met; those that are missing are made."""
        if isinstance(what, Choice):
            option = self.view.available(what)[0]
            before = self._reached(option.requirement)
            if option is what.primary:
                return before
            address, on = address_of(option.path), said(option.requirement)
            known = (s.id for s in self.steps.values() if s.option == (address, on))
            if (there := next(known, None)) is not None:
                return (there,)
            takes = _known(time_of(self.model, option, inf))
            id, begins = self._free(f"switch.{address}", on), latest(map(self._ended, before))
            step = PlanStep(id, "switch", f"Go over to {on}", before, takes, begins)
            return self._add(replace(step, option=(address, on)))
        if isinstance(what, AllOf):
            return tuple(id for item in what.items for id in self._reached(item))
        if isinstance(what, AnyOf):
            left = self.view.available(what)[: what.at_least]
            return tuple(id for option in left for id in self._reached(option.requirement))
        node = self.events.clock.ids[what.name]
        for key in self._in_order([node]):
            if key not in self.last:
                self._happens(key)
        return self.ends(self.events.behind([node]))

    def _option(self, address: str, on: str) -> Option | None:
        name, _, slot = address.partition(".")
        component = self.model.components[name]
        need = component.need(slot)
        holder = component.placement if need is None and slot == "in" else None
        for node in choices(need.requirement if need else holder):
            for option in node.options:
                if said(option.requirement) == on and all(
                    self.view.met(one) for one in self.view.around(option)
                ):
                    return option
        return None

    def _impossible(self, switch: Switch, way: Way) -> None:
        """A switch whose tools are lost as well, with what is done in its place."""
        then = switch.later
        if then is None:
            instead = f"no option is left; {_wait_for(way.lacks)}"
        else:
            how = "switch by hand to" if then.manual else "it goes over by itself to"
            time = "" if then.after is None else f", about {duration(then.after)}"
            instead = f"{how} {then.option}{time}"
        self._add(
            PlanStep(
                self._free(f"switch.{switch.address}", way.option),
                "switch",
                f"Switch {switch.address} to {way.option}",
                (DECIDE,),
                way.after,
                None,
                procedure=way.procedure,
                option=(switch.address, way.option),
                requires=way.lacks,
                lost=way.lacks,
                instead=instead,
            )
        )

    # ---- bookkeeping ------------------------------------------------------------------------

    def _add(self, step: PlanStep) -> tuple[str, ...]:
        self.steps[step.id] = step
        return (step.id,)

    def _free(self, id: str, on: str) -> str:
        """An id that no step has: an address with several switches names what it goes over to."""
        if id not in self.steps:
            return id
        own = f"{id}.{'-'.join(on.replace(',', ' ').split())}"
        number = 1
        while (told := own if number == 1 else f"{own}-{number}") in self.steps:
            number += 1
        return told

    def _ended(self, id: str) -> float | None:
        step = self.steps.get(id)
        return 0.0 if step is None else end(step.earliest, step.takes)


def _done(step: PlanStep) -> bool:
    return not step.automatic and not step.lost


def _known(moment: float) -> float | None:
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


def _wait_for(names: tuple[str, ...]) -> str:
    return f"wait until {' and '.join(names)} {'is' if len(names) == 1 else 'are'} back"
