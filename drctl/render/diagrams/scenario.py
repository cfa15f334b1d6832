"""One scenario in a picture: what fails, what goes down or is degraded, what saves the rest."""

from drctl.analysis.ranking import rank
from drctl.analysis.switches import Switches
from drctl.assessment import Assessment
from drctl.render.diagrams.edges import foremost
from drctl.render.diagrams.sketch import BLUE, Sketch
from drctl.render.diagrams.states import look_of, overload_words, shifted
from drctl.render.diagrams.surroundings import Surroundings
from drctl.render.subjects import Subject

MOST = 40


def scenario(assessment: Assessment, subject: Subject, near: Surroundings) -> Sketch:
    """A scenario.

    Args:
        assessment: the model with its answers.
        subject: the scenario.
        near: the surroundings in its model.

    Returns:
        At most 40 components: what fails, what falls by overload, who is hit, who sends it more
        load than usual, and the fallbacks that serve instead; the most important tier first. The
        caption counts the others.
    """
    model = assessment.model
    users = {name: frozenset(near.resting_on(name)) for name in near.up}
    found = [
        s
        for s in Switches(model, users).of(subject.outcome, subject.overloads)
        if s.later and not s.quorum
    ]
    gone = subject.down(people_act=True)
    runs_on = {s.component: s.runs_on for s in found if s.component not in gone}
    savers = {s.runs_on for s in found} & model.components.keys()
    loads = shifted(subject)
    order = dict.fromkeys(
        [
            *sorted(subject.fails),
            *subject.overloads.felled,
            *(one.name for one in subject.overloads.shedding),
            *sorted({*subject.hit(), *runs_on}, key=lambda n: rank(model, model.components[n])),
            *sorted(sender for sender, _ in loads),
            *sorted(savers),
        ]
    )
    shown = set(list(order)[:MOST])
    sketch = Sketch(f"Scenario: {subject.title}")
    for name in sorted(shown):
        notes, look = look_of(subject, name, runs_on.get(name, ""))
        sketch.node(model.components[name], *notes, **look)
    used = {(s.component, s.runs_on) for s in found if s.component in runs_on}
    among = [
        edge
        for edge in near.among(shown, subject.fails, loads)
        if edge.bond != "fallback" or (edge.source, edge.target) in {*used, *loads}
    ]
    drawn, cut = foremost(among, subject.fails, {*used, *loads})
    for edge in drawn:
        pair = (edge.source, edge.target)
        if pair in loads:
            sketch.loaded(edge, loads[pair])
        else:
            look = {"color": BLUE, "penwidth": "2.5"} if pair in used else {}
            sketch.edge(edge.source, edge.target, edge.bond, edge.label, **look)
    left = len(order) - len(shown)
    told = "".join(
        f"{part}, "
        for part in (f"{left} more components that it hits" if left else "", cut)
        if part
    )
    return sketch.done(
        "thick frame: fails · red: down · dashed frame: down until people act ·"
        " yellow: degraded · green: saved by the fallback that it names",
        overload_words(subject),
        f"left out: {told}what is up and did not have to switch",
    )
