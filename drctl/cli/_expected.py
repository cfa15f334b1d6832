"""What a scenario expects, in words."""

from math import inf
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from drctl.analysis.expectations import Answer, LossAnswer, TimeAnswer


def found(answer: "Answer", *, surge: bool = False) -> str:
    """What was found and what was expected: `chat is degraded, expected up`.

    With a `surge` what never comes back by itself is overloaded for as long as that lasts.
    """
    from drctl.analysis.expectations import LossAnswer, StateAnswer, TimeAnswer

    match answer:
        case StateAnswer(name, expected, actual, people_act):
            when = "" if people_act else " before people act"
            return f"{name} is {actual}{when}, expected {expected}"
        case TimeAnswer():
            return _time(answer, surge)
        case LossAnswer():
            return _loss(answer)
        case _:
            assert_never(answer)


def _time(answer: "TimeAnswer", surge: bool) -> str:
    from drctl.cli._lasting import how_long
    from drctl.model.times import duration

    name, recovery = answer.component, answer.actual
    expected = f"expected up again within {duration(answer.expected)}"
    if recovery.least == 0 and recovery.most == inf:
        return f"how long {name} is down is not known, {expected}"
    told = how_long(recovery, surge=surge)
    if recovery.least < inf:
        return f"{name} is down for {told}, {expected}"
    return f"{name} is {'down ' if told.startswith('as long') else ''}{told}, {expected}"


def _loss(answer: "LossAnswer") -> str:
    from drctl.model.times import duration

    most = f"at most {duration(answer.expected)}" if answer.expected else "nothing lost"
    lost = "all of its data" if answer.actual == inf else duration(answer.actual)
    usual = " (the lag of its best copy on any day)" if answer.usual else ""
    return f"{answer.component}.{answer.store} loses {lost}{usual}, expected {most}"
