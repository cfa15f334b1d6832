"""Whether whoever is asked can do what is wanted, where it may be done."""

from drctl.gateway.check._question import Question, Served
from drctl.gateway.wrong import Wrong
from drctl.graph.wants import Lack, lacks
from drctl.model.requirement import Ref, targets
from drctl.rules._unfit import told

_VECTORS = ("embedding_model", "embedding_dimensions")


def check(question: Question, wrong: Wrong) -> None:
    """No chain goes to a component that its need's `wants` rule out, unless it runs today."""
    for served in question.served:
        modelled = {ref.name for ref in targets(served.need.requirement)}
        for deployment, name in served.asked:
            if name is None:
                continue
            found = list(lacks(Ref(name, ()), served.need.wants, question.model.components))
            # What the model names itself and leaves out of the plan is the audit's; but then
            # the file must not ask it either.
            allowed = served.group is not None and name in served.group.components
            if name in modelled and allowed:
                continue
            for lack in found:
                node = deployment.node.at("model_name") or deployment.node
                related = (question.need_place(served, f"wants {lack.key}"),)
                sentence = _told(question, served, name, lack)
                about = served.chain.name
                wrong(_rule(lack), sentence, node, about=about, related=related, hint=_HINT)
        _vectors(question, served, wrong)


_HINT = "take it out of the chain, or declare what it can do"


def _rule(lack: Lack) -> str:
    if lack.key in _VECTORS:
        return "embedding-mismatch"
    return "residency-violation" if lack.key == "residency" else "capability-mismatch"


def _told(question: Question, served: Served, name: str, lack: Lack) -> str:
    if lack.key == "residency" and not lack.unknown:
        under = ", ".join(sorted(question.model.components[name].jurisdictions))
        return f"{served.chain.name} goes to {name}, under {under}, where it may not go"
    return f"{served.chain.name} goes to {name}, and {told(question.model, [lack])[0]}"


def _vectors(question: Question, served: Served, wrong: Wrong) -> None:
    """Vectors of two models must not meet in one index."""
    wanted = [d for d, _ in served.asked if d.embedding]
    if not wanted or any(key in _VECTORS for key, _ in served.need.wants):
        return
    for deployment in wanted[1:]:
        if deployment.model != wanted[0].model:
            sentence = (
                f"{served.chain.name} falls back from vectors of {wanted[0].model} to those of "
                f"{deployment.model}, which cannot be compared"
            )
            node = deployment.node.at("litellm_params", "model")
            wrong("embedding-mismatch", sentence, node, about=served.chain.name)
