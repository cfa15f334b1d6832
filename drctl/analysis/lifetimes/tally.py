"""What years have cost: how long each service was down in each of them."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Figures of some services in some years; `spot` has the place of a service's year.

    `down` and `longest` are seconds, `began` the outages that began in the year.
    """

    services: int
    years: int
    down: "array[float]" = field(init=False)
    longest: "array[float]" = field(init=False)
    began: "array[int]" = field(init=False)

    def __post_init__(self) -> None:
        """No outage so far."""
        size = self.services * self.years
        self.down, self.longest = array("d", bytes(8 * size)), array("d", bytes(8 * size))
        self.began = array("Q", bytes(8 * size))

    def add(self, service: int, year: int, start: float, end: float) -> None:
        """Count one outage.

        Args:
            service: its number.
            year: its number here.
            start: seconds of the year; at 0 the outage began before.
            end: seconds of the year.
        """
        spot = service * self.years + year
        self.down[spot] += end - start
        if end - start > self.longest[spot]:
            self.longest[spot] = end - start
        if start > 0:
            self.began[spot] += 1

    def lived(self, service: int) -> "Lived":
        """One service's years."""
        part = slice(service * self.years, (service + 1) * self.years)
        return Lived(self.down[part], self.longest[part], self.began[part])


@dataclass(frozen=True, slots=True)
class Lived:
    """A service's years, one figure per year; see `Tally`."""

    down: "array[float]"
    longest: "array[float]"
    began: "array[int]"


def joined(parts: Sequence[Tally]) -> Tally:
    """The tallies of years that follow one another, as one."""
    if len(parts) == 1:
        return parts[0]
    whole = Tally(parts[0].services, sum(part.years for part in parts))
    at = 0
    for part in parts:
        for service in range(whole.services):
            spot, size = service * whole.years + at, part.years
            one = part.lived(service)
            whole.down[spot : spot + size] = one.down
            whole.longest[spot : spot + size] = one.longest
            whole.began[spot : spot + size] = one.began
        at += part.years
    return whole
