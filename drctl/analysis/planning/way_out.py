"""The way out of a failure: what happens, what is preferred, and what cannot be done."""

from dataclasses import dataclass, replace
from math import inf

from drctl.analysis.planning.forward import DECIDE, Happening, known_moment, wait_for
from drctl.analysis.planning.procedures import latest
from drctl.analysis.recovery import after as time_of
from drctl.analysis.recovery_path import address_of
from drctl.analysis.recovery_plan import PlanStep
from drctl.analysis.switches import Switch
from drctl.analysis.ways import Way
from drctl.model.normal_form import requirement
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Requirement, choices, said
from drctl.model.times import duration


@dataclass
class WayOut(Happening):
    """Makes the steps of one failure."""

    def made(self) -> dict[str, PlanStep]:
        """All steps, what comes first standing first."""
        ids, fails = self.events.clock.ids, self.outcome.cause.fails
        hit = [*self.outcome.times.hit()]
        others = [ids[name] for name in hit if name not in fails]
        for key in self.in_order(others or [ids[name] for name in hit]):
            self.happens(key)
        for switch in self.found:
            self._preferred(switch)
        by_hand = tuple(s.id for s in self.steps.values() if s.kind == "switch" and _done(s))
        for key in self.in_order([ids[name] for name in hit if name in fails]):
            if key not in self.last:
                # Nobody waits for it: two repairs at once do more harm than one after the other.
                self.later = by_hand if key.what == "back" else ()
                self.happens(key)
        self._stuck()
        return self.steps

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
                self.add(replace(step, instead=wait_for(lacking)))
        never = (n for n in self.outcome.times.hit() if self.outcome.times.bounds(n).least == inf)
        first = next(never, None)
        circle = () if first is None else self.outcome.times.recovery(first).deadlock
        for name, on in zip(circle, (*circle[1:], *circle[:1]), strict=True):
            do = f"Start {self.model.components[name].title}"
            step = PlanStep(f"restart.{name}", "restart", do, requires=(on,), lost=(on,))
            self.add(replace(step, instead=f"they wait for one another: start it without {on}"))

    def _preferred(self, switch: Switch) -> None:
        """The option that is to serve in the end, when nothing that is down waits for it."""
        for way in switch.passed if switch.later else switch.ways[1:]:
            if way.lacks and way.manual:
                self._impossible(switch, way)
        later = switch.later
        if switch.quorum or later is None or later is switch.ways[0]:
            return
        if (switch.address, later.option) in self.switched or switch.component in self.view.down:
            return
        option = self._option(switch.address, later.option)
        if option is None:
            return
        if not later.manual:
            self.by_itself(switch.address, option)
            return
        before: tuple[str, ...] = ()
        for one in self.view.around(option):
            before += self._reached(one)
        need = self.model.need(switch.address)
        before += self.noticed(need, () if need is None else self._seen(need))
        start = latest(map(self.ended, before))
        start = inf if start is None else start
        at = start + time_of(self.model, option, inf)
        self.switch(switch.address, option, before, start, at)

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
            takes = known_moment(time_of(self.model, option, inf))
            id, begins = self.free(f"switch.{address}", on), latest(map(self.ended, before))
            step = PlanStep(id, "switch", f"Go over to {on}", before, takes, begins)
            return self.add(replace(step, option=(address, on)))
        if isinstance(what, AllOf):
            return tuple(id for item in what.items for id in self._reached(item))
        if isinstance(what, AnyOf):
            left = self.view.available(what)[: what.at_least]
            return tuple(id for option in left for id in self._reached(option.requirement))
        node = self.events.clock.ids[what.name]
        for key in self.in_order([node]):
            if key not in self.last:
                self.happens(key)
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
            instead = f"no option is left; {wait_for(way.lacks)}"
        else:
            how = "switch by hand to" if then.manual else "it goes over by itself to"
            time = "" if then.after is None else f", about {duration(then.after)}"
            instead = f"{how} {then.option}{time}"
        self.add(
            PlanStep(
                self.free(f"switch.{switch.address}", way.option),
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


def _done(step: PlanStep) -> bool:
    return not step.automatic and not step.lost
