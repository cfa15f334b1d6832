"""The changes that could be made, in an order that is the same in every process."""

import os
import subprocess
import sys
from pathlib import Path

from drctl.improve.candidates import candidates
from drctl.model import load_text

ROOT = Path(__file__).parents[2]
MODEL = """
drctl: 1
domains:
  east: {kind: region}
  west: {kind: region}
  east-1: {kind: zone, in: east}
  east-2: {kind: zone, in: east}
  west-1: {kind: zone, in: west}
  west-2: {kind: zone, in: west}
services:
  shop: {in: {any_of: [east-1, west-1]}}
"""
PROGRAM = f"""
from drctl.improve.candidates import candidates
from drctl.improve.change import KINDS
from drctl.model import load_text
model, _ = load_text({MODEL!r})
for change in candidates(model, list(model.components), frozenset(), KINDS):
    print(change.name)
"""


def test_the_order_does_not_hang_on_the_process() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in map(str, range(8))
    }
    assert found == {"spread shop.in east-2\nspread shop.in west-2\n"}


def test_who_stands_in_is_not_stood_in_for() -> None:
    """By hand: the ledger can be searched when the index is down; the index keeps no ledger."""
    model, findings = load_text("""drctl: 1
providers: {index: {}, ledger: {}, left: {}, right: {}}
services:
  search: {needs: {hits: {use: index, fallbacks: [ledger]}}}
  billing: {needs: {books: ledger}}
  catalogue: {needs: {pages: index}}
  both: {needs: {side: {any_of: [left, right]}}}
  one: {needs: {side: left}}
  other: {needs: {side: right}}
""")
    assert model is not None, findings
    found = candidates(model, list(model.components), frozenset(), ["fallback"])
    assert {(change.place, change.brings) for change in found} == {
        ("catalogue.pages", ("ledger",)),
        ("one.side", ("right",)),
        ("other.side", ("left",)),
    }
