"""How long people may think before a switch by hand breaks a promise."""

from dataclasses import dataclass

from drctl.analysis.recovery_plan import Affected
from drctl.analysis.switches import Switch
from drctl.model.component import Component


@dataclass(frozen=True, slots=True)
class Deadline:
    """The latest moment at which a switch by hand still keeps the strictest RTO it serves."""

    address: str
    rto: float
    of: str
    takes: float
    detect: float | None

    @property
    def left(self) -> float:
        """How long people may think, in seconds."""
        return self.rto - self.takes - (self.detect or 0.0)


def deadlines(
    found: tuple[Switch, ...], hit: tuple[Affected, ...], component: Component | None
) -> tuple[Deadline, ...]:
    """The deadlines of the switches by hand whose duration is known.

    Args:
        found: the switches of a page.
        hit: who is hit; the strictest RTO of those that wait for people counts.
        component: what failed; its own RTO counts when nobody waits.
    """
    waiting = (h for h in hit if h.before == "down" != h.after)
    promised = [(h.rto, h.name) for h in waiting if h.rto is not None]
    if component is not None and component.promise.rto is not None and not promised:
        promised = [(component.promise.rto, component.name)]
    if not promised:
        return ()
    rto, of = min(promised)
    # A switch of something that stays down anyway saves nobody.
    futile = {h.name for h in hit if h.after == "down"}
    return tuple(
        Deadline(switch.address, rto, of, switch.takes, switch.detect)
        for switch in found
        if switch.manual and switch.takes is not None and switch.component not in futile
    )
