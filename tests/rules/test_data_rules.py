"""`rpo-exceeded` and `backup-shares-fate` on random models, against a direct reading of them."""

import random
from collections import defaultdict
from math import inf
from typing import Any

import pytest

from drctl.assessment import Assessment
from drctl.rules import backup_shares_fate, rpo_exceeded
from tests.analysis.test_data_loss import read, stored
from tests.analysis.test_recovery import loaded
from tests.oracle.models import random_model

Pairs = dict[tuple[str, ...], set[str]]


def promised(model: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Some RPOs and vendors on a random model."""
    for section in ("domains", "providers", "services"):
        for has in model.get(section, {}).values():
            if section != "domains" and dice.random() < 0.7:
                has["rpo"] = f"{dice.choice((0, 5, 30))}s"
            if dice.random() < 0.6:
                has["vendor"] = dice.choice(("x", "y"))
    return model


def told(rule: Any, assessment: Assessment) -> Pairs:
    pairs: Pairs = defaultdict(set)
    for hit in rule.check(assessment):
        pairs[hit.cause] |= {f"{component}.{store}" for component, store in hit.victims}
    return pairs


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_random_models(first: int) -> None:
    compared = shared = 0
    for seed in range(first, first + 100):
        dice = random.Random(seed)
        written = promised(stored(random_model(seed), dice), dice)
        model = loaded(written)
        if model is None:
            continue
        stores = {
            f"{name}.{store}": (component.promise.rpo, {copy.kind for copy in copies})
            for name, component in model.components.items()
            for store, copies in component.data
        }
        usual = read(written, [], set())
        backed = {a for a, (_, k) in stores.items() if "backup" in k and usual.get(a, 0) < inf}
        exceeded: Pairs = defaultdict(set)
        gone: Pairs = defaultdict(set)
        for address, (rpo, _) in stores.items():
            if rpo is not None and usual.get(address, 0) > rpo:
                exceeded[()].add(address)
        for cause in (n for n, c in model.components.items() if c.can_fail):
            after = read(written, [cause], set())
            for address, (rpo, _) in stores.items():
                lost = after.get(address, 0)
                if lost == inf and address in backed:
                    gone[(cause,)].add(address)
                elif rpo is not None and lost > max(rpo, usual.get(address, 0)):
                    exceeded[(cause,)].add(address)
        assessment = Assessment(model)
        assert told(rpo_exceeded, assessment) == exceeded, f"seed {seed}"

        # Of a vendor as a whole only what no single failure takes already.
        answer = told(backup_shares_fate, assessment)
        alone = every(gone)
        for fails, addresses in answer.items():
            extra = addresses - gone.get(fails, set())
            assert extra.isdisjoint(alone), f"seed {seed}"
            assert extra <= lost_to(written, fails), f"seed {seed}"
            shared += len(extra)
        together: Pairs = defaultdict(set)
        for name, component in model.components.items():
            if component.spec.vendor and component.can_fail:
                together[(component.spec.vendor,)].add(name)
        for names in together.values():
            wanted = (lost_to(written, names) & backed) - alone
            assert wanted <= every(answer), f"seed {seed}"
        for fails, addresses in gone.items():
            assert addresses <= answer[fails], f"seed {seed}"
        compared += len(exceeded) + len(gone)
    assert compared > 100
    assert shared > 1


def every(pairs: Pairs) -> set[str]:
    return {address for addresses in pairs.values() for address in addresses}


def lost_to(model: dict[str, Any], cause: Any) -> set[str]:
    return {a for a, seconds in read(model, list(cause), set()).items() if seconds == inf}
