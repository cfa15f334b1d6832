"""Whether the caller is still there when a fallback answers."""

from drctl.gateway.check._question import Question, Served
from drctl.gateway.configuration import Configuration, Deployment
from drctl.gateway.litellm_words import DEFAULT_RETRIES
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
        if first * _tries(question, served) + second > group.budget:
            _tell(question, served, wrong, (first, second, group.budget))


def _tries(question: Question, served: Served) -> int:
    """How often the first option is asked in all: by the router, each time by the client."""
    client = max(d.retries for d in served.chain.ranks[0].deployments)
    return (1 + question.configuration.retries) * (1 + client)


def _tell(
    question: Question, served: Served, wrong: Wrong, times: tuple[float, float, float]
) -> None:
    first, second, budget = times
    tries = _tries(question, served)
    each = f"{tries} tries of {first:g}s" if tries > 1 else f"{first:g}s"
    told = (
        f"{served.chain.name}: {each} for the first option and {second:g}s for the next are "
        f"more than the {budget:g}s that its caller waits"
    )
    deployment = served.chain.ranks[0].deployments[0]
    node = deployment.node.at("litellm_params", "timeout") or served.chain.node
    related = (question.need_place(served, f"its caller waits {budget:g}s"),)
    hint = _hint(question.configuration, deployment, tries)
    wrong("time-budget", told, node, hint=hint, about=served.chain.name, related=related)


def _hint(found: Configuration, first: Deployment, tries: int) -> str:
    if tries == 1:
        return "give each option less time"
    if found.retries:
        return "set num_retries: 0"
    if first.node.at("litellm_params", "max_retries").number:
        return "set max_retries: 0"
    return f"set {DEFAULT_RETRIES}: 0 under litellm_settings: for vectors max_retries: 0 is not it"


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
