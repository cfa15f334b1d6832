"""Reading YAML: drctl, which keeps the place of every key and value, against ruamel.yaml.

Run `python benchmarks/loading.py`. Both go through the same C parser.
"""

import random
import resource
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

from random_estate import estate, yaml
from ruamel.yaml import YAML

from drctl.model import load_text
from drctl.model.parse import parse
from drctl.model.source import Map, Source

SIZES = (10_000, 100_000)
PEER_UP_TO = 10_000
RUNS = 3


def read(text: str) -> Map:
    """Values with their places."""
    top, findings = parse(Source("dr.yaml", text), text)
    assert top is not None, findings
    return top


def peer(text: str) -> Any:
    """Values alone: ruamel.yaml's safe loader with the C library."""
    return YAML(typ="safe", pure=False).load(text)


def whole(text: str) -> Any:
    """A model, checked against all rules of the language."""
    model, findings = load_text(text)
    assert model is not None, findings
    return model


def measured(run: Callable[[str], Any], text: str) -> tuple[float, int]:
    """CPU seconds of the best run, and how many MB a run adds at its peak."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        run(text)
        best = min(best, time.process_time() - start)
    return best, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


def check(text: str) -> None:
    """Hold our values against the peer's, and a sample of our places against the text."""
    ours = read(text)
    assert ours == peer(text)
    lines, services = text.split("\n"), ours["services"]
    for name in random.Random(1).sample(sorted(services), 100):
        line, column = services.spot(name)
        assert lines[line][column:].startswith(name)
        line, column = services[name].spot("title", "value")
        assert lines[line][column:] == services[name]["title"]


def row(label: str, run: Callable[[str], Any], count: int) -> float:
    """Measure in a process of its own and print; the CPU seconds."""
    text = yaml(estate(count, 0.8))
    with get_context("spawn").Pool(1) as pool:
        seconds, added = pool.apply(measured, (run, text))
    size = len(text) / 1e6
    print(f"{label:42}{count:>10,}{size:>7.1f}{seconds:>8.2f}{added:>8}", flush=True)
    return seconds


def main() -> None:
    """Print the table."""
    print(f"CPU seconds, the best of {RUNS}; MB added at the peak")
    print(f"{'':42}{'components':>10}{'MB':>7}{'CPU':>8}{'added':>8}")
    for count in SIZES:
        ours = row("drctl: values with lines and columns", read, count)
        if count <= PEER_UP_TO:
            theirs = row("ruamel.yaml, safe, C library: values", peer, count)
            check(yaml(estate(count, 0.8)))
            print(f"{'':42}drctl is {theirs / ours:.1f} times faster")
        row("drctl: a checked model", whole, count)


if __name__ == "__main__":
    main()
