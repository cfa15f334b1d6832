"""What the model promises of a need, and a gateway cannot keep."""

from collections.abc import Iterator

from drctl.gateway.drill.wishes import Spare
from drctl.gateway.plan import Group, Plan
from drctl.gateway.times import health
from drctl.model.model import Model
from drctl.model.requirement import options, said

_PORTKEY = (
    "there is no breaker: every request asks the dead provider first, and where that hangs, waits "
    "its whole timeout",
    "there are no health checks: a provider that is slow and under its timeout keeps its traffic",
    "a stream that is cut in the middle ends as if it were whole (HTTP 200): callers must look "
    "for its last event",
    "a stream that stops is waited for until the caller gives up",
)


def limits(model: Model, plan: Plan, kind: str) -> tuple[str, ...]:
    """In sentences, those of all needs first.

    Args:
        model: the model.
        plan: what the gateway does.
        kind: which gateway.
    """
    everywhere = _PORTKEY if kind == "portkey" else _litellm(plan)
    return (*everywhere, *_of_needs(model, plan))


def _litellm(plan: Plan) -> Iterator[str]:
    shortest = min((health(t.timeout) for t in plan.targets), default=0.0)
    yield "a stream that is cut or stops in the middle may be lost: callers must ask again"
    yield (
        f"a provider that is slow and under its health check's time ({shortest:g}s and more) "
        "keeps its traffic"
    )
    yield "where all options of a need are gone, callers see HTTP 429 as well as 503"
    yield "several gateways side by side learn of an outage each alone, by requests of their own"


def _of_needs(model: Model, plan: Plan) -> Iterator[str]:
    spare = Spare(model)
    for group in plan.groups:
        yield from _capacity(spare, group)
        for option in options(group.need.requirement):
            if option.switch == "manual":
                name = said(option.requirement)
                yield f"{group.name}: people switch to {name}, the gateway never does"


def _capacity(spare: Spare, group: Group) -> Iterator[str]:
    first, *others = dict.fromkeys(group.components)
    shares = [spare.share(group.need, name) for name in others]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):
        yield f"{group.name}: whether what remains without {first} can carry the load is not known"
    elif sum(known) < 1:
        yield (
            f"{group.name}: without {first} the others carry {sum(known):.0%} of the load; "
            "the rest, if not more, is answered with HTTP 429"
        )
