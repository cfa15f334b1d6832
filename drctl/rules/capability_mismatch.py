"""An option cannot do what its need wants.

A fallback that takes the request and cannot do it is worse than none: it looks like a way out
until it is wanted. LiteLLM's users reported on 28 June 2026 how a chain of models ends there: the
large model is rate limited, the same text goes to a smaller one, and that refuses it as too long
(<https://github.com/BerriAI/litellm/issues/31557>).

This rule compares a need's `wants` with the `capabilities` of each of its options. A fallback that
contradicts them, or does not say, counts for nothing in every answer of drctl: the first is told
as a fact, the second as unknown. What runs today counts all the same, and is told only where it
contradicts. Vectors are `embedding-mismatch`'s matter, jurisdictions `residency-violation`'s.

Bad:

```yaml
drctl: 1
providers:
  deepseek-api: {capabilities: {context_window: 128000, tools: true}}
  small-api: {capabilities: {context_window: 8000, tools: true}}
services:
  chat-api:
    needs:
      llm:
        use: deepseek-api
        fallbacks: [small-api]
        wants: {context_window: 32000, tools: true}
```

Good:

```yaml
drctl: 1
providers:
  deepseek-api: {capabilities: {context_window: 128000, tools: true}}
  mistral-api: {capabilities: {context_window: 128000, tools: true}}
services:
  chat-api:
    needs:
      llm:
        use: deepseek-api
        fallbacks: [mistral-api]
        wants: {context_window: 32000, tools: true}
```

How to fix: choose an option that can do it, declare under `capabilities` what it can do, or want
less.

How to accept: add an entry under `accepted` with this rule, the need (such as `chat-api.llm`) as
`object`, the option as `cause`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.mismatches import Mismatch, mismatches
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.model.requirement import Need
from drctl.rules import _unfit
from drctl.rules._rule import Hit, by_tier, listed

CATEGORY: Category = "misconfiguration"
severity = by_tier(Severity.MEDIUM, Severity.MEDIUM, Severity.LOW)

_ELSEWHERE = frozenset(("residency", "embedding_model", "embedding_dimensions"))


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per option, with every need whose wants it does not meet."""
    model = assessment.model
    every = (need for c in model.components.values() for need in c.needs if need.wants)
    found = (m for need in every for m in _mismatches(model, need))
    for cause, group in _unfit.by_cause(found):
        yield _hit(model, cause, group)


def _mismatches(model: Model, need: Need) -> tuple[Mismatch, ...]:
    if need.optional == "unnoticed":
        return ()
    return mismatches(model, need, {key for key, _ in need.wants} - _ELSEWHERE)


def _hit(model: Model, cause: tuple[str, ...], found: Sequence[Mismatch]) -> Hit:
    first = found[0]
    same = [m for m in found if m.lacks == first.lacks and m.runs_today == first.runs_today]
    others = len(_unfit.pairs(found)) - len(_unfit.pairs(same))
    name, why = listed(cause), "; ".join(_unfit.told(model, first.lacks))
    more = f", and {others} more, in the notes" if others else ""
    if first.unknown:
        message = (
            f"whether {name} could serve {_unfit.addresses(same)} is unknown, and it counts for "
            f"nothing there: {why}"
        )
    elif first.runs_today:
        message = f"{name} serves {_unfit.addresses(same)} today and should not: {why}"
    else:
        message = f"{name} can never serve {_unfit.addresses(same)}: {why}"
    return Hit(
        message=f"{message}{more}",
        places=_unfit.places(model, found),
        object=first.need.address,
        victims=_unfit.pairs(found),
        cause=cause,
        hint=f"declare what {name} can do"
        if first.unknown
        else "choose an option that can do it, or want less",
        narrow=lambda left: _hit(model, cause, _unfit.left_of(found, left)),
    )
