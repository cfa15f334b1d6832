"""`correlated-fallback` on random models: no cause is passed over, by asking every one."""

import random

import pytest

from drctl.analysis.availability import View
from drctl.assessment import Assessment
from drctl.model.model import Model
from drctl.model.requirement import Choice
from drctl.rules import correlated_fallback
from tests.analysis.test_recovery import loaded, timed
from tests.oracle.models import random_model


def told(model: Model) -> set[tuple[tuple[str, ...], tuple[str, str]]]:
    """The pairs found, but for needs that lack an option already when nothing fails."""
    view, hits = View(model, ()), correlated_fallback.check(Assessment(model))
    found = set()
    for hit in hits:
        for component, slot in hit.victims:
            need = model.need(f"{component}.{slot}")
            assert need is not None and isinstance(need.requirement, Choice)
            if not view.losses(need.requirement, need.wants):
                found.add((hit.cause, (component, slot)))
    return found


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_no_cause_is_passed_over(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    for seed in range(first, first + 100):
        model = loaded(timed(random_model(seed), random.Random(seed)))
        if model is None:
            continue
        found = told(model)
        every = {name for name, component in model.components.items() if component.can_fail}
        with monkeypatch.context() as patched:
            patched.setattr(correlated_fallback, "_causes", lambda *_, every=every: every)
            assert found == told(model), f"seed {seed}"
        count += len(found)
    assert count > 20
