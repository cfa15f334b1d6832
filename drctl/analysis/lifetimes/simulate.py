"""How downtime is spread over simulated years, service by service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from drctl.analysis.lifetimes.confidence import Estimate, mean, percentile, share
from drctl.analysis.lifetimes.life import Life, life
from drctl.analysis.lifetimes.missing import below, mattering
from drctl.analysis.lifetimes.play import Part, Play, played
from drctl.analysis.lifetimes.tally import Lived, joined
from drctl.analysis.unavailability import YEAR
from drctl.graph import FaultGraph, Question
from drctl.graph.cone import cone
from drctl.model.model import Model
from drctl.model.times import some
from drctl.workers import Crew, alone

ASKED = (Question.INSTANT, Question.EVENTUAL)

PIECE = 200_000
"""Component-years and failures to a piece of work: about a second's."""

MOST_FAILURES = 3_000_000
"""Failures of one year, all of which are in memory at once."""
MOST_STEPS = 2_000_000_000
"""Component-years and failures in all: some hours of one core."""
MOST_MISSING = 100_000_000
"""Services times components without full figures."""
MOST_FIGURES = 10_000_000
"""Services times years: what is kept of each takes 48 bytes."""


@dataclass(frozen=True, slots=True)
class Years:
    """One service's simulated years, before people act or after.

    All times are seconds of one year.
    """

    lived: Lived
    slo: float | None

    @property
    def count(self) -> int:
        """How many years there are."""
        return len(self.lived.down)

    def mean(self) -> Estimate:
        """Mean downtime of a year."""
        return mean(self.lived.down)

    def outages(self) -> Estimate:
        """How many outages begin in a year."""
        return mean(self.lived.began)

    def clean(self) -> Estimate:
        """The chance of a year without any downtime."""
        return share(sum(1 for down in self.lived.down if not down), self.count)

    def kept(self) -> Estimate | None:
        """The chance of a year within the SLO's budget; None without an SLO."""
        budget = self.budget
        if budget is None:
            return None
        return share(sum(1 for down in self.lived.down if down <= budget), self.count)

    @property
    def budget(self) -> float | None:
        """The downtime that the SLO allows in a year."""
        # Whole milliseconds, for 1 - 99.9% is not quite 0.001 in binary.
        return None if self.slo is None else round((1 - self.slo) * YEAR, 3)

    def down(self, parts: Sequence[float]) -> list[float]:
        """Percentiles of a year's downtime."""
        ordered = sorted(self.lived.down)
        return [percentile(ordered, part) for part in parts]

    def longest(self, parts: Sequence[float]) -> list[float]:
        """Percentiles of a year's longest outage; what runs over a year's end is cut there."""
        ordered = sorted(self.lived.longest)
        return [percentile(ordered, part) for part in parts]


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A service's simulated years; `missing` names what it rests on and has no full figures."""

    service: str
    before: Years
    after: Years
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What would be simulated, and what that costs.

    `unknown` are the components without full figures below the services, `blind` has their nodes
    for each question.
    """

    model: Model
    graph: FaultGraph
    services: tuple[str, ...]
    play: Play
    unknown: tuple[str, ...]
    blind: tuple[tuple[int | None, ...], ...]
    years: int

    @cached_property
    def failures(self) -> float:
        """Failures of a year, on average."""
        return sum(one.failures for one in self.play.lives)

    def too_much(self) -> str | None:
        """Why this would take too long or too much memory, in words; None when it would not."""
        a_year = len(self.play.lives) + self.failures
        busiest = max(self.play.lives, key=lambda one: one.failures, default=None)
        if busiest and self.failures > MOST_FAILURES:
            return (
                f"some {self.failures:,.0f} failures a year are too many to simulate "
                f"({MOST_FAILURES:,} at most); {busiest.name} alone fails {busiest.failures:,.0f} "
                "times"
            )
        if len(self.unknown) * len(self.services) > MOST_MISSING:
            return (
                f"{len(self.unknown):,} components without full figures are too many to name for "
                f"{some(len(self.services), 'service')}; ask for one service, or give figures by "
                "kind in policy.failure"
            )
        most = min(MOST_STEPS / max(a_year, 1), MOST_FIGURES / max(len(self.services), 1))
        if self.years <= most:
            return None
        what = f"{some(len(self.services), 'service')}, {some(len(self.play.lives), 'component')}"
        told = f"{what} and some {self.failures:,.0f} failures a year"
        return f"{self.years:,} years are too many for {told}; at most {int(most):,}"

    def lifetimes(self, crew: Crew = alone) -> tuple[Lifetime, ...]:
        """Simulate.

        Args:
            crew: who does the work; the answer does not depend on it.

        Returns:
            A lifetime for each service, in their order.
        """
        a_year = len(self.play.lives) + self.failures
        size = max(1, int(PIECE / max(a_year, 1)))
        pieces = [range(at, min(at + size, self.years)) for at in range(0, self.years, size)]
        tallies = [joined(t) for t in zip(*crew(played, self.play, pieces), strict=True)]
        before, after = tallies[0], tallies[-1]
        found = below(self.play.parts, self.unknown, self.blind[: len(self.play.parts)])
        missing = mattering(self.graph, self.services, found, ASKED)
        return tuple(
            Lifetime(
                name,
                Years(before.lived(i), self.model.components[name].promise.slo),
                Years(after.lived(i), self.model.components[name].promise.slo),
                missing[i],
            )
            for i, name in enumerate(self.services)
        )


def plan(
    model: Model, graph: FaultGraph, services: Iterable[str], *, years: int, seed: int
) -> Plan:
    """Plan a simulation.

    Args:
        model: a checked model.
        graph: its fault graph.
        services: names of the model.
        years: how many.
        seed: a whole number; what a component does in a year depends on it, on the year, and on
            the component's name and figures, and on nothing else.

    Returns:
        The plan; nothing is simulated yet.

    Notes:
        Only what the services rest on is looked at.
    """
    asked = tuple(services)
    cones = [cone(graph.net(question), [graph.ids[n] for n in asked]) for question in ASKED]
    nodes = sorted({node for one in cones for node in one.number if node < len(graph)})
    lives, unknown = list[tuple[int, Life]](), list[int]()
    for node in nodes:
        found = life(model.components[graph.names[node]])
        if found is None:
            unknown.append(node)
        elif found.mtbf < inf:
            lives.append((node, found))
    parts = tuple(
        Part(
            one.net,
            tuple(one.number.get(node) for node, _ in lives),
            tuple(one.number[graph.ids[name]] for name in asked),
        )
        for one in cones
    )
    if parts[0] == parts[1]:  # where people switch nothing, one answer is both
        parts = parts[:1]
    return Plan(
        model,
        graph,
        asked,
        Play(seed, tuple(one for _, one in lives), parts),
        tuple(graph.names[node] for node in unknown),
        tuple(tuple(one.number.get(node) for node in unknown) for one in cones),
        years,
    )
