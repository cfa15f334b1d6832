"""What is wrong with a model before anything fails: what is down or over its capacity then."""

from collections.abc import Iterable

from drctl.analysis.cascade import Cascades, Overload
from drctl.analysis.falls import Step
from drctl.analysis.load import Situation
from drctl.finding import Finding
from drctl.model.errors import error
from drctl.model.model import Model


def normal_state(model: Model, down: Iterable[Step], cascades: Cascades) -> tuple[Finding, ...]:
    """The errors of a normal state in which not all is well.

    Args:
        model: the model.
        down: the last step of each component's fall that is down although nothing has failed.
        cascades: the waves of overload; what is over capacity begins one.

    Returns:
        An error for each cause: what is down only because something else is has none of its own.
    """
    return (
        *(_down(model, step) for step in down if not step.because),
        *(_over_capacity(model, cascades, one) for one in cascades.ordinary()),
    )


def _over_capacity(model: Model, cascades: Cascades, overload: Overload) -> Finding:
    name, path = overload.component, model.components[overload.component].path
    what = f'"{name}" is over its capacity although nothing has failed: {overload.told}'
    places = [model.place((*path, "capacity"), "value")]
    for arrival in cascades.loads.arrivals(name, Situation()):
        note = f"{arrival.need.address} sends {arrival.usual:g} {overload.unit}"
        places.append(model.place((*arrival.need.path, "load"), "value", note))
    hint = "raise its capacity, or lower the loads"
    return error("over-capacity", what, tuple(places), hint)


def _down(model: Model, step: Step) -> Finding:
    reasons = ", ".join(loss.text for loss in step.losses) or "wants rules too much out"
    what = f'"{step.component}" is down although nothing has failed: {step.address}: {reasons}'
    places = [model.place(step.path)]
    places += [model.place(loss.option.path) for loss in step.losses]
    hint = "declare the capabilities that wants asks for, or ask for less"
    return error("down-in-normal-state", what, tuple(places), hint)
