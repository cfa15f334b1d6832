"""Risk groups of a service with two replicas in two pods of a fat tree, against closed forms.

Run `python benchmarks/fat_trees.py [PORTS ...]`.

The peers' times are published ones, on other hardware: INDaaS (OSDI 2014) for all groups of A, B
and C, RepAudit (OOPSLA 2017) for the 20 smallest, of D for 5. The network is as they define it:
lost when all of the (k/2)^2 paths through the core are, each path when one of its devices is. With
m = k/2 there are 3 * 2^m - 1 minimal risk groups of network devices, and 5 * 2^m with one server
per replica that can fail too.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain, repeat
from math import comb, isclose

from drctl.analysis.risks import Risks, risks
from drctl.graph import build
from drctl.model import load_text

TOPOLOGIES = {16: ("A", 1, 1344), 24: ("B", 1, 4176), 48: ("C", 5, 30528), 64: ("D", 15, 70656)}
REPAUDIT = {"A": 1.07, "B": 3.17, "C": 15.5 * 60, "D": 15 * 60}
"""Seconds."""
INDAAS = {"A": 310 * 60, "B": 990 * 60, "C": 2098 * 60}
TOP = 20

CORE, AGG, TOR, SERVER = 0.001, 0.002, 0.005, 0.01
"""How unavailable each device is."""


def fat_tree(ports: int, servers_fail: bool) -> Iterator[str]:
    """The model's lines: all devices of the topology, and a service on two servers."""
    half = ports // 2
    yield "drctl: 1\ndomains:\n"
    for core in range(half * half):
        yield f"  core-{core}: {{kind: network, failure: {{availability: 99.9%}}}}\n"
    for pod in range(ports):
        for i in range(half):
            yield f"  agg-{pod}-{i}: {{kind: network, failure: {{availability: 99.8%}}}}\n"
            yield f"  tor-{pod}-{i}: {{kind: network, failure: {{availability: 99.5%}}}}\n"
    failure = "{availability: 99%}" if servers_fail else "never"
    for pod in range(ports):
        for rack in range(half):
            for i in range(half):
                place = f"in: tor-{pod}-{rack}, " if pod > 1 or rack or i else ""
                yield f"  server-{pod}-{rack}-{i}: {{{place}failure: {failure}}}\n"
    yield "services:\n"
    for pod in (0, 1):
        paths = ", ".join(
            f"[tor-{pod}-0, agg-{pod}-{core // half}, core-{core}]" for core in range(half * half)
        )
        yield f"  replica-{pod}:\n    in: server-{pod}-0-0\n    failure: never\n    needs:\n"
        yield f"      network: {{any_of: [{paths}], at_least: 1}}\n"
    yield "  service:\n    failure: never\n    needs: {copy: {any_of: [replica-0, replica-1]}}\n"


def unavailability(ports: int, servers_fail: bool) -> float:
    """The exact figure by conditioning on the groups of core switches: no diagram is used."""
    half = ports // 2
    # Group j of the core hangs on aggregation switch j of either pod.
    gone = CORE**half
    both = (gone + (1 - gone) * AGG * AGG) ** half
    one = (gone + (1 - gone) * AGG) ** half
    edge = 1 - (1 - TOR) * (1 - (SERVER if servers_fail else 0.0))
    # P(both networks lost) over whether each replica's edge is up.
    return edge * edge + 2 * edge * (1 - edge) * one + (1 - edge) ** 2 * both


def groups(ports: int, servers_fail: bool) -> Iterator[tuple[int, float, int]]:
    """All minimal risk groups in closed form: size, probability, how many there are of the kind.

    A replica is cut off at its edge, or by every group of core switches, or by the aggregation
    switch that such a group hangs on.
    """
    half = ports // 2
    edge = [TOR, SERVER] if servers_fail else [TOR]
    for first in edge:
        yield from ((2, first * second, 1) for second in edge)
    for cores in range(half + 1):
        lost, hung, ways = CORE ** (cores * half), half - cores, comb(half, cores)
        yield cores * half + 2 * hung, lost * AGG ** (2 * hung), ways
        if hung:  # with all of the core both replicas are cut off, and no edge has a part in it
            for q in edge:
                yield 1 + cores * half + hung, q * lost * AGG**hung, 2 * ways


def check(ports: int, servers_fail: bool, found: Risks) -> None:
    """The number of groups by size, and the best by size and by probability."""
    by_size: Counter[int] = Counter()
    kinds = list(groups(ports, servers_fail))
    for size, _, ways in kinds:
        by_size[size] += ways
    assert found.by_size == by_size, (found.by_size, by_size)
    assert found.counted == (5 * 2 ** (ports // 2) if servers_fail else 3 * 2 ** (ports // 2) - 1)
    few = list(chain.from_iterable(repeat((n, q), min(ways, TOP)) for n, q, ways in kinds))
    sizes = [cut.size for cut in found.cut_sets(top=TOP)]
    assert sizes == sorted(n for n, _ in few)[:TOP], sizes
    likeliest = [cut.probability or 0.0 for cut in found.cut_sets(top=TOP, by="probability")]
    best = sorted((q for _, q in few), reverse=True)
    assert all(isclose(q, p, rel_tol=1e-9) for q, p in zip(likeliest, best, strict=False))


def run(ports: int) -> None:
    """One topology, with and without servers that fail."""
    name, goal, devices = TOPOLOGIES.get(ports, ("-", 0, 0))
    for servers_fail in (False, True):
        text = "".join(fat_tree(ports, servers_fail))
        start = time.process_time()
        model, findings = load_text(text)
        assert model is not None, findings
        loaded = time.process_time()
        graph = build(model)
        found = risks(model, graph, "service")
        found.cut_sets(top=TOP)
        found.cut_sets(top=TOP, by="probability")
        done = time.process_time()
        check(ports, servers_fail, found)
        exact = unavailability(ports, servers_fail)
        value = found.after.value
        assert value is not None and isclose(value, exact, rel_tol=1e-9), (value, exact)
        if not devices:
            devices = len(model.components) - 3
        print(
            f"{name:2}{ports:>6}{devices:>9,}{'yes' if servers_fail else 'no':>9}"
            f"{found.counted:>17,}{value:>13.4g}{loaded - start:>9.2f}{done - loaded:>10.2f}"
            f"{goal or '':>6}{beside(REPAUDIT.get(name), done - loaded)}"
            f"{beside(INDAAS.get(name), done - loaded)}",
            flush=True,
        )


def beside(published: float | None, mine: float) -> str:
    """A peer's seconds, and how many times ours that is."""
    return f"{published:>10,.10g}{published / mine:>12,.0f}" if published else ""


def main() -> None:
    """Print the table."""
    print(f"Two replicas in different pods; count, top {TOP} both ways, exact unavailability")
    print("CPU seconds; loading is YAML to a checked model of all devices; peers as published")
    print(
        f"{'':2}{'ports':>6}{'devices':>9}{'servers':>9}{'risk groups':>17}{'unavail.':>13}"
        f"{'loading':>9}{'analysis':>10}{'goal':>6}{'RepAudit':>10}{'ratio':>12}"
        f"{'INDaaS':>10}{'ratio':>12}"
    )
    for ports in map(int, sys.argv[1:] or TOPOLOGIES):
        run(ports)


if __name__ == "__main__":
    main()
