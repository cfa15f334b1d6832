"""What a scenario expects, beside what the model gives."""

from dataclasses import dataclass
from itertools import groupby
from math import inf

from drctl.analysis.expectations import (
    Answer,
    LossAnswer,
    StateAnswer,
    TimeAnswer,
    expectations,
)
from drctl.assessment import Assessment
from drctl.model.times import duration, lasting
from drctl.render.subjects import Subject


@dataclass(frozen=True, slots=True)
class Expected:
    """What a scenario expects of a component, and whether the model gives it.

    `within` and `lost` say what is expected, and in brackets what the model gives. `count`
    expectations are written, `failed` of them do not surely hold.
    """

    component: str
    before: str
    after: str
    within: str
    lost: str
    count: int
    failed: int

    @property
    def holds(self) -> bool:
        """Whether all of it surely holds."""
        return not self.failed


def expected(assessment: Assessment, subject: Subject) -> tuple[Expected, ...]:
    """The expectations of a scenario, by component; none for a failure."""
    if subject.kind != "scenario":
        return ()
    found = expectations(assessment.model, assessment.scenarios[subject.name])
    rows = sorted(found, key=lambda answer: answer.component)
    surge = bool(subject.outcome.cause.surge)
    return tuple(
        _row(name, list(row), surge) for name, row in groupby(rows, lambda a: a.component)
    )


def _row(component: str, answers: list[Answer], surge: bool) -> Expected:
    states = {a.people_act: a.expected for a in answers if isinstance(a, StateAnswer)}
    return Expected(
        component=component,
        before=states.get(False, ""),
        after=states.get(True, ""),
        within="".join(_time(a, surge) for a in answers if isinstance(a, TimeAnswer)),
        lost=", ".join(_loss(a) for a in answers if isinstance(a, LossAnswer)),
        count=len(answers),
        failed=sum(a.verdict != "holds" for a in answers),
    )


def _time(answer: TimeAnswer, surge: bool) -> str:
    actual = answer.actual
    given = lasting(actual.least, actual.most)
    if surge and actual.least == inf and not actual.deadlock:
        given = "as long as the surge lasts"
    return f"{duration(answer.expected)} ({given})"


def _loss(answer: LossAnswer) -> str:
    given = "all of it" if answer.actual == inf else duration(answer.actual)
    return f"{answer.store} {duration(answer.expected)} ({given})"
