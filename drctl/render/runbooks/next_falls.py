"""Whether the fallback behind the one that serves would hold when that is down too."""

from dataclasses import replace

from drctl.analysis.switches import Switch
from drctl.analysis.ways import Way
from drctl.assessment import Assessment
from drctl.render.subjects import Subject


def next_falls(
    assessment: Assessment, subject: Subject, found: tuple[Switch, ...]
) -> tuple[Switch, ...]:
    """The switches of a failure, their last options judged by the loads that would come.

    Args:
        assessment: the model with its answers.
        subject: the failure.
        found: its switches.

    Returns:
        The same; an option behind the one that serves says how it would fall by overload if
        what serves failed as well.

    Notes:
        Runs the waves once for each switch with such options.
    """
    return tuple(_judged(assessment, subject, switch) for switch in found)


def _judged(assessment: Assessment, subject: Subject, switch: Switch) -> Switch:
    rest = [way for way in switch.rest if not way.lost]
    if switch.later is None or switch.quorum or not rest:
        return switch
    fails = dict.fromkeys((*subject.fails, *switch.later.uses))
    cascade = assessment.outcomes.cascades.of(fails, subject.outcome.cause.surge)
    falls = {o.component: o.told for wave in cascade.waves for o in wave.overloads}

    def judged(way: Way) -> Way:
        told = [
            f"{name} would fall by overload: {falls[name]}" for name in way.uses if name in falls
        ]
        return replace(way, then="; ".join(told))

    changed = {id(way): judged(way) for way in rest}
    ways = tuple(changed.get(id(way), way) for way in switch.ways)
    at_once = changed.get(id(switch.at_once), switch.at_once)
    return replace(switch, ways=ways, at_once=at_once)
