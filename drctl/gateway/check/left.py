"""Whether what remains can carry the load when the first option is gone."""

from drctl.gateway.check._question import Question, Served
from drctl.gateway.wrong import Wrong
from drctl.model.language.component import Served as ServedSpec
from drctl.model.language.values import Rate


def check(question: Question, wrong: Wrong) -> None:
    """Tell of chains whose rest takes less than the need sends, unless the model's does too."""
    for served in question.served:
        load = question.usual.get(served.need.address, 0.0)
        names = served.components
        if not load or len(names) < 2 or (served.group and names == served.group.components):
            continue
        rest = _capacity(question, names[1:])
        modelled = _capacity(question, served.group.components[1:]) if served.group else None
        if rest is None or rest >= load or (modelled is not None and modelled < load):
            continue
        _tell(question, served, wrong, load, rest)


def _tell(question: Question, served: Served, wrong: Wrong, load: float, rest: float) -> None:
    first = served.components[0]
    told = (
        f"without {first} the others that {served.chain.name} asks take {rest:g} of the "
        f"{load:g} that it sends: the rest is answered with 429"
    )
    related = (question.need_place(served, "the need"),)
    node = served.chain.node
    wrong("too-little-left", told, node, about=served.chain.name, related=related)


def _capacity(question: Question, names: tuple[str, ...]) -> float | None:
    """What several take together; None where one of them does not say."""
    total = 0.0
    for name in dict.fromkeys(names):
        spec = question.model.components[name].spec
        rate = spec.capacity if isinstance(spec, ServedSpec) else None
        if not isinstance(rate, Rate):
            return None
        total += rate.amount
    return total
