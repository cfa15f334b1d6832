"""Small models under load with what one sentence of the language's meaning makes of them.

They stand in `data/loads/`, worked out by hand, and hold the oracle to the text, and drctl too.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.oracle.reading import Names

LOADS = Path(__file__).parent / "data" / "loads"


@dataclass(frozen=True, slots=True)
class LoadCase:
    """A model, what befalls it, and what comes of it; maps from bool go by whether people act.

    `received` holds some components only. `times` goes by what stands in for a time that isn't
    written, 0 or infinity, and is None where no times are asked for. `lost` has for every store
    the seconds and the place of the copy that is gone on from.
    """

    name: str
    sentence: str
    model: dict[str, Any]
    fails: Names
    surge: dict[str, int | float]
    corrupts: Names
    waves: tuple[tuple[bool, Names], ...]
    shed: dict[bool, Names]
    states: dict[bool, dict[str, str]]
    received: dict[str, Fraction]
    times: dict[float, dict[str, float]] | None
    lost: dict[str, tuple[float, int | None]]


def _case(written: dict[str, Any]) -> LoadCase:
    model = {"drctl": 1, "name": "case", **written["model"]}
    parts = ("services", "providers", "domains")
    components = {name: has for part in parts for name, has in model.get(part, {}).items()}
    stores = [
        f"{name}.{store}" for name, has in components.items() for store in has.get("data", {})
    ]
    up = dict.fromkeys(components, "up")
    shed = written.get("shed", [])
    running: dict[str, float] = dict.fromkeys(components, 0.0)
    times = written.get("times")
    waves = {False: written.get("waves", []), True: written.get("waves_after", [])}
    return LoadCase(
        name=written["name"],
        sentence=written["sentence"],
        model=model,
        fails=frozenset(written["fails"]),
        surge=written.get("surge", {}),
        corrupts=frozenset(written.get("corrupts", [])),
        waves=tuple((acts, frozenset(wave)) for acts in waves for wave in waves[acts]),
        shed={True: frozenset(shed), False: frozenset(written.get("shed_before", shed))},
        states={
            True: up | written["after"],
            False: up | written.get("before", written["after"]),
        },
        received={n: Fraction(str(amount)) for n, amount in written.get("received", {}).items()},
        times=None
        if times is None
        else {
            0.0: running | times,
            float("inf"): running | written.get("at_worst", times),
        },
        lost={store: tuple(written.get("lost", {}).get(store, (0, 0))) for store in stores},
    )


def _read(path: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(path)
    return cases


LOAD_CASES = tuple(_case(w) for path in sorted(LOADS.glob("*.yaml")) for w in _read(path))
