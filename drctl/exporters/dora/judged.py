"""What a model says about doing without an ICT service: read off its fallbacks, drills and states.

Nothing here is an assessment by people; it says what follows from what they have written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from drctl.analysis.availability import View
from drctl.analysis.causes import several
from drctl.analysis.rehearsals import Rehearsal
from drctl.analysis.states import States
from drctl.assessment import Assessment
from drctl.exporters._links import Link
from drctl.exporters.dora.options import SUBSTITUTABILITY
from drctl.exporters.dora.parties import Arrangement
from drctl.model.requirement import Choice, Need, Option, Requirement, choices, said

NOT, HARD, MEDIUM, EASY = range(4)
"""The options of B_07.01.0050, in its order."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A fallback that would serve, and its last drill; None where none was."""

    option: Option
    last: Rehearsal | None

    @property
    def name(self) -> str:
        """What it uses, in words."""
        return said(self.option.requirement)

    @property
    def written_down(self) -> bool:
        """Whether one gets there by itself, or by a procedure."""
        return self.option.switch == "automatic" or self.option.procedure is not None

    @property
    def ease(self) -> tuple[int, str]:
        """How easily it takes over, and why not more easily."""
        if self.last is not None and self.last.failed:
            how = "failed" if self.last.drill.result == "failed" else "took longer than promised"
            return HARD, f"its drill of {self.last.drill.date.isoformat()} {how}"
        if self.option.switch == "manual":
            return MEDIUM, "by hand"
        if self.option.degraded:
            return MEDIUM, "degraded"
        return (EASY, "by itself") if self.last else (MEDIUM, "never drilled")


@dataclass(frozen=True, slots=True)
class Use:
    """One use of an ICT service, and what is left of it without that.

    `met` says whether it is still met; `stand_ins` are the fallbacks by which. `candidates` could
    be added and would serve. `need` is None for a placement.
    """

    link: Link
    need: Need | None
    met: bool
    stand_ins: tuple[StandIn, ...]
    candidates: tuple[str, ...]

    @property
    def ease(self) -> tuple[int, str]:
        """How easily the service is replaced here, and why."""
        if not self.met:
            if not self.candidates:
                return NOT, f"{self.link.address} has nothing else"
            return HARD, f"{self.link.address} could be given {', '.join(self.candidates)}"
        if not self.stand_ins:
            return EASY, f"{self.link.address} is met without it, by what runs anyway"
        level, name, why = min((s.ease[0], s.name, s.ease[1]) for s in self.stand_ins)
        return level, f"{self.link.address} has {name}, {why}"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the loss of all parts of an arrangement, for good, does."""

    states: States
    uses: tuple[Use, ...]

    @property
    def substitutability(self) -> tuple[str, str] | None:
        """The option of B_07.01.0050 and why; the hardest use decides. None without a use."""
        if not self.uses:
            return None
        level, why = min(use.ease for use in self.uses)
        return SUBSTITUTABILITY.words[level], why

    @property
    def exit_plan(self) -> tuple[str, str] | None:
        """Whether each use has a way out that is written down, and why."""
        for use in self.uses:
            if not use.met:
                return "No", f"{use.link.address} has nothing else"
            for stand_in in use.stand_ins:
                if not stand_in.written_down:
                    return "No", f"{use.link.address} has {stand_in.name}, without a procedure"
        if not self.uses:
            return None
        options = (s.option.procedure for use in self.uses for s in use.stand_ins)
        procedures = sorted({p for p in options if p is not None})
        by = f"by hand: {', '.join(procedures)}" if procedures else "without anybody's doing"
        return "Yes", f"every use is met by something else, {by}"

    @property
    def alternatives(self) -> tuple[str, tuple[str, ...]] | None:
        """Whether each use has an alternative or a candidate, and the names of all."""
        if not self.uses:
            return None
        names = {s.name for use in self.uses for s in use.stand_ins}
        names.update(name for use in self.uses for name in use.candidates)
        every = all(use.met or use.candidates for use in self.uses)
        return "Yes" if every else "No", tuple(sorted(names))


def judged(assessment: Assessment, arrangement: Arrangement, links: tuple[Link, ...]) -> Judged:
    """What the loss of an arrangement does.

    Args:
        assessment: the model with its answers.
        arrangement: what is lost, all parts of it.
        links: where it is used.

    Notes:
        One spread of the failure through the net, with its waves of overload.
    """
    model = assessment.model
    # Also what never fails by itself can be discontinued.
    cause = several(arrangement.parts)
    cascade = assessment.outcomes.cascades.of(cause.fails, cause.surge)
    states = assessment.outcomes.states(cause, cascade)
    down = {name for name, state in states.after.items() if state == "down"}
    view = View(model, down | set(arrangement.parts))
    return Judged(states, tuple(_use(assessment, view, link) for link in links))


def _use(assessment: Assessment, view: View, link: Link) -> Use:
    need = view.model.need(link.address)
    if need is None:
        placement = view.model.components[link.source].placement
        met = placement is not None and view.met(placement)
        return Use(link, None, met, (), ())
    met = view.met(need.requirement, need.wants)
    stand_ins = tuple(_stand_ins(assessment, view, need)) if met else ()
    wants = need.wants
    candidates = (o for o in need.candidates if view.serves(o, None, wants, runs_today=False))
    return Use(link, need, met, stand_ins, tuple(said(o.requirement) for o in candidates))


def _stand_ins(assessment: Assessment, view: View, need: Need) -> Iterator[StandIn]:
    """The fallbacks that serve because what is preferred to them is lost."""
    for node in _choices(need.requirement):
        first = view.first(node, need.wants)
        if first is not None and first is not node.primary:
            last = assessment.rehearsals.get((need.address, first.path), ())[-1:]
            yield StandIn(first, last[0] if last else None)


def _choices(requirement: Requirement) -> Iterator[Choice]:
    return (node for node in choices(requirement) if isinstance(node, Choice))
