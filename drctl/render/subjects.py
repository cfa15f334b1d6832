"""What there are pages and pictures of: the failures that matter, and the scenarios."""

from collections.abc import Iterator
from dataclasses import dataclass

from drctl.analysis.states import State, States, states
from drctl.assessment import Assessment
from drctl.model.component import Component
from drctl.model.model import Model


@dataclass(frozen=True, slots=True)
class Subject:
    """One failure, or one scenario, with what it does to every component."""

    kind: str
    name: str
    title: str
    fails: tuple[str, ...]
    states: States

    @property
    def stem(self) -> str:
        """The name of its page without ending: `provider-deepseek-api`."""
        return f"{self.kind}-{self.name}"

    @property
    def picture(self) -> str:
        """The name of its picture without ending."""
        return self.stem if self.kind == "scenario" else f"neighbourhood-{self.name}"

    def down(self, *, people_act: bool) -> frozenset[str]:
        """What is down, the failed ones included."""
        answer = self.states.after if people_act else self.states.before
        return frozenset(self.fails) | {n for n, s in answer.items() if s == "down"}

    def hit(self) -> tuple[str, ...]:
        """The other components that are not up at some time, by name."""
        before, after = self.states.before, self.states.after
        return tuple(
            n for n in sorted(after) if n not in self.fails and (before[n], after[n]) != _UP
        )


_UP: tuple[State, State] = ("up", "up")


def subjects(assessment: Assessment) -> tuple[Subject, ...]:
    """All subjects: components whose failure matters, then scenarios; each sorted by name.

    A component's failure matters when something else goes down or is degraded by it, before or
    after people act, or when it is a service with a tier.
    """
    return (*_failures(assessment), *_scenarios(assessment))


def _failures(assessment: Assessment) -> Iterator[Subject]:
    model = assessment.model
    answers = dict(assessment.failure_states)
    # A cluster or a journey never fails by itself; its page says what to do when it is down.
    never = sorted(n for n, c in model.components.items() if n not in answers)
    answers |= zip(never, states(assessment.graph, [[n] for n in never]), strict=True)
    for name in sorted(answers):
        component = model.components[name]
        subject = Subject(component.kind, name, component.title, (name,), answers[name])
        if component.tier is not None or subject.hit():
            yield subject


def _scenarios(assessment: Assessment) -> Iterator[Subject]:
    for name, outcome in sorted(assessment.scenarios.items()):
        title = assessment.model.scenarios[name].title or name
        yield Subject("scenario", name, title, tuple(outcome.cause.fails), outcome.states)


def rank(model: Model, component: Component) -> tuple[int, str]:
    """Where a component stands in a list: by the rank of its tier, then by name."""
    tiers = list(model.policy.tiers)
    known = component.tier in tiers
    return (tiers.index(component.tier or "") if known else len(tiers), component.name)
