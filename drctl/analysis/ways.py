"""One option of a need in one failure: how it is reached, and why not."""

from dataclasses import dataclass

from drctl.analysis.availability import Loss, View
from drctl.analysis.overloads import Overloads
from drctl.analysis.procedure_time import critical_path
from drctl.model.requirement import AnyOf, Choice, Option, Requirement, named, said


@dataclass(frozen=True, slots=True)
class Required:
    """Something that an option requires.

    `by` is what meets it in this failure, "" when nothing does; `after` is when, in seconds,
    None when that isn't known. `names` are the components of `by`, or those for want of which it
    is lost.
    """

    what: str
    by: str
    after: float | None = 0.0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One option in this failure; `lost` says why it cannot serve, "" when it can.

    `uses` names its components, `lacks` what it requires and is down. `sheds` says how much one of
    them refuses when it serves; `then` how it falls by overload when what serves instead of the
    first choice is down too.
    """

    option: str
    manual: bool
    after: float | None
    degraded: bool
    procedure: str | None
    requires: tuple[Required, ...]
    lost: str
    uses: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    sheds: str = ""
    then: str = ""


def way(view: View, option: Option, loss: Loss | None, overloads: Overloads) -> Way:
    """One option as it is in a failure."""
    uses = named(option.requirement)
    told = {name: overloads.shed_by(name) for name in uses} if overloads.shedding else {}
    sheds = [f"{name} sheds load: {how}" for name, how in told.items() if how]
    return Way(
        option=said(option.requirement),
        manual=option.switch == "manual",
        after=_after(view, option),
        degraded=option.degraded,
        procedure=option.procedure,
        requires=tuple(dict.fromkeys([required(view, r) for r in view.around(option)])),
        lost=_lost(loss, overloads) if loss else "",
        uses=uses,
        lacks=loss.culprits if loss is not None and loss.role == "required" else (),
        sheds="; ".join(sheds) if not loss else "",
    )


def _lost(loss: Loss, overloads: Overloads) -> str:
    """A loss in words, with the overload behind it."""
    falls = next(filter(None, map(overloads.fall_of, loss.culprits)), "")
    if falls and loss.text == f"{loss.culprit} is down":
        return falls
    return f"{loss.text} ({falls})" if falls else loss.text


def required(view: View, requirement: Requirement) -> Required:
    """A requirement of people, and what meets it now."""
    if not view.met(requirement):
        return Required(said(requirement), "", names=view.culprits(requirement))
    if isinstance(requirement, Choice):
        option = view.available(requirement)[0]
        by = option.requirement
        return Required(said(requirement), said(by), _after(view, option), named(by))
    if isinstance(requirement, AnyOf):
        left = [option.requirement for option in view.available(requirement)]
        names = tuple(dict.fromkeys(name for one in left for name in named(one)))
        return Required(said(requirement), ", ".join(map(said, left)), names=names)
    return Required(said(requirement), said(requirement), names=named(requirement))


def _after(view: View, option: Option) -> float | None:
    """How long a switch takes: as written, else its procedure's critical path."""
    if option.switch == "automatic":
        return option.after or 0.0
    if option.after is None and option.procedure is not None:
        return critical_path(view.model.procedures[option.procedure])
    return option.after
