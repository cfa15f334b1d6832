"""How long a procedure takes."""

from drctl.model.language.estate import Procedure, Step


def critical_path(procedure: Procedure, missing: float | None = None) -> float | None:
    """How long a procedure takes when steps without an order go side by side.

    Args:
        procedure: a checked procedure; its `after` has no circle.
        missing: what stands in for a step that doesn't say how long it takes, in seconds.

    Returns:
        Seconds; None when a step doesn't say it and nothing stands in.
    """
    ends: dict[str, float] = {}
    last = 0.0
    for step in in_order(procedure):
        takes = missing if step.takes is None else step.takes
        if takes is None:
            return None
        end = max((ends.get(name, 0.0) for name in step.after or ()), default=0.0) + takes
        if step.id:
            ends[step.id] = end
        last = max(last, end)
    return last


def in_order(procedure: Procedure) -> list[Step]:
    """The steps in written order, moved down only behind those that they come after."""
    named = {step.id for step in procedure.steps if step.id}
    waiting = list(procedure.steps)
    done: set[str] = set()
    ordered: list[Step] = []
    while waiting:
        ready = next((s for s in waiting if set(s.after or ()) & named <= done), waiting[0])
        waiting.remove(ready)
        ordered.append(ready)
        done.add(ready.id or "")
    return ordered
