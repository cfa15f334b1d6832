"""Whether a service's RTO can be kept, whatever fails."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal

from drctl.analysis.recovery import play, times
from drctl.analysis.recovery_path import Reader, Recovery
from drctl.analysis.scenarios import failed_by, of_jurisdiction, of_vendor
from drctl.graph.clock import Clock
from drctl.model.language.estate import FailsComponent
from drctl.model.model import Model

Kind = Literal["failure", "vendor", "jurisdiction", "scenario"]
Verdict = Literal["achievable", "not achievable", "unknown", "no RTO"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that fails: one component, all of a vendor or jurisdiction, or a scenario.

    `fails` gives each failed component, with a repair time of its own or None.
    """

    kind: Kind
    name: str
    fails: Mapping[str, float | None]

    @property
    def words(self) -> str:
        """How it is written on a command line: `us-east-1`, `vendor:aws`, `scenario dark`."""
        if self.kind == "scenario":
            return f"scenario {self.name}"
        return self.name if self.kind == "failure" else f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Case:
    """One cause, and how long it keeps a service down."""

    cause: Cause
    recovery: Recovery


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is known of one service's recovery; `cases` take it down, the longest first."""

    service: str
    rto: float | None
    cases: tuple[Case, ...]

    @property
    def kept(self) -> int:
        """In how many cases the RTO surely holds."""
        return sum(self.rto is not None and c.recovery.most <= self.rto for c in self.cases)

    @property
    def open_ended(self) -> int:
        """In how many cases what is written doesn't tell when it ends."""
        return sum(c.recovery.least < c.recovery.most == inf for c in self.cases)

    @property
    def verdict(self) -> Verdict:
        """Whether the RTO holds in every case."""
        return verdict(self.rto, (case.recovery for case in self.cases))


def verdict(rto: float | None, recoveries: Iterable[Recovery]) -> Verdict:
    """Whether an RTO is kept: not when one case surely breaks it, unknown when one may."""
    if rto is None:
        return "no RTO"
    found: Verdict = "achievable"
    for recovery in recoveries:
        if recovery.least > rto:
            return "not achievable"
        if recovery.most > rto:
            found = "unknown"
    return found


def causes(model: Model) -> Iterator[Cause]:
    """Every single failure, vendor, jurisdiction and scenario; each kind sorted by name."""
    for name in sorted(model.components):
        if model.components[name].can_fail:
            yield Cause("failure", name, {name: None})
    every = model.components.values()
    for vendor in sorted({c.spec.vendor for c in every if c.spec.vendor}):
        yield Cause("vendor", vendor, dict.fromkeys(of_vendor(model, vendor)))
    for place in sorted({c.spec.jurisdiction for c in every if c.spec.jurisdiction}):
        yield Cause("jurisdiction", place, dict.fromkeys(of_jurisdiction(model, place)))
    for name in sorted(model.scenarios):
        yield scenario_cause(model, name)


def scenario_cause(model: Model, name: str) -> Cause:
    """A scenario's failures, with the repair times that it gives."""
    scenario = model.scenarios[name]
    fails: dict[str, float | None] = dict.fromkeys(failed_by(model, scenario))
    for item in scenario.fails or ():
        if isinstance(item, FailsComponent):
            fails[item.component] = item.restore
    return Cause("scenario", name, fails)


class Recoveries:
    """Recovery times of one model; each cause is played once."""

    def __init__(self, model: Model, clock: Clock) -> None:
        """Take a model and its gates."""
        self.model = model
        self.clock = clock
        self._known = times(model, clock, 0.0), times(model, clock, inf)

    def of(self, fails: Mapping[str, float | None]) -> Reader:
        """What happens when some components fail.

        Raises:
            KeyError: a name is no component.
        """
        least, most = (play(self.clock, known, fails) for known in self._known)
        return Reader(self.model, self.clock, (least, most), self._known)

    def answers(self, services: Iterable[str], *, chains: bool = True) -> dict[str, Answer]:
        """For some services every cause that takes them down, the longest first.

        Args:
            services: their names.
            chains: whether to find what sets each time; without it only the times are told.

        Notes:
            Plays every cause of the model twice; the chains of these services only are read.
        """
        found: dict[str, list[Case]] = {name: [] for name in services}
        for cause in causes(self.model):
            reader = self.of(cause.fails)
            for name in reader.hit():
                if name in found:
                    told = reader.recovery(name) if chains else reader.bounds(name)
                    found[name].append(Case(cause, told))
        return {
            name: Answer(
                name,
                self.model.components[name].promise.rto,
                tuple(sorted(cases, key=lambda c: (-c.recovery.least, -c.recovery.most))),
            )
            for name, cases in found.items()
        }
