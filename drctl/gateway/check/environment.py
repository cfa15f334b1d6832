"""The environment variables that a file names must be there when the gateway starts."""

from drctl.gateway.check._question import Question
from drctl.gateway.wrong import Wrong
from drctl.model.errors import did_you_mean
from drctl.model.language.component import Served

_OWN = frozenset(("LITELLM_MASTER_KEY", "LITELLM_SALT_KEY", "DATABASE_URL"))


def check(question: Question, wrong: Wrong) -> None:
    """A variable is set here, or is one that the model names too."""
    named = {
        spec.endpoint.key
        for component in question.model.components.values()
        if isinstance(spec := component.spec, Served) and spec.endpoint and spec.endpoint.key
    }
    told_of: set[str] = set()
    for name, node in question.configuration.environment:
        if name in named | _OWN or question.environ.get(name) or name in told_of:
            continue
        told_of.add(name)
        told = f"the variable {name} is not set here, and no endpoint of the model names it"
        hint = did_you_mean(name, named | _OWN)
        wrong("unset-variable", told, node, hint=hint)
