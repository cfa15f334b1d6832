"""What is up, degraded and down under given scenarios, before and after people act."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from drctl.graph import FaultGraph, Question
from drctl.graph.kernel import under

State = Literal["up", "degraded", "down"]


@dataclass(frozen=True, slots=True)
class States:
    """The state of every component: `before` with automatic options only, `after` with all."""

    before: dict[str, State]
    after: dict[str, State]


def states(graph: FaultGraph, fails: Iterable[Collection[str]]) -> list[States]:
    """The states of all components under each scenario.

    Args:
        graph: the fault graph.
        fails: per scenario the names of the components that fail.

    Returns:
        One answer per scenario, in the same order, names sorted.

    Raises:
        KeyError: a name is no component.

    Notes:
        Two walks of the net for all scenarios together.
    """
    scenarios = [[graph.ids[name] for name in names] for names in fails]
    before = _states(graph, Question.IMPAIRED_INSTANT, scenarios)
    after = _states(graph, Question.IMPAIRED, scenarios)
    return [States(b, a) for b, a in zip(before, after, strict=True)]


def _states(
    graph: FaultGraph, question: Question, scenarios: list[list[int]]
) -> list[dict[str, State]]:
    rows = under(graph.net(question), scenarios)
    count = len(graph)
    answers: list[dict[str, State]] = []
    for bit in range(len(scenarios)):
        mask = 1 << bit
        answers.append(
            {
                name: "down" if rows[i] & mask else "degraded" if rows[count + i] & mask else "up"
                for i, name in enumerate(graph.names)
            }
        )
    return answers
