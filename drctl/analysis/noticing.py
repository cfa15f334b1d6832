"""Whose loss is noticed too late for people to keep the RTO (DESIGN §5.4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from drctl.analysis.recovery import after
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Option


@dataclass(frozen=True, slots=True)
class Late:
    """A need that cannot be put right within its service's RTO once its loss is noticed.

    All times in seconds. `option` is the switch by hand that is quickest, and takes `takes`, at
    least; None where the need has no fallback, and all that people can do is repair.
    """

    need: Need
    rto: float
    within: float
    option: Option | None
    takes: float


def late(model: Model) -> tuple[Late, ...]:
    """The hard needs of services whose loss is noticed too late, in declared order.

    Where the switch alone takes longer than the RTO, noticing is not what breaks it. A switch
    whose time is not written counts as none. A need that is switched by itself is left out.
    """
    return tuple(_late(model))


def _late(model: Model) -> Iterator[Late]:
    for service in model.of_kind("service"):
        rto = service.promise.rto
        for need in service.needs if rto is not None else ():
            within = need.detect.within if need.detect is not None else None
            if not need.hard or within is None or rto is None:
                continue
            choice = need.requirement
            fallbacks = choice.fallbacks if isinstance(choice, Choice) else ()
            manual = [(after(model, o, 0.0), o) for o in fallbacks if o.switch == "manual"]
            if fallbacks and not manual:
                continue
            takes, option = min(manual, key=lambda way: way[0], default=(0.0, None))
            if takes <= rto < within + takes:
                yield Late(need, rto, within, option, takes)
