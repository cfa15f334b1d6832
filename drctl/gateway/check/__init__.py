"""A configuration held against the model, one kind of question per file.

`ALL` lists them. What the model's own chain suffers from is the audit's to tell: here only what
the file makes worse, or says otherwise, is a finding.
"""

from collections.abc import Mapping
from types import MappingProxyType

from drctl.assessment import Assessment
from drctl.finding import Finding, ordered
from drctl.gateway.check import breaker, environment, fate, fitness, itself, left, targets, times
from drctl.gateway.check._question import Question, matched
from drctl.gateway.configuration import Configuration
from drctl.gateway.plan import Plan
from drctl.gateway.wrong import Wrong

ALL = (
    breaker.check,
    environment.check,
    fate.check,
    fitness.check,
    itself.check,
    left.check,
    targets.check,
    times.check,
)


def check(
    assessment: Assessment,
    plan: Plan,
    configuration: Configuration,
    environ: Mapping[str, str],
    serves: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Hold a configuration against the model.

    Args:
        assessment: the model with its answers.
        plan: what a gateway has to do for it.
        configuration: what the file says.
        environ: the environment in which its variables should be.
        serves: which need each name of the file serves, where it is not the need's address.

    Returns:
        The findings, in the order of their places in the file.

    Notes:
        Linear in the file and the needs; shared fate asks one sweep over single failures.
    """
    wrong = Wrong(configuration.text)
    served = matched(assessment.model, plan, configuration, serves)
    question = Question(assessment, plan, configuration, served, environ)
    for each in ALL:
        each(question, wrong)
    return ordered(wrong.findings)
