"""What keeps a dead provider from costing every request its timeout."""

from drctl.gateway.check._question import Question
from drctl.gateway.wrong import Wrong

_MOST = 5
_LONGEST = 300.0


def check(question: Question, wrong: Wrong) -> None:
    """There is a breaker that opens soon and closes again, health checks, and nothing is cut."""
    found = question.configuration
    chained = [chain for chain in found.chains if len(chain.deployments) > 1]
    if not chained:
        return
    if found.kind == "portkey":
        return  # it has none to set; `run` and the guide say so
    breaker, settings = found.breaker, found.told.get("router_settings") or found.top
    if breaker is None or breaker.off:
        hint = "take disable_cooldowns out"
        node = breaker.node if breaker else settings
        wrong("no-breaker", "the breaker is turned off", node, hint=hint)
    elif breaker.allowed is None:
        told = (
            "there is no breaker for names with one deployment: in an outage every request pays "
            "for the dead provider again"
        )
        wrong("no-breaker", told, settings, key=True, hint="set allowed_fails: 1")
    elif breaker.allowed > _MOST:
        told = f"the breaker opens only after {breaker.allowed:g} failures in a minute"
        wrong("no-breaker", told, breaker.node, hint="set allowed_fails: 1")
    elif breaker.cooldown > _LONGEST:
        told = f"a provider that is back stays unused for {breaker.cooldown:g}s"
        wrong("no-breaker", told, breaker.node, hint="set a shorter cooldown_time")
    if not found.health_checks:
        told = "without background health checks nothing notices a slow provider before requests"
        general = found.told.get("general_settings") or settings
        hint = "set background_health_checks and enable_health_check_routing"
        wrong("no-health-check", told, general, key=True, hint=hint)
    _cut(question, wrong)
    _checks(question, wrong)


def _cut(question: Question, wrong: Wrong) -> None:
    most = question.configuration.most_fallbacks
    for chain in question.configuration.chains:
        further = len(chain.ranks) - 1
        if most is not None and further > most:
            count = f"{further} fallback{'' if further == 1 else 's'}"
            told = f'"{chain.name}" has {count}, and a request goes to {most} at most'
            wrong("chain-cut", told, chain.node, hint=f"set max_fallbacks: {further}")


def _checks(question: Question, wrong: Wrong) -> None:
    """A health check that may take as long as a request gives no early warning."""
    for deployment in question.configuration.deployments:
        limit, checked = deployment.timeout, deployment.health_timeout
        if limit is not None and checked is not None and checked >= limit:
            told = (
                f'a health check of "{deployment.name}" may take {checked:g}s, no less than a '
                f"request ({limit:g}s), so that it warns of nothing"
            )
            node = deployment.node.at("model_info", "health_check_timeout")
            wrong("no-health-check", told, node, hint="give it half the time")
