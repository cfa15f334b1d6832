"""Whether the caller is still there when a fallback answers."""

from drctl.gateway.check._question import Question, Served
from drctl.gateway.configuration import Configuration, Deployment
from drctl.gateway.wrong import Wrong

_UNSAID = 600.0
"""LiteLLM's own default for a request."""


def check(question: Question, wrong: Wrong) -> None:
    """The first option's time, with all tries, and the next one's fit in what the caller waits."""
    for served in question.served:
        group = served.group
        if group is None or group.budget is None or len(served.chain.ranks) < 2:
            continue
        first, second = _times(question.configuration, served)
        tries = 1 + question.configuration.retries
        takes = first * tries + second
        if takes > group.budget:
            _tell(question, served, wrong, (first, second, group.budget))


def _tell(
    question: Question, served: Served, wrong: Wrong, times: tuple[float, float, float]
) -> None:
    first, second, budget = times
    tries = 1 + question.configuration.retries
    each = f"{tries} tries of {first:g}s" if tries > 1 else f"{first:g}s"
    told = (
        f"{served.chain.name}: {each} for the first option and {second:g}s for the next are "
        f"more than the {budget:g}s that its caller waits"
    )
    hint = "set num_retries: 0" if tries > 1 else "give each option less time"
    deployment = served.chain.ranks[0].deployments[0]
    node = deployment.node.at("litellm_params", "timeout") or served.chain.node
    related = (question.need_place(served, f"its caller waits {budget:g}s"),)
    wrong("time-budget", told, node, hint=hint, about=served.chain.name, related=related)


def _times(found: Configuration, served: Served) -> tuple[float, float]:
    one, two = served.chain.ranks[:2]
    return (
        max(_time(found, d) for d in one.deployments),
        max(_time(found, d) for d in two.deployments),
    )


def _time(found: Configuration, deployment: Deployment) -> float:
    if deployment.timeout is not None:
        return deployment.timeout
    return _UNSAID if found.timeout is None else found.timeout
