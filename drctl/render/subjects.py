"""What there are pages and pictures of: the failures that matter, and the scenarios."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from drctl.analysis.causes import failure
from drctl.analysis.outcome import Outcome
from drctl.analysis.overloads import Overloads, overloads
from drctl.analysis.states import States
from drctl.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Subject:
    """One failure, or one scenario, with what comes of it for every component.

    `timed` says whether it ends by itself: of what never fails nobody knows how long it is down.
    """

    kind: str
    name: str
    title: str
    outcome: Outcome
    overloads: Overloads = field(default_factory=Overloads)
    timed: bool = True

    @property
    def fails(self) -> tuple[str, ...]:
        """What fails by itself, by name."""
        return tuple(self.outcome.cause.fails)

    @property
    def states(self) -> States:
        """The state of every component, before and after people act."""
        return self.outcome.states

    @property
    def stem(self) -> str:
        """The name of its page without ending: `provider-deepseek-api`."""
        return f"{self.kind}-{self.name}"

    @property
    def timeline(self) -> str:
        """The name of the picture of when what is back; "" where only what fails is down."""
        hit = self.outcome.times.hit() if self.timed else ()
        return f"recovery-{self.stem}" if any(n not in self.fails for n in hit) else ""

    @property
    def picture(self) -> str:
        """The name of its picture without ending."""
        return self.stem if self.kind == "scenario" else f"neighbourhood-{self.name}"

    def down(self, *, people_act: bool) -> frozenset[str]:
        """What is down, the failed ones included."""
        cascade = self.outcome.cascade
        return (cascade.after if people_act else cascade.before).down

    def hit(self) -> tuple[str, ...]:
        """The other components that are degraded or down before or after people act, by name."""
        failed = self.outcome.cause.fails
        return tuple(name for name in self.states.hit() if name not in failed)

    def interrupted(self) -> tuple[str, ...]:
        """The others that are down only until something has switched by itself, by name."""
        if not self.timed:
            return ()
        stays = {*self.states.hit(), *self.fails}
        return tuple(name for name in self.outcome.times.hit() if name not in stays)


def subjects(assessment: Assessment) -> tuple[Subject, ...]:
    """All subjects: components whose failure matters, then scenarios; each sorted by name.

    A component's failure matters when something else goes down or is degraded by it, be it until
    something has switched by itself, or when it is a service with a tier.
    """
    return (*_failures(assessment), *_scenarios(assessment))


def _failures(assessment: Assessment) -> Iterator[Subject]:
    for name, component in sorted(assessment.model.components.items()):
        subject = failing(assessment, name)
        if component.tier is not None or subject.hit() or subject.interrupted():
            yield subject


def failing(assessment: Assessment, name: str) -> Subject:
    """The failure of one component, whether it matters or not."""
    component = assessment.model.components[name]
    # A cluster or a journey never fails by itself; its page says what to do when it is down.
    outcome = assessment.outcomes.of(failure(name))
    told = overloads(assessment.model, assessment.outcomes.cascades, outcome)
    return Subject(component.kind, name, component.title, outcome, told, component.can_fail)


def _scenarios(assessment: Assessment) -> Iterator[Subject]:
    return (playing(assessment, name) for name in sorted(assessment.scenarios))


def playing(assessment: Assessment, name: str) -> Subject:
    """One scenario."""
    outcome = assessment.scenarios[name]
    title = assessment.model.scenarios[name].title or name
    return Subject(
        "scenario",
        name,
        title,
        outcome,
        overloads(assessment.model, assessment.outcomes.cascades, outcome),
    )
