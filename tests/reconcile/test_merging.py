"""A proposal put into a file: nothing that was written is lost, and the second time adds nothing.

Held by reading the result back with drctl's own loader on random estates, and by hand-written
cases.
"""

import random
from collections.abc import Sequence

import pytest

from drctl.importers import importer
from drctl.importers._kind import Proposal, Source
from drctl.importers._workspace import render
from drctl.model.add_lines import kept
from drctl.model.load import load_text
from drctl.model.model import Model
from drctl.model.parse import parse
from drctl.model.requirement import refs
from drctl.model.source import Source as Text
from drctl.reconcile.merging import fresh, merged


def calls(pairs: Sequence[tuple[str, str]]) -> Proposal:
    items = (f'{{"parent": "{a}", "child": "{b}", "callCount": 1}}' for a, b in pairs)
    proposal, findings = importer("zipkin").read([Source("calls.json", f"[{', '.join(items)}]")])
    assert findings == ()
    assert proposal is not None
    return proposal


def model_of(text: str) -> Model:
    model, findings = load_text(text)
    assert findings == ()
    assert model is not None
    return model


def put(proposal: Proposal, text: str) -> tuple[str, tuple[str, ...]]:
    model = model_of(text)
    result = merged(proposal, model, model.files[0])
    return result.text, result.conflicts


HAND = """\
# ours
drctl: 1
name: shop
policy: {tiers: {standard: {survives: 1}}}

services:
  web:   # the entry
    tier: standard
    needs:
      # checked by Ann
      store: {use: db, fallbacks: [{use: replica, switch: manual, after: 5m}]}
      # the last comment stays here

  db: {replicas: 2}
  replica: {}

  worker:
    title: Worker
providers:
  pay: {vendor: stripe, probe: {url: "https://api.stripe.com/v1"}}
"""


def test_new_needs_and_components_are_added_and_all_else_stays() -> None:
    text, conflicts = put(
        calls([("web", "db"), ("web", "cache"), ("worker", "api.stripe.com")]), HAND
    )
    assert conflicts == ()
    assert text == HAND.replace(
        "      # the last comment stays here\n",
        """\
      # calls.json:1: web calls cache, 1 time
      # likely, not certain
      cache: cache
      # the last comment stays here
""",
    ).replace(
        """\
    title: Worker
""",
        """\
    title: Worker
    needs:
      # calls.json:1: worker calls api.stripe.com, 1 time
      # likely, not certain
      api-stripe-com: pay

  # calls.json:1: cache was seen here first
  cache:
    tier: standard
""",
    )
    model_of(text)
    assert put(calls([("web", "db"), ("web", "cache")]), text) == (text, ())


def test_a_taken_slot_and_brackets_are_left_to_people() -> None:
    text, conflicts = put(calls([("web", "store"), ("db", "disk")]), HAND)
    assert "  store:" in text
    assert "  disk:" in text
    assert model_of(text).need("web.store") is not None
    assert [c.partition(": ")[2] for c in conflicts] == [
        "db is written between brackets and lacks the need disk: disk "
        "(calls.json:1: db calls disk, 1 time)",
        "web.store needs something else than store (calls.json:1: web calls store, 1 time)",
    ]


def test_differences_are_told_and_nothing_is_changed() -> None:
    compose = "services: {db: {image: postgres, deploy: {replicas: 3}}, pay: {image: x}}"
    proposal, _ = importer("compose").read([Source("compose.yaml", compose)])
    assert proposal is not None
    text, conflicts = put(proposal, HAND)
    assert text == HAND
    assert any("db has 2 replicas, not 3" in c for c in conflicts)
    assert any("pay is a provider, not a service" in c for c in conflicts)


def test_without_the_proposed_tier_nothing_gets_one() -> None:
    text, _ = put(calls([("a", "b")]), "drctl: 1\nname: x\nservices:\n  z: {}\n")
    assert "tier" not in text
    model_of(text)


def test_a_file_with_other_indentation_and_line_breaks() -> None:
    before = "drctl: 1\r\nname: x\r\nservices:\r\n    a:\r\n        title: A\r\n    b: {}"
    text, conflicts = put(calls([("a", "b"), ("a", "c")]), before)
    assert conflicts == ()
    assert "\n" not in text.replace("\r\n", "")
    model = model_of(text)
    assert {n.slot for n in model.components["a"].needs} == {"b", "c"}
    assert text.startswith(before.rpartition("    b")[0])


def test_what_stands_in_another_file_is_not_added_twice() -> None:
    model = model_of(HAND)
    new, conflicts = fresh(calls([("web", "cache"), ("cache", "db")]), model)
    assert [c.name for c in new.components] == ["cache"]
    assert [(e.source, e.targets) for e in new.edges] == [("cache", ("db",))]
    assert ["stands in another file and lacks the need cache: cache" in c for c in conflicts] == [
        True
    ]


@pytest.mark.parametrize("seed", range(60))
def test_random_estates(seed: int) -> None:
    rng = random.Random(seed)
    names = [f"s{i}" for i in range(12)] + ["api.openai.com", "in", "Ünï", "x-y", "null", "1"]
    text = render(calls([(rng.choice(names), rng.choice(names)) for _ in range(6)]))
    for _ in range(4):
        pairs = [(rng.choice(names), rng.choice(names)) for _ in range(rng.randrange(1, 12))]
        proposal = calls(pairs)
        after, conflicts = put(proposal, text)
        assert conflicts == ()
        one, _ = parse(Text("a", text), text)
        two, _ = parse(Text("b", after), after)
        assert kept(one, two)
        # Every call between two is now a need, and the same again adds nothing.
        model = model_of(after)
        targets = {
            (n.component, ref.name)
            for c in model.components.values()
            for n in c.needs
            for ref in refs(n.requirement)
        }
        assert {(e.source, e.targets[0]) for e in proposal.edges} <= targets
        assert put(proposal, after) == (after, ())
        # Without the added lines it is the text of before, line for line.
        left = iter(after.split("\n"))
        assert all(any(line == other for other in left) for line in text.split("\n"))
        text = after
