"""One component and what is near: what rests on it, two steps away, and what it rests on."""

from drctl.analysis.ranking import rank
from drctl.assessment import Assessment
from drctl.render.diagrams.edges import foremost
from drctl.render.diagrams.sketch import Sketch
from drctl.render.diagrams.states import look_of, overload_words, shifted
from drctl.render.diagrams.surroundings import Surroundings
from drctl.render.subjects import Subject

MOST = 25


def neighbourhood(
    assessment: Assessment, subject: Subject, near: Surroundings, hops: int | None = None
) -> Sketch:
    """A component's neighbourhood, coloured by what happens when it fails.

    Args:
        assessment: the model with its answers.
        subject: the component's failure.
        near: the surroundings in its model.
        hops: how many steps away, both ways. None: what it rests on, who rests on it and who
            rests on those, and whatever it hits.

    Returns:
        At most 25 components: it and those; nearer ones first, then what it hits, then by tier.
        The caption counts the others.
    """
    model = assessment.model
    name = subject.name
    hit = subject.hit()
    rings = near.rings(name, hops) if hops is not None else _usual(near, name, hit)
    shown: dict[str, None] = {name: None}
    everything = {name}
    for ring in rings:
        order = sorted(ring, key=lambda n: (n not in hit, *rank(model, model.components[n])))
        everything |= set(ring)
        for other in order:
            if len(shown) < MOST:
                shown[other] = None
    steps = "" if hops is None else f", {hops} step{'' if hops == 1 else 's'} away"
    sketch = Sketch(f"{subject.title}: neighbourhood{steps}")
    for other in sorted(shown):
        component = model.components[other]
        notes, look = look_of(subject, other)
        sketch.node(component, *notes, **look)
    loads = shifted(subject)
    drawn, cut = foremost(near.among(set(shown), (name,), loads), (name,), loads)
    for edge in drawn:
        load = loads.get((edge.source, edge.target))
        if load:
            sketch.loaded(edge, load)
        else:
            sketch.edge(edge.source, edge.target, edge.bond, edge.label)
    left = len(everything) - len(shown)
    parts = [f"{left} more components near it or hit by it" if left else "", cut]
    told = ", ".join(filter(None, parts))
    return sketch.done(
        "colours and words: when it fails, after people acted",
        overload_words(subject),
        f"left out: {told}" if told else "",
    )


def _usual(near: Surroundings, name: str, hit: tuple[str, ...]) -> list[list[str]]:
    above = near.resting_on(name)
    further = sorted({far for n in above for far in near.resting_on(n)})
    return [near.rests_on(name), above, further, list(hit)]
