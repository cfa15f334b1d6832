"""One page's facts in the groups in which its sections show them."""

from functools import cached_property
from typing import Any

from drctl.analysis.planning.shell import asking
from drctl.analysis.recovery_plan import PlanStep
from drctl.analysis.switches import Switch
from drctl.analysis.ways import Required
from drctl.render.runbooks.contacts import Contact
from drctl.render.runbooks.facts import Facts
from drctl.render.runbooks.impact import Down, Hit, length
from drctl.render.steps import ProcedureView, StepView, numbered


class Page:
    """What a template asks of one page; everything else it takes from the facts."""

    def __init__(self, facts: Facts) -> None:
        """Show some facts."""
        self.facts = facts

    def __getattr__(self, name: str) -> Any:
        return getattr(self.facts, name)

    @property
    def owner(self) -> Contact | None:
        """The team that owns what failed, when one does."""
        return next((c for c in self.facts.contacts if c.name == self.facts.header.owner), None)

    @property
    def gone(self) -> list[Hit]:
        """What stays down until the cause is gone."""
        return [hit for hit in self.facts.hits if hit.after == "down"]

    @cached_property
    def manual(self) -> list[Switch]:
        """What people switch."""
        return [s for s in (*self.saving, *self.facts.own) if s.manual]

    @property
    def automatic(self) -> list[Switch]:
        """What switches by itself."""
        return [s for s in self.saving if s.automatic]

    @cached_property
    def saving(self) -> list[Switch]:
        """The switches by which something stays up or comes back."""
        gone = {hit.name for hit in self.gone}
        return [s for s in self.facts.switches if s.later and s.component not in gone]

    @property
    def chains(self) -> list[Switch]:
        """The switches with options in an order."""
        return [s for s in (*self.saving, *self.facts.own) if not s.quorum]

    @property
    def stuck(self) -> list[Switch]:
        """What has no option left."""
        return [s for s in self.facts.switches if s.later is None]

    @property
    def shown_procedures(self) -> list[ProcedureView]:
        """The procedures of the switches by hand, each once."""
        names = dict.fromkeys(s.later.procedure for s in self.manual if s.later)
        return [p for p in map(self.procedure, names) if p is not None]

    @property
    def more_procedures(self) -> list[ProcedureView]:
        """Procedures of what comes after the fallbacks, when they stand nowhere else."""
        rest = {way.procedure for s in self.chains for way in s.rest if not way.lost}
        shown = {p.name for p in self.shown_procedures} | {self.facts.repair}
        return [p for p in self.facts.procedures if p.name in rest - shown]

    @cached_property
    def order(self) -> list[PlanStep]:
        """What happens and is done on the way out, as one list; without looking and telling."""
        kinds = ("switch", "step", "repair", "restore", "restart", "wait")
        return [s for s in self.facts.plan.steps if s.kind in kinds]

    @property
    def impossible(self) -> list[PlanStep]:
        """What cannot be done, for want of what this failure takes along."""
        return [s for s in self.facts.plan.steps if s.lost]

    @cached_property
    def back(self) -> tuple[StepView, ...]:
        """The way back, numbered; what one writes down at its end stands apart."""
        return numbered([s for s in self.facts.plan.fail_back if s.kind != "tell"])

    def procedure(self, name: str | None) -> ProcedureView | None:
        """A procedure of this page."""
        return next((p for p in self.facts.procedures if p.name == name), None)

    def is_first(self, switch: Switch, procedure: str) -> bool:
        """Whether a procedure's steps stand at this switch, the first that has them."""
        with_it = [s for s in self.manual if s.later and s.later.procedure == procedure]
        return with_it[0] is switch

    @property
    def decider(self) -> str:
        """Who declares the failure: the first of the owner's escalation."""
        return next(iter(self.facts.plan.decision.declares), "")

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who is asked after them."""
        return self.facts.plan.decision.declares[1:]

    @property
    def rtos(self) -> list[float]:
        """The RTOs of what goes down, the strictest first."""
        down = [h.rto for h in self.facts.hits if h.before == "down" and h.rto is not None]
        own = self.facts.header.rto
        return sorted([*down, own] if own is not None else down)

    @property
    def needed(self) -> list[tuple[Required, str]]:
        """What people need first, and for what; each once."""
        rows: dict[Required, str] = {}
        for switch in self.manual:
            for required in switch.later.requires if switch.later else ():
                rows.setdefault(required, switch.address)
        if self.facts.ours:
            for required in self.facts.repair_needs:
                rows.setdefault(required, "the repair")
        return list(rows.items())

    @property
    def walked(self) -> list[ProcedureView]:
        """The procedures of the sixth section."""
        repair = self.procedure(self.facts.repair) if self.facts.ours else None
        shown = self.shown_procedures
        return [*shown, repair] if repair is not None and repair not in shown else shown

    @property
    def approvals(self) -> list[tuple[str, str]]:
        """Who has to approve which steps."""
        steps: dict[str, list[str]] = {}
        for procedure in self.walked:
            for step in procedure.steps:
                if step.step.approval:
                    steps.setdefault(step.step.approval, []).append(step.step.do)
        return [(person, "; ".join(found)) for person, found in steps.items()]

    @property
    def asking(self) -> str:
        """The commands that ask for the values, once for the whole page."""
        return asking(self.facts.parameters)

    @property
    def summary(self) -> str:
        """How many components are hit, in one sentence."""
        waits = sum(hit.waits for hit in self.facts.hits)
        worse = sum(hit.by_people for hit in self.facts.hits)
        brief = sum(hit.brief for hit in self.facts.hits)
        degraded = sum(hit.after == "degraded" for hit in self.facts.hits)
        only = sum(h.after == "up" and h.before == "degraded" for h in self.facts.hits)
        counts = (
            (len(self.gone) - worse, "down until the cause is gone"),
            (worse, "down once people have switched"),
            (waits, "down until people act"),
            (degraded, "degraded"),
            (only, "degraded until people act"),
            (brief, "down only until something has switched by itself"),
        )
        told = [f"{count} {what}" for count, what in counts if count]
        return f"{', '.join(told)}."

    @property
    def stays(self) -> bool:
        """Whether anything is hit for longer than it takes to switch by itself."""
        return not all(hit.brief for hit in self.facts.hits)

    @property
    def timed(self) -> bool:
        """Whether how long something is down is told."""
        return any(hit.down is not None for hit in self.facts.hits)

    @property
    def own_down(self) -> list[tuple[str, Down]]:
        """How long what failed is down, the longest first."""
        return sorted(self.facts.recovering.own, key=lambda own: (length(own[1]), own[0]))

    @property
    def message(self) -> str:
        """A message to fill in and send."""
        return self.facts.plan.tell[0].text
