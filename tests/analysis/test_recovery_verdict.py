"""The verdict on lost data, against a direct reading of random models and one by hand."""

import random
from math import inf

from drctl.analysis.causes import causes
from drctl.assessment import Assessment
from drctl.model import load_text
from tests.analysis.test_data_loss import read, stored
from tests.analysis.test_recovery import loaded
from tests.oracle.models import random_model


def test_the_worst_of_each_store_on_random_models() -> None:
    compared = 0
    for seed in range(150):
        dice = random.Random(seed)
        written = stored(random_model(seed), dice)
        for section in ("providers", "services"):
            for has in written.get(section, {}).values():
                has |= {"rpo": f"{dice.choice((0, 5, 60))}s"} if dice.random() < 0.7 else {}
                has |= {"vendor": dice.choice("xy")} if dice.random() < 0.5 else {}
        model = loaded(written)
        if model is None:
            continue
        every = [read(written, sorted(cause.fails), set()) for cause in causes(model)]
        every.append(read(written, [], set()))
        for name, answer in Assessment(model).outcomes.answers(model.components).items():
            wanted = {
                store: max(losses.get(f"{name}.{store}", 0.0) for losses in every)
                for store, _ in model.components[name].data
            }
            found = {worst.loss.store: worst.loss.seconds for worst in answer.losses}
            assert found == wanted, f"seed {seed}, {name}"
            rpo = model.components[name].promise.rpo
            if not wanted or rpo is None:
                assert answer.data_verdict == ("no RPO" if wanted else "no data")
                continue
            kept = max(wanted.values()) <= rpo
            assert answer.data_verdict == ("achievable" if kept else "not achievable")
            compared += 1
    assert compared > 100


def test_the_cause_is_named_and_an_ordinary_day_has_none() -> None:
    model, findings = load_text("""
drctl: 1
domains: {a: {}, b: {vendor: x}, c: {vendor: x}}
services:
  shop:
    rpo: 1h
    data:
      orders: {copies: [{in: a}, {in: b, lag: 5s}]}
      views: {copies: [{in: b, lag: 2h}, {in: c, lag: 2h}]}
      pages: {copies: [{in: never, lag: 3h}]}
  never: {failure: never}
""")
    assert model is not None, findings
    answer = Assessment(model).outcomes.answers(["shop"])["shop"]
    told = [
        (x.loss.store, x.loss.seconds, x.cause.words if x.cause else "") for x in answer.losses
    ]
    assert told == [("views", inf, "vendor:x"), ("pages", 10800.0, ""), ("orders", 5.0, "a")]
    assert answer.data_verdict == "not achievable"
