"""A fallback makes vectors that do not fit those of the primary.

A text's vector can be compared with vectors of the same model only. A fallback with another model
answers without an error, and search finds nothing or, when the dimensions happen to agree,
nonsense; what was written meanwhile spoils the index until all of it is made again. When the
provider of OpenClaw's vectors failed, its declared fallback took over, and search went on with
results "ranked by meaningless similarity", without a word in the log (reported 9 June 2026,
<https://github.com/openclaw/openclaw/issues/91719>).

This rule reads the capabilities `embedding_model` and `embedding_dimensions`. It compares every
option of a need with what the need `wants` of these and with what its primary declares. An option
that declares neither is left alone, as a search by keywords should be, unless the need wants them:
then it counts for nothing, and is told as unknown.

Bad:

```yaml
drctl: 1
providers:
  openai-api: {capabilities: {embedding_model: text-embedding-3-small, embedding_dimensions: 1536}}
  voyage-api: {capabilities: {embedding_model: voyage-3, embedding_dimensions: 1024}}
services:
  embeddings: {needs: {model: {use: openai-api, fallbacks: [voyage-api]}}}
```

Good:

```yaml
drctl: 1
providers:
  openai-api: {capabilities: {embedding_model: text-embedding-3-small, embedding_dimensions: 1536}}
  azure-api: {capabilities: {embedding_model: text-embedding-3-small, embedding_dimensions: 1536}}
services:
  embeddings: {needs: {model: {use: openai-api, fallbacks: [azure-api]}}}
```

How to fix: fall back on the same model elsewhere, or on a search by keywords, and let what is
written wait in a queue. A second index of the other model is a need of its own.

How to accept: add an entry under `accepted` with this rule, the need (such as `embeddings.model`)
as `object`, the fallback as `cause`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.mismatches import Mismatch, of
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.graph.wants import Wants
from drctl.model.language.component import Served
from drctl.model.model import Model
from drctl.model.requirement import AnyOf, Choice, Need, targets
from drctl.rules import _unfit
from drctl.rules._rule import Hit, by_tier, listed

CATEGORY: Category = "misconfiguration"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)

KEYS = ("embedding_dimensions", "embedding_model")


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per option, with every need whose vectors it would spoil."""
    model = assessment.model
    needs = (need for component in model.components.values() for need in component.needs)
    if not any(_declares(component.spec) for component in model.components.values()):
        needs = (need for need in needs if need.wants)
    found = (mismatch for need in needs for mismatch in _found(model, need))
    for cause, group in _unfit.by_cause(found):
        yield _hit(model, cause, group)


def _declares(spec: object) -> bool:
    return isinstance(spec, Served) and not spec.capabilities.keys().isdisjoint(KEYS)


def _found(model: Model, need: Need) -> Iterator[Mismatch]:
    wants = tuple((key, value) for key, value in need.wants if key in KEYS)
    asked = list(of(model, need, wants)) if wants else []
    yield from asked
    told = {mismatch.path for mismatch in asked}
    for mismatch in of(model, need, _of_first(model, need)):
        # Beside the first of its kind an option without vectors is no danger.
        if not mismatch.unknown and mismatch.path not in told:
            known = tuple(lack for lack in mismatch.lacks if not lack.unknown)
            yield Mismatch(need, mismatch.used, known, mismatch.runs_today)


def _of_first(model: Model, need: Need) -> Wants:
    """What the first option declares of its vectors, as if the need wanted just that."""
    if not isinstance(need.requirement, (AnyOf, Choice)):
        return ()
    declared: dict[str, object] = {}
    for ref in targets(need.requirement.options[0].requirement):
        spec = model.components[ref.name].spec
        if isinstance(spec, Served):
            declared |= {key: spec.capabilities[key] for key in KEYS if key in spec.capabilities}
    return tuple((key, _exactly(value)) for key, value in sorted(declared.items()))


def _exactly(value: object) -> object:
    return f"={value}" if isinstance(value, (int, float)) else value


def _hit(model: Model, cause: tuple[str, ...], found: Sequence[Mismatch]) -> Hit:
    first, name = found[0], listed(cause)
    needs = _unfit.addresses(found)
    if first.unknown:
        keys = listed([lack.key for lack in first.lacks])
        message = (
            f"whether vectors of {name} fit those that {needs} wants is unknown, and it counts "
            f"for nothing there: nothing says its {keys}"
        )
    else:
        known = [lack for lack in first.lacks if not lack.unknown]
        differ = [
            f"{x.key.removeprefix('embedding_')} {_unfit.has(model, x)} instead of "
            f"{_unfit.wanted(x.wanted)}"
            for x in known
        ]
        message = f"vectors of {name} do not fit those of {needs}: {listed(differ)}"
    return Hit(
        message=message,
        places=_unfit.places(model, found),
        object=first.need.address,
        victims=_unfit.pairs(found),
        cause=cause,
        hint="declare its embedding_model and embedding_dimensions"
        if first.unknown
        else "fall back on the same model elsewhere, or on a search by keywords",
        narrow=lambda left: _hit(model, cause, _unfit.left_of(found, left)),
    )
