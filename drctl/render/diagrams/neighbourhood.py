"""One component and what is near: what rests on it, two steps away, and what it rests on."""

from drctl.analysis.ranking import rank
from drctl.assessment import Assessment
from drctl.render.diagrams.sketch import Sketch
from drctl.render.diagrams.states import look_of, overload_words, shifted
from drctl.render.diagrams.surroundings import Surroundings
from drctl.render.subjects import Subject

MOST = 25


def neighbourhood(assessment: Assessment, subject: Subject, near: Surroundings) -> str:
    """A component's neighbourhood as DOT, coloured by what happens when it fails.

    Args:
        assessment: the model with its answers.
        subject: the component's failure.
        near: the surroundings in its model.

    Returns:
        At most 25 components: it, what it rests on, who rests on it, and who rests on those;
        nearer ones first, then by tier. The caption counts the others.
    """
    model = assessment.model
    name = subject.name
    hit = subject.hit()
    rings = [near.rests_on(name), near.resting_on(name)]
    rings.append(sorted({far for n in rings[1] for far in near.resting_on(n)}))
    rings.append(sorted(hit))
    shown: dict[str, None] = {name: None}
    everything = {name}
    for ring in rings:
        order = sorted(ring, key=lambda n: (n not in hit, *rank(model, model.components[n])))
        everything |= set(ring)
        for other in order:
            if len(shown) < MOST:
                shown[other] = None
    sketch = Sketch(f"{subject.title}: neighbourhood")
    for other in sorted(shown):
        component = model.components[other]
        notes, look = look_of(subject, other)
        sketch.node(component, *notes, **look)
    loads = shifted(subject)
    for edge in near.among(set(shown), (name,), loads):
        load = loads.get((edge.source, edge.target))
        if load:
            sketch.loaded(edge, load)
        else:
            sketch.edge(edge.source, edge.target, edge.bond, edge.label)
    left = len(everything) - len(shown)
    told = f"{left} more components near it or hit by it are not shown" if left else ""
    return sketch.done(
        "colours and words: when it fails, after people acted", overload_words(subject), told
    )
