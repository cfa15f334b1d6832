"""What is up, degraded and down under given scenarios, before and after people act."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from drctl.graph import FaultGraph, Question
from drctl.graph.kernel import bits, under
from drctl.graph.spread import Spread

State = Literal["up", "degraded", "down"]


@dataclass(frozen=True, slots=True, eq=False)
class Standing(Mapping[str, State]):
    """The state of every component by name; only those that are `hit` are kept.

    A page is made for each of many failures, and nearly everything stays up in each of them.
    """

    names: Collection[str]
    hit: Mapping[str, State]

    @property
    def down(self) -> frozenset[str]:
        """Those that are down."""
        return frozenset(name for name, state in self.hit.items() if state == "down")

    def __getitem__(self, name: str) -> State:
        """The state of one component."""
        state = self.hit.get(name)
        if state is not None:
            return state
        if name not in self.names:
            raise KeyError(name)
        return "up"

    def __iter__(self) -> Iterator[str]:
        """The names of all components, sorted."""
        return iter(self.names)

    def __len__(self) -> int:
        """How many components there are."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class States:
    """The state of every component: `before` with automatic options only, `after` with all."""

    before: Standing
    after: Standing

    def hit(self) -> list[str]:
        """Those that are degraded or down before or after people act, sorted."""
        return sorted(self.before.hit.keys() | self.after.hit.keys())


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
) -> Standing:
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
        Linear in what falls.
    """
    count, names = len(graph), graph.names
    spread = Spread(graph.ways(Question.IMPAIRED if people_act else Question.IMPAIRED_INSTANT))
    spread.add([*(graph.ids[name] for name in failed), *(count + graph.ids[n] for n in shedding)])
    hit: dict[str, State] = {
        names[node - count]: "degraded" for node in spread.found if count <= node < 2 * count
    }
    hit |= {names[node]: "down" for node in spread.found if node < count}
    return Standing(graph.ids, hit)


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


def _states(graph: FaultGraph, question: Question, scenarios: list[list[int]]) -> list[Standing]:
    rows = under(graph.net(question), scenarios)
    count = len(graph)
    hit: list[dict[str, State]] = [{} for _ in scenarios]
    for i, name in enumerate(graph.names):
        for bit in bits(rows[count + i]):
            hit[bit][name] = "degraded"
        for bit in bits(rows[i]):
            hit[bit][name] = "down"
    return [Standing(graph.ids, found) for found in hit]
