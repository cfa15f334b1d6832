"""One model with its answers, each worked out once, on first use."""

import datetime
from collections.abc import Sequence
from functools import cached_property

from drctl.analysis.bootstrap import Circle, circles
from drctl.analysis.cascade import Cascade
from drctl.analysis.causes import Cause, causes, scenario_cause
from drctl.analysis.cut_sets.work import EACH
from drctl.analysis.explanation import Explainer, Explanation
from drctl.analysis.falls import Step
from drctl.analysis.layers import Layers, layers
from drctl.analysis.lost_copies import Kept, kept_stores
from drctl.analysis.lost_tools import LostTool, lost_tools
from drctl.analysis.normal_state import normal_state
from drctl.analysis.noticing import Late, late
from drctl.analysis.outcome import Outcome, Outcomes
from drctl.analysis.overloads import Overloads
from drctl.analysis.planning.failing import failing
from drctl.analysis.planning.make import recovery_plan
from drctl.analysis.promises import Losses, Lost, lost
from drctl.analysis.recovery_plan import RecoveryPlan
from drctl.analysis.rehearsals import Rehearsal, Way, rehearsals
from drctl.analysis.risk_groups import PAIR, Grouped, Groups, Others, search
from drctl.analysis.risks import Availability, Risks, availability, risks
from drctl.analysis.single_failures import Sweep, sweep
from drctl.analysis.states import fallen
from drctl.analysis.switches import Switches, users_of
from drctl.analysis.too_long import TooLong, joined, too_long
from drctl.finding import Finding
from drctl.graph import FaultGraph, Question, build
from drctl.graph.kernel import under
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import Need
from drctl.remembering import Remembering
from drctl.workers import Crew, alone


