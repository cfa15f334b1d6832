"""Whether one failure takes all that a chain asks."""

from drctl.analysis.single_failures import sweep
from drctl.gateway.check._question import Question, Served
from drctl.gateway.wrong import Wrong


def check(question: Question, wrong: Wrong) -> None:
    """Tell of causes that take the whole chain, and do not take the model's."""
    deviating = [
        served
        for served in question.served
        if _judged(served)
        and (served.group is None or set(served.components) != set(served.group.components))
    ]
    names = {n for s in deviating for n in s.components}
    names |= {n for s in deviating if s.group for n in s.group.components}
    if not names:
        return
    causes = sweep(question.assessment.graph, sorted(names)).causes
    for served in deviating:
        _tell(question, served, causes, wrong)


def _judged(served: Served) -> bool:
    """Whether several are asked, and the model knows them all."""
    return len(served.components) > 1 and all(name is not None for _, name in served.asked)


def _tell(
    question: Question, served: Served, causes: dict[str, frozenset[str]], wrong: Wrong
) -> None:
    found = _common(served.components, causes)
    modelled = _common(served.group.components, causes) if served.group else frozenset()
    for cause in sorted(found - modelled):
        told = f"all that {served.chain.name} asks falls with {cause}"
        related = (question.model.place(question.model.components[cause].path, note="the cause"),)
        hint = "add an option that does not stand on it"
        about = served.chain.name
        wrong("shared-fate", told, served.chain.node, hint=hint, about=about, related=related)


def _common(names: tuple[str, ...], causes: dict[str, frozenset[str]]) -> frozenset[str]:
    """What takes all of them down; one component alone shares its fate with itself."""
    if not names:
        return frozenset()
    each = [causes[name] | {name} for name in names]
    return frozenset.intersection(*each)
