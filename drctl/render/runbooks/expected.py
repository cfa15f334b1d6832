"""What a scenario expects, beside what the model gives."""

from dataclasses import dataclass

from drctl.assessment import Assessment
from drctl.model.language.estate import Expectation
from drctl.render.subjects import Subject


@dataclass(frozen=True, slots=True)
class Expected:
    """What a scenario expects of a component, and what the model gives."""

    component: str
    before: str
    after: str
    within: float | None
    holds: bool


def expected(assessment: Assessment, subject: Subject) -> tuple[Expected, ...]:
    """The expectations of a scenario, by component; none for a failure."""
    if subject.kind != "scenario":
        return ()
    rows = []
    for name, wanted in sorted(assessment.model.scenarios[subject.name].expect.items()):
        wish = wanted if isinstance(wanted, Expectation) else Expectation(state=wanted)
        before, after = wish.before_people_act or "", wish.state or ""
        given = (subject.states.before[name], subject.states.after[name])
        holds = before in ("", given[0]) and after in ("", given[1])
        rows.append(Expected(name, before, after, wish.within, holds))
    return tuple(rows)