class Assessment(Remembering):
    """A model and the answers about it that rules, pages and commands share.

    `today` is the day on which an audit judges ages and expiries. Where it is None, as for pages,
    which must not change with the calendar, nothing is too old.
    """

    def __init__(
        self,
        model: Model,
        before: "Assessment | None" = None,
        *,
        today: datetime.date | None = None,
    ) -> None:
        """Assess a checked model; nothing is worked out yet.

        Args:
            model: the model.
            before: an assessment of an earlier state of it. What it knows of a component's fault
                tree is taken over where nothing below the component has changed.
            today: see above.
        """
        super().__init__(model, before)
        self.today = today
        self.crew: Crew = alone
        """Who sweeps over the single failures of all components."""
        self._risks: dict[str, Risks] = {}
        self._availability: dict[str, Availability] = {}
        self._fallen: dict[tuple[str, str], frozenset[str]] = {}

    @cached_property
    def graph(self) -> FaultGraph:
        """The fault graph."""
        return build(self.model)

    @cached_property
    def promised(self) -> tuple[str, ...]:
        """The services that promise to survive at least one failure, by name."""
        return tuple(
            sorted(c.name for c in self.model.of_kind("service") if c.promise.survives >= 1)
        )

    @cached_property
    def promised_points(self) -> dict[str, frozenset[str]]:
        """The single points of failure of the promised services, by name."""
        same = self._same("promised_points")
        if not same:
            return self._promised_sweep.causes
        if self._same("single_points"):
            return {name: self.single_points[name] for name in self.promised}
        return self._points("promised_points", self.promised)

    @cached_property
    def _promised_sweep(self) -> Sweep:
        return sweep(self.graph, self.promised)

    @cached_property
    def sweep(self) -> Sweep:
        """Every single failure, counted only: small however large the model."""
        # An audit has counted already, beside naming.
        return self.__dict__.get("_promised_sweep") or sweep(self.graph, crew=self.crew)

    @cached_property
    def single_points(self) -> dict[str, frozenset[str]]:
        """For each component what takes it down alone and for good, itself left out.

        These sets can hold the square of the model; `sweep` has their sizes.
        """
        return self._points("single_points", tuple(self.model.components))

    def _points(self, answer: str, names: Sequence[str]) -> dict[str, frozenset[str]]:
        """The single points of failure of some components; `answer` may know some from before."""
        before: dict[str, frozenset[str]] = self._known_before(answer, {})
        same = self._same(answer)
        left = tuple(name for name in names if name not in same)
        new = sweep(self.covering(left).graph, left, crew=self.crew).causes
        return {name: before[name] if name in same else new[name] for name in names}

    @cached_property
    def blast(self) -> dict[str, frozenset[str]]:
        """For each component the others that go down for good with it."""
        hit: dict[str, set[str]] = {name: set() for name in self.model.components}
        for victim, points in self.single_points.items():
            for cause in points:
                hit[cause].add(victim)
        return {name: frozenset(victims) for name, victims in hit.items()}

    def fallen(self, groups: Sequence[Cause]) -> list[frozenset[str]]:
        """For each group the promised services that are down for good when all of it fails."""
        names = [(group.kind, group.name) for group in groups]
        before = {} if self._before is None else self._before._fallen
        same = self._unchanged if all(name in before for name in names) else frozenset()
        left = [service for service in self.promised if service not in same]
        covering = self.covering(left)
        fails = [[n for n in g.fails if n in covering.model.components] for g in groups]
        new = fallen(covering.graph, fails, left)
        for name, down in zip(names, new, strict=True):
            self._fallen[name] = down | (before[name] & same if same else same)
        return [self._fallen[name] for name in names]

    @cached_property
    def cascades(self) -> tuple[tuple[Cause, Cascade], ...]:
        """Every cause that overloads something, with its waves: single failures first."""
        if not self.outcomes.cascades.possible:
            return ()
        of = self.outcomes.cascades.of
        found = ((cause, of(cause.fails, cause.surge)) for cause in causes(self.model))
        return tuple((cause, cascade) for cause, cascade in found if cascade)

    @cached_property
    def scenarios(self) -> dict[str, Outcome]:
        """What comes of each scenario."""
        return {n: self.outcomes.of(scenario_cause(self.model, n)) for n in self.model.scenarios}

    @cached_property
    def outcomes(self) -> Outcomes:
        """What comes of whatever fails; worked out when it is asked for."""
        return Outcomes(self.model, self.graph)

    def risks(self, component: str) -> Risks:
        """The minimal cut sets of a component, its unavailability, and what matters most."""
        return self._once(
            component, lambda a: a._risks, lambda: risks(self.model, self.graph, component)
        )

    @cached_property
    def risk_groups(self) -> dict[str, Groups]:
        """For each service that promises to survive two failures or more, what breaks that."""
        return dict(self._grouped.services)

    @cached_property
    def _grouped(self) -> Grouped:
        promised = ((s, self.model.components[s].promise.survives) for s in self.promised)
        survives = {service: most for service, most in promised if most > 1}
        before: Grouped = self._known_before("_grouped", Grouped({}, {}, 0))
        known = {s: before.steps[s] for s in self._same("_grouped") if s in before.steps}
        left = {s: most for s, most in survives.items() if s not in known}
        others = Others(sum(known.values()), sum(survives[s] > PAIR for s in known))
        effort = EACH * len(self.model.components)
        found = search(self.covering(left).graph, left, effort=effort, others=others)
        if known and not (found.apart and found.share == before.share):
            # What is known is not what would be found now.
            known, found = {}, search(self.graph, survives, effort=effort)
        services = {name: before.services[name] for name in known} | found.groups()
        return Grouped(services, known | dict(found.steps) if found.apart else {}, found.share)

    @cached_property
    def lost(self) -> dict[str, Lost]:
        """What the needs of services with an SLO lose, where that may break it."""
        found = self._losses.services
        return {s.name: found[s.name] for s in self.model.of_kind("service") if s.name in found}

    @cached_property
    def _losses(self) -> Losses:
        promises = ((s.name, s.promise.slo) for s in self.model.of_kind("service"))
        slos = {name: slo for name, slo in promises if slo is not None}
        before: Losses = self._known_before("_losses", Losses({}, 0))
        same = self._same("_losses")
        known = {name: each for name, each in before.services.items() if name in same}
        left = {name: slo for name, slo in slos.items() if name not in same}
        effort, covering = EACH * len(self.model.components), self.covering(left)
        new = lost(covering.model, covering.graph, left, effort=effort, others=len(known))
        if known and new.share != before.share:
            asked, others = {name: slos[name] for name in known}, len(new.services)
            again = lost(self.model, self.graph, asked, effort=effort, others=others)
            known = dict(again.services)
        return Losses(known | dict(new.services), new.share)

    def unavailability(self, component: str) -> Availability:
        """How unavailable a component is."""
        return self._once(
            component,
            lambda a: a._availability,
            lambda: availability(self.model, self.graph, component),
        )

    @cached_property
    def layers(self) -> Layers:
        """The components in the order of what they rest on."""
        return layers(self.rests_on)

    @cached_property
    def circles(self) -> tuple[Circle, ...]:
        """The components that can start only after one another."""
        same = self._same("circles")
        if same and not any(same.isdisjoint(circle.members) for circle in self._changed.circles):
            before: tuple[Circle, ...] = self._known_before("circles", ())
            return tuple(circle for circle in before if same.issuperset(circle.members))
        return circles(self.model, self.outcomes.clock) if self.layers.circles else ()

    @cached_property
    def kept_stores(self) -> tuple[Kept, ...]:
        """What single failures cost each store, by address; nothing more where there is none."""
        if not any(component.data for component in self.model.components.values()):
            return ()
        return kept_stores(self.model, self.graph, self.single_points, self.blast)

    @cached_property
    def backed(self) -> tuple[tuple[Component, Need], ...]:
        """The needs that have fallbacks, each with its component, in declared order."""
        every = self.model.components.values()
        return tuple((c, need) for c in every for need in c.needs if need.fallbacks)

    @cached_property
    def late(self) -> tuple[Late, ...]:
        """The needs whose loss is noticed too late to keep the RTO."""
        return late(self.model)

    @cached_property
    def lost_tools(self) -> tuple[LostTool, ...]:
        """What is wanted after a single failure and lost with it, by cause and place."""
        return lost_tools(
            self.model, self.graph, lambda: self.single_points, lambda cause: self.blast[cause]
        )

    @cached_property
    def tools_lost(self) -> frozenset[tuple[str, str]]:
        """The needs, by address, that no switch helps for want of a tool, each with the cause."""
        return frozenset((t.address, t.cause) for t in self.lost_tools if t.what == "switch")

    @cached_property
    def too_long(self) -> tuple[TooLong, ...]:
        """The single failures that break an RTO and are no single points of failure there."""
        restoring = (kept.restoring for kept in self.kept_stores)
        overloading = (cause.name for cause, _ in self.cascades if cause.kind == "failure")
        lasting = frozenset(overloading).union(*restoring)
        # Overload reaches also what does not rest on the cause.
        apart = not any(a.outcomes.cascades.possible for a in (self, self._before) if a)
        known = self._same("too_long") if apart else frozenset()
        services = ((c.name, c.promise.rto) for c in self.model.of_kind("service"))
        rtos = {name: rto for name, rto in services if rto is not None and name not in known}
        covering = self.covering(rtos)
        new = too_long(
            covering.model,
            covering.outcomes,
            rtos,
            covering.rests_on,
            covering.layers,
            self.promised_points,
            lasting,
        )
        return joined(new, self._known_before("too_long", ()), known)

    @cached_property
    def rehearsals(self) -> dict[Way, tuple[Rehearsal, ...]]:
        """The drills of every fallback, the latest last."""

        def down(cause: Cause) -> frozenset[str]:
            cascade = self.outcomes.cascades.of(cause.fails, cause.surge)
            return self.outcomes.states(cause, cascade).after.down

        return rehearsals(self.model, down)

    @cached_property
    def users(self) -> dict[str, frozenset[str]]:
        """For each component those that use it in a need or their placement."""
        return users_of(self.model)

    @cached_property
    def switches(self) -> Switches:
        """What each failure makes switch."""
        return Switches(self.model, self.users)

    def plan(self, cause: Cause) -> RecoveryPlan:
        """What people do when something fails; `causes.of_page` gives the cause of a page."""
        known = self.scenarios.get(cause.name) if cause.kind == "scenario" else None
        return self.plan_for(self.outcomes.of(cause) if known is None else known)

    def plan_for(self, outcome: Outcome, told: Overloads | None = None) -> RecoveryPlan:
        """The same, where it is known already what comes of it.

        Args:
            outcome: all that comes of the failure.
            told: what overload does in it.
        """
        given = failing(self.model, self.outcomes, outcome, self.switches, told)
        return recovery_plan(self.model, given, self.users)

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.model, self.graph, self.outcomes.cascades)

    def explain(self, outcome: Outcome, component: str) -> Explanation:
        """Why a component is in its state when something fails."""
        return self._explainer.explain(outcome, component)

    def falls(self, outcome: Outcome, component: str, *, people_act: bool) -> tuple[Step, ...]:
        """The steps by which a component goes down before people act, or after."""
        return self._explainer.falls(outcome, component, people_act=people_act)

    def fall(self, fails: tuple[str, ...], component: str) -> tuple[Step, ...]:
        """The steps by which failures take a component down for good."""
        covering = self.covering((component,))
        if covering is not self and covering.model.components.keys() >= set(fails):
            return covering.fall(fails, component)
        return self._explainer.steps(fails, component)

    def normal_state(self) -> tuple[Finding, ...]:
        """The errors that something is down, or over its capacity, although nothing has failed."""
        # The net that the audit asks too; those of the states would be built for this alone.
        rows = under(self.graph.net(Question.EVENTUAL), [()])
        down = [name for name in self.model.components if rows[self.graph.ids[name]]]
        steps = [self.fall((), name)[-1] for name in down]
        return normal_state(self.model, steps, self.outcomes.cascades)
