"""What is up, degraded and down under given scenarios, before and after people act."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from drctl.graph import FaultGraph, Question
from drctl.graph.kernel import under
from drctl.graph.spread import Spread

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


def settled(
    graph: FaultGraph, failed: Iterable[str], shedding: Iterable[str] = (), *, people_act: bool
) -> dict[str, State]:
    """The states of all components in one scenario.

    Args:
        graph: the fault graph.
        failed: the components that fail, by themselves or by overload.
        shedding: those that stand and refuse a part of their load: degraded.
        people_act: whether manual options count.

    Returns:
        By name the state; it is `states`' answer where nobody sheds.

    Raises:
        KeyError: a name is no component.

    Notes:
        Linear in what falls, besides the answer itself.
    """
    count, names = len(graph), graph.names
    spread = Spread(graph.ways(Question.IMPAIRED if people_act else Question.IMPAIRED_INSTANT))
    spread.add([*(graph.ids[name] for name in failed), *(count + graph.ids[n] for n in shedding)])
    found: dict[str, State] = dict.fromkeys(names, "up")
    impaired = (node - count for node in spread.found if count <= node < 2 * count)
    found |= {names[node]: "degraded" for node in impaired}
    found |= {names[node]: "down" for node in spread.found if node < count}
    return found


def fallen(
    graph: FaultGraph, fails: Iterable[Collection[str]], chosen: Iterable[str]
) -> list[frozenset[str]]:
    """Which of some components are down for good under each scenario, overload left out.

    Args:
        graph: the fault graph.
        fails: per scenario the names of the components that fail.
        chosen: the components that are asked about.

    Raises:
        KeyError: a name is no component.

    Notes:
        One walk of the net for all scenarios together; what is kept is the answer's size.
    """
    scenarios = [[graph.ids[name] for name in names] for names in fails]
    if not scenarios:
        return []
    rows = under(graph.net(Question.EVENTUAL), scenarios)
    asked = [(name, rows[graph.ids[name]]) for name in chosen]
    return [
        frozenset(name for name, row in asked if row >> bit & 1) for bit in range(len(scenarios))
    ]


def any_fallen(
    graph: FaultGraph, groups: Sequence[tuple[Sequence[Collection[str]], Collection[str]]]
) -> list[frozenset[str]]:
    """For each group of scenarios, which of the components asked about one of them takes down.

    Args:
        graph: the fault graph.
        groups: per group its scenarios, as the names that fail, and the components asked about.

    Raises:
        KeyError: a name is no component.

    Notes:
        One walk of the net for all groups together; for good, overload left out.
    """
    scenarios = [[graph.ids[name] for name in names] for group, _ in groups for names in group]
    if not scenarios:
        return [frozenset() for _ in groups]
    rows = under(graph.net(Question.EVENTUAL), scenarios)
    answers: list[frozenset[str]] = []
    first = 0
    for group, asked in groups:
        mask = ((1 << len(group)) - 1) << first
        answers.append(frozenset(name for name in asked if rows[graph.ids[name]] & mask))
        first += len(group)
    return answers


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
