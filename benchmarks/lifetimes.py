"""Simulated years on one process and on two, and every single failure through a Dask cluster.

Run `python benchmarks/lifetimes.py [COMPONENTS]`: the size of the estate for the cluster.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from random_estate import builder, estate, failing_yaml, graph

from drctl.analysis.lifetimes.simulate import Plan, plan
from drctl.analysis.single_failures import sweep
from drctl.graph import build
from drctl.model import load, load_text
from drctl.model.model import Model
from drctl.workers import alone, on_cluster, on_cores

ROOT = Path(__file__).parents[1]
Answer = TypeVar("Answer")


def timed(run: Callable[[], Answer]) -> tuple[Answer, float, float]:
    """The answer, and the wall and CPU seconds of this process and of those it waited for."""
    wall, before = time.perf_counter(), os.times()
    answer = run()
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    return answer, time.perf_counter() - wall, cpu


def simulation(label: str, model: Model, services: list[str], years: int) -> None:
    """Simulate on one process and on two: the answers must be the same, bit by bit."""
    made, _, planning = timed(lambda: plan(model, build(model), services, years=years, seed=1))
    assert made.too_much() is None
    one, wall, cpu = timed(lambda: downs(made, 1))
    two, shared, both = timed(lambda: downs(made, 2))
    assert one == two
    print(
        f"{label:32}{years:>6,}{made.failures:>10,.0f}{planning:>7.2f}{wall:>9.2f}{cpu:>9.2f}"
        f"{shared:>9.2f}{both:>9.2f}",
        flush=True,
    )


def downs(made: Plan, processes: int) -> list[object]:
    """All figures of all services."""
    found = made.lifetimes(alone if processes == 1 else on_cores(processes))
    return [(life.before.lived, life.after.lived) for life in found]


def clustered(count: int) -> None:
    """Sweep over an estate here and through a local Dask cluster of two worker processes."""
    from distributed import LocalCluster

    drawn = estate(count, 0.3)
    fault_graph, _, making = timed(lambda: graph(drawn, builder(drawn).net()))
    here, _, alone_cpu = timed(lambda: sweep(fault_graph))
    print(f"\n{count:,} components, every single failure: net {making:.1f} s of CPU")
    print(f"in this process: {alone_cpu:.1f} s of CPU", flush=True)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        on_cluster(cluster.scheduler_address) as crew,
    ):
        there, wall, cpu = timed(lambda: sweep(fault_graph, crew=crew))
    assert there == here
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"two workers: {wall:.1f} s of wall, {cpu:.1f} s of CPU here; {peak:,} MB here", flush=True
    )


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(
        f"{'':32}{'':>6}{'failures':>10}{'plan':>7}{'one process':>18}{'two processes':>18}\n"
        f"{'estate':32}{'years':>6}{'a year':>10}{'CPU':>7}{'wall':>9}{'CPU':>9}"
        f"{'wall':>9}{'CPU':>9}"
    )
    model, findings = load(ROOT / "dr.yaml")
    assert model is not None, findings
    services = sorted(c.name for c in model.of_kind("service"))
    simulation("reference, all services", model, services, 1_000)
    simulation("reference, all services", model, services, 20_000)
    model, findings = load_text(failing_yaml(estate(10_000, 0.3)))
    assert model is not None, findings
    names = sorted(model.components)
    fault_graph = build(model)
    lives = {
        name: len(plan(model, fault_graph, [name], years=1, seed=1).play.lives)
        for name in names[:200]
    }
    widest = max(lives, key=lives.__getitem__)
    simulation("10,000 components, one service", model, [widest], 1_000)
    simulation("10,000 components, all", model, names, 20)
    clustered(count)


if __name__ == "__main__":
    main()
