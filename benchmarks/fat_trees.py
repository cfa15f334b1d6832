"""Risk groups of a service with two replicas in two pods of a fat tree, against closed forms.

Run `python benchmarks/fat_trees.py [PORTS ...]`.

Published times, on other hardware: INDaaS (OSDI 2014), all groups of A, B and C: 310, 990 and
2,098 minutes; RepAudit (OOPSLA 2017), the top 20: 1.07 s, 3.17 s and 15.5 minutes. The network is
as they define it: lost when all of the (k/2)^2 paths through the core are, each path when one of
its devices is. With m = k/2 there are 3 * 2^m - 1 minimal risk groups of network devices, and
5 * 2^m with one server per replica that can fail too.
"""

import sys
import time
from collections.abc import Iterator

from drctl.analysis.risks import risks
from drctl.graph import build
from drctl.model import load_text

TOPOLOGIES = {16: ("A", 1, 1344), 24: ("B", 1, 4176), 48: ("C", 5, 30528), 64: ("D", 15, 70656)}
TOP = 20


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
    core, agg, tor, server = 0.001, 0.002, 0.005, 0.01 if servers_fail else 0.0
    # Group j of the core hangs on aggregation switch j of either pod.
    gone = core**half
    pairs = {
        (True, True): gone + (1 - gone) * agg * agg,
        (True, False): (1 - gone) * agg * (1 - agg),
    }
    both = pairs[True, True] ** half
    one = (gone + (1 - gone) * agg) ** half
    edge = 1 - (1 - tor) * (1 - server)
    # P(both networks lost) over whether each replica's edge is up.
    return edge * edge + 2 * edge * (1 - edge) * one + (1 - edge) ** 2 * both


def run(ports: int) -> None:
    """One topology, with and without servers that fail."""
    name, goal, devices = TOPOLOGIES.get(ports, ("-", 0, 0))
    half = ports // 2
    for servers_fail in (False, True):
        text = "".join(fat_tree(ports, servers_fail))
        start = time.process_time()
        model, findings = load_text(text)
        assert model is not None, findings
        loaded = time.process_time()
        graph = build(model)
        found = risks(model, graph, "service")
        smallest = found.cut_sets(top=TOP)
        likeliest = found.cut_sets(top=TOP, by="probability")
        done = time.process_time()
        wanted = 5 * 2**half if servers_fail else 3 * 2**half - 1
        assert found.counted == wanted, (found.counted, wanted)
        exact = unavailability(ports, servers_fail)
        value = found.after.value
        assert value is not None and abs(value / exact - 1) < 1e-9, (value, exact)
        assert len(smallest) == len(likeliest) == TOP
        if not devices:
            devices = len(model.components) - 3
        print(
            f"{name:2}{ports:>6}{devices:>9,}{'yes' if servers_fail else 'no':>9}"
            f"{found.counted:>17,}{value:>13.4g}{loaded - start:>9.2f}{done - loaded:>10.2f}"
            f"{goal or '':>6}",
            flush=True,
        )


def main() -> None:
    """Print the table."""
    print(f"Two replicas in different pods; count, top {TOP} both ways, exact unavailability")
    print("CPU seconds; loading is YAML to a checked model of all devices")
    print(
        f"{'':2}{'ports':>6}{'devices':>9}{'servers':>9}{'risk groups':>17}{'unavail.':>13}"
        f"{'loading':>9}{'analysis':>10}{'goal':>6}"
    )
    for ports in map(int, sys.argv[1:] or TOPOLOGIES):
        run(ports)


if __name__ == "__main__":
    main()
