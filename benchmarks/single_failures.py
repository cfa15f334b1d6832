"""Every single failure of a large estate at once, against networkx, one failure after another.

Run `python benchmarks/single_failures.py [COMPONENTS]`.
"""

import random
import resource
import sys
import time
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from typing import TypeVar

import networkx as nx
from random_estate import Estate, Gate, builder, estate, graph, names, yaml

from drctl.analysis.single_failures import Sweep, sweep
from drctl.graph import FaultGraph, Question, build
from drctl.graph.kernel import single_failures
from drctl.graph.net import Net
from drctl.model import load_text

CHOSEN = 100
CUT = 2_000
SAMPLE = 200
GOAL_SECONDS = 3
GOAL_RATIO = 100

Answer = TypeVar("Answer")


def timed(run: Callable[[], Answer], times: int = 1) -> tuple[Answer, float]:
    """The answer, and the CPU seconds of the fastest run."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        answer = run()
        best = min(best, time.process_time() - start)
    return answer, best


def fallen(net: Net, parents: list[list[int]], cause: int) -> set[int]:
    """What one failure takes down, by counting the children lost: the plain way."""
    missing = dict[int, int]()
    held = {cause}
    waiting = [cause]
    while waiting:
        for parent in parents[waiting.pop()]:
            missing[parent] = missing.get(parent, net.least[parent]) - 1
            if missing[parent] == 0 and parent not in held:
                held.add(parent)
                waiting.append(parent)
    return held


def check(net: Net, fault_graph: FaultGraph, found: Sweep, chosen: Iterable[str]) -> None:
    """Hold a sweep against the plain way on a sample of failures."""
    parents: list[list[int]] = [[] for _ in net.children]
    for node, kids in enumerate(net.children):
        for kid in kids:
            parents[kid].append(node)
    called = fault_graph.names
    for cause in random.Random(2).sample(range(len(called)), SAMPLE):
        down = {called[i] for i in fallen(net, parents, cause) if i < len(called)}
        assert found.blast[called[cause]] == len(down) - 1
        for name in set(chosen) - {called[cause]}:
            assert (called[cause] in found.causes[name]) == (name in down)
    assert sum(found.points.values()) == sum(found.blast.values())
    assert all(found.points[name] == len(found.causes[name]) for name in chosen)


def ordered(net: Net) -> Net:
    """A net whose order is known, which it works out when it is first asked for."""
    assert len(net.steps) == len(net.children) and net.circles is not None
    return net


def megabytes() -> int:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def at_once(label: str, drawn: Estate) -> None:
    """Time one sweep."""
    gates = builder(drawn)
    net, ordering = timed(lambda: ordered(gates.net()))
    fault_graph = graph(drawn, net)
    called = fault_graph.names
    chosen = random.Random(1).sample(called, CHOSEN)
    before = megabytes()
    found, seconds = timed(lambda: sweep(fault_graph, chosen), times=3)
    peak = megabytes()
    check(net, fault_graph, found, chosen)
    mean = sum(found.blast.values()) / len(called)
    print(
        f"{label:22}{drawn.edges:>9,}{ordering:>8.2f}{seconds:>8.2f}{before:>7}{peak:>7}"
        f"{mean:>10,.0f}{max(found.blast.values()):>9,}",
        flush=True,
    )


def against_networkx(count: int) -> None:
    """Time networkx's descendants of up to 2,000 failures, and drctl's sweep of them all."""
    drawn = estate(count, 0.8)
    # networkx knows no alternatives, so the needs that have some are left out for both.
    uses = [
        used if gate == "hard" else () for gate, used in zip(drawn.gates, drawn.uses, strict=True)
    ]
    gate_of_all: Gate = "hard"
    hard = Estate((gate_of_all,) * count, tuple(uses), {})
    fault_graph = graph(hard, builder(hard).net())
    falls: nx.DiGraph[int] = nx.DiGraph(
        (kid, node) for node, used in enumerate(uses) for kid in used
    )
    falls.add_nodes_from(range(count))
    causes = random.Random(3).sample(range(count), min(count, CUT))
    theirs, slow = timed(lambda: [len(nx.descendants(falls, cause)) for cause in causes])
    net = fault_graph.net(Question.EVENTUAL)
    # Like for like: who falls with each failure, as networkx's sets and as drctl's rows of bits.
    _, walk = timed(lambda: sum(1 for _ in single_failures(net, range(count))), times=3)
    ours, fast = timed(lambda: sweep(fault_graph), times=3)
    assert [ours.blast[fault_graph.names[cause]] for cause in causes] == theirs
    slow, walk, fast = slow / len(causes) * 1e6, walk / count * 1e6, fast / count * 1e6
    mean = sum(theirs) / len(theirs)
    print(
        f"{count:>10,}{mean:>10,.0f}{slow:>12,.1f}{walk:>10,.2f}{slow / walk:>9,.0f}"
        f"{fast:>10,.2f}{slow / fast:>9,.0f}",
        flush=True,
    )


def from_yaml(count: int) -> None:
    """The whole way: text, model, graph, net, sweep."""
    drawn = estate(count, 0.8)
    text = yaml(drawn)
    (model, findings), loading = timed(lambda: load_text(text))
    assert model is not None, findings
    fault_graph, building = timed(lambda: build(model))
    net, ordering = timed(lambda: fault_graph.net(Question.EVENTUAL))
    chosen = random.Random(1).sample(names(count), CHOSEN)
    found, seconds = timed(lambda: sweep(fault_graph, chosen), times=3)
    check(net, fault_graph, found, chosen)
    assert found == sweep(graph(drawn, builder(drawn).net()), chosen)
    print(
        f"\n{count:,} components from {len(text) / 1e6:.1f} MB of YAML, CPU seconds: load and "
        f"check {loading:.2f}, fault graph and net {building + ordering:.2f}, sweep {seconds:.2f}"
    )


def alone(run: Callable[..., Answer], *args: object) -> Answer:
    """Run in a process of its own, so that its memory is its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(run, args)


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{count:,} components, {CHOSEN} of them chosen; CPU seconds, the best of 3 sweeps")
    print(f"Goal: a sweep in {GOAL_SECONDS} s or less")
    print(
        f"{'needs':22}{'edges':>9}{'order':>8}{'sweep':>8}{'MB':>7}{'peak':>7}"
        f"{'mean hit':>10}{'most hit':>9}"
    )
    for hard in (0.3, 0.8):
        alone(at_once, f"{hard:.0%} hard", estate(count, hard))
        alone(at_once, f"{hard:.0%} hard, with rings", estate(count, hard, rings=count // 1000))
    print(
        f"\nOne failure, CPU microseconds: {CUT:,} failures by networkx, all by drctl; hard needs"
        f" only\nGoal: {GOAL_RATIO} times faster"
    )
    print(
        f"{'components':>10}{'mean hit':>10}{'networkx':>12}{'walk':>10}{'ratio':>9}"
        f"{'sweep':>10}{'ratio':>9}"
    )
    for size in (CUT, count):
        alone(against_networkx, size)
    from_yaml(min(count, 20_000))


if __name__ == "__main__":
    main()
