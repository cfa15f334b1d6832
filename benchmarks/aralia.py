"""The Aralia fault trees: drctl, SCRAM and relibmss side by side, in one run.

Run `python benchmarks/aralia.py FOLDER [TREE ...]`; the folder holds the trees as Open-PSA files
and `truth.csv` with the number of minimal cut sets by size and the exact probability. SCRAM is
Debian's package of that name, relibmss comes from PyPI; a column is empty where one is missing.

All figures are CPU seconds of a process of its own. Each answers with the number of minimal cut
sets and the exact top probability; start-up and reading the file are taken off on all sides. SCRAM
knows no count alone and writes every product out, to /dev/null; drctl gives the numbers by size,
the top 20 by size and by probability, and the importance of all components besides. What takes
less than two seconds is run three times, and the best counts. The ratio is SCRAM's BDD over drctl:
its ZBDD gives the sum over the cut sets for the probability (1 instead of 0.755 on jbd9601).
"""

import csv
import importlib.util
import math
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from drctl.analysis.risks import risks
from drctl.graph import build
from drctl.importers._kind import Source
from drctl.importers._workspace import render
from drctl.importers.open_psa import read
from drctl.model import load_text
from drctl.model.requirement import refs

LIMIT = 60
MEMORY = 8 << 30
SLOW = 0.2
SHORT = 2
TRIES = 3
EMPTY = """<opsa-mef><define-fault-tree name="t"><define-gate name="g"><or><basic-event name="a"/>
<basic-event name="b"/></or></define-gate></define-fault-tree><model-data><define-basic-event
name="a"><float value="0.1"/></define-basic-event><define-basic-event name="b"><float value="0.1"/>
</define-basic-event></model-data></opsa-mef>"""


def ours(path: str) -> dict[str, Any]:
    """Import, load, then time the analysis."""
    proposal, findings = read([Source(path, Path(path).read_text())])
    assert proposal is not None, findings
    model, wrong = load_text(render(proposal))
    assert model is not None, wrong
    needed = {
        r.name for c in model.components.values() for n in c.needs for r in refs(n.requirement)
    }
    (top,) = (c.name for c in model.of_kind("service") if c.name not in needed)
    before = time.process_time()
    found = risks(model, build(model), top)
    found.cut_sets(top=20)
    found.cut_sets(top=20, by="probability")
    seconds = time.process_time() - before
    return {
        "seconds": seconds,
        "sizes": found.by_size,
        "complete_to": found.complete_to,
        "probability": found.after.value,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def theirs(path: str) -> tuple[float, int]:
    """The same by relibmss, in the order of a walk that takes gates first."""
    import relibmss as ms

    sys.setrecursionlimit(10_000)
    root = ET.parse(path).getroot()
    gates = {g.get("name"): next(iter(g)) for g in root.iter("define-gate")}
    chances = {
        e.get("name"): float(e.find("float").get("value"))  # type: ignore[union-attr,arg-type]
        for e in root.iter("define-basic-event")
    }
    used = {r.get("name") for g in gates.values() for r in g.iter("gate")}
    (top,) = set(gates) - used
    counts: dict[str, int] = {}
    for formula in gates.values():
        for each in formula.iter():
            if each.get("name"):
                counts[each.tag + each.get("name", "")] = (
                    counts.get(each.tag + each.get("name", ""), 0) + 1
                )
    order: dict[str, None] = {}
    seen: set[str] = set()

    def walk(element: ET.Element) -> None:
        if element.tag == "basic-event":
            order[element.get("name", "")] = None
            return
        if element.tag == "gate":
            if element.get("name", "") in seen:
                return
            seen.add(element.get("name", ""))
            walk(gates[element.get("name")])
            return

        def rank(kid: ET.Element) -> tuple[bool, int]:
            return kid.tag == "basic-event", -counts.get(kid.tag + kid.get("name", ""), 0)

        for kid in sorted(element, key=rank):
            walk(kid)

    walk(gates[top])
    before = time.process_time()
    # The last variable of the list stands at the top of the diagram.
    diagram = ms.BDD(list(reversed(order)))
    made: dict[str, Any] = {name: diagram.defvar(name) for name in order}
    done: dict[str, Any] = {}

    def value(element: ET.Element) -> Any:
        if element.tag == "basic-event":
            return made[element.get("name", "")]
        if element.tag == "gate":
            name = element.get("name", "")
            if name not in done:
                done[name] = value(gates[name])
            return done[name]
        kids = [value(kid) for kid in element]
        if element.tag == "or":
            return diagram.Or(kids)
        if element.tag == "and":
            return diagram.And(kids)
        return diagram.kofn(int(element.get("min", "1")), kids)

    root_node = value(gates[top])
    root_node.prob(chances)
    count = root_node.minpath().count()
    return time.process_time() - before, count


def best_of(run: Callable[[], Any], seconds: Callable[[Any], float]) -> Any:
    """The best of a few runs where they are short and come to their end."""
    found = [run()]
    while not isinstance(found[-1], str) and seconds(found[-1]) < SHORT and len(found) < TRIES:
        found.append(run())
    return found[0] if isinstance(found[-1], str) else min(found, key=seconds)


def alone(run: Any, path: str) -> Any:
    """Run in a process of its own; in words why it did not come to its end."""
    context = get_context("spawn")
    limits = (MEMORY, 2 * LIMIT)
    with ProcessPoolExecutor(1, context, initializer=_bounded, initargs=limits) as pool:
        try:
            return pool.submit(run, path).result()
        except (MemoryError, BrokenProcessPool):
            # A process that was ended for its time or memory breaks the pool.
            return f">{2 * LIMIT} s or {MEMORY >> 30} GB"


def _bounded(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def scram(path: str, algorithm: str) -> float | str:
    """CPU seconds of one run of SCRAM, or in words why it did not come to its end."""
    command = ["scram", algorithm, "--probability", "1", "--limit-order", "100", path]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # On a busy machine a time by the clock would say little.
        preexec_fn=lambda: _bounded(MEMORY, LIMIT),
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode == 0:
        return seconds
    return f">{LIMIT} s" if seconds >= LIMIT - 1 else f">{MEMORY >> 30} GB"


def told(took: float | str | None) -> str:
    """Seconds for the table, or why there are none; nothing where the peer is not there."""
    return "" if took is None else took if isinstance(took, str) else f"{took:.2f}"


def main() -> None:
    """Print the table and the means."""
    folder = Path(sys.argv[1])
    with (folder / "truth.csv").open() as file:
        truth = {row["tree"]: row for row in csv.DictReader(file)}
    chosen = sys.argv[2:] or list(truth)
    has_scram = shutil.which("scram") is not None
    has_relibmss = importlib.util.find_spec("relibmss") is not None
    start_up = 0.0
    if has_scram:
        with tempfile.TemporaryDirectory() as empty:
            tiny = Path(empty) / "empty.xml"
            tiny.write_text(EMPTY)
            runs = [scram(str(tiny), "--bdd") for _ in range(5)]
            start_up = min(run for run in runs if not isinstance(run, str))
    print(f"CPU seconds; start-up taken off (SCRAM's is {start_up:.2f}); limit {LIMIT}")
    print(
        f"{'tree':10}{'cut sets':>16}{'drctl':>8}{'MB':>6}{'SCRAM bdd':>11}{'zbdd':>7}"
        f"{'relibmss':>15}{'ratio':>8}  equal to truth.csv"
    )
    ratios: list[float] = []
    quick: list[tuple[float, str]] = []
    beside: list[float] = []
    ended: list[str] = []
    for name in chosen:
        path = str(folder / f"{name}.xml")
        mine = best_of(lambda: alone(ours, path), lambda m: m["seconds"])  # noqa: B023
        assert isinstance(mine, dict), mine
        by_bdd, by_zbdd = (
            best_of(lambda: scram(path, way), lambda t: t) if has_scram else None  # noqa: B023
            for way in ("--bdd", "--zbdd")
        )
        peer = (
            best_of(lambda: alone(theirs, path), lambda p: p[0])  # noqa: B023
            if has_relibmss
            else None
        )
        row = truth[name]
        total = sum(mine["sizes"].values())
        if row["count"]:
            sizes = {i: int(n) for i, n in enumerate(row["by_order_from_0"].split()) if n != "0"}
            close = abs(mine["probability"] / float(row["probability"]) - 1) < 1e-9
            equal = "yes" if mine["sizes"] == sizes and close else "NO"
        else:
            equal = f"complete to size {mine['complete_to']}: {mine['sizes']}"
        shown = [t - start_up if isinstance(t, float) else t for t in (by_bdd, by_zbdd)]
        shown.append(peer[0] if isinstance(peer, tuple) else peer)
        best = shown[0]
        ratio = ""
        if isinstance(best, float):
            ratio = f"{best / mine['seconds']:.1f}"
        if isinstance(best, float) and best > SLOW:
            ratios.append(best / mine["seconds"])
        elif isinstance(best, str):
            # At least: the peer did not come to its end.
            ended.append(name)
        else:
            quick.append((mine["seconds"], name))
        if isinstance(shown[2], float) and shown[2] > SLOW:
            beside.append(shown[2] / mine["seconds"])
        print(
            f"{name:10}{total:>16,}{mine['seconds']:>8.2f}{mine['megabytes']:>6}"
            f"{told(shown[0]):>11}{told(shown[1]):>7}{told(shown[2]):>15}{ratio:>8}  {equal}",
            flush=True,
        )
    for who, found in (("SCRAM's BDD", ratios), ("relibmss", beside)):
        if found:
            mean = math.exp(sum(map(math.log, found)) / len(found))
            count = f"{len(found)} trees on which {who} takes over {SLOW} s"
            print(f"{count}: drctl is {mean:.1f} times faster in geometric mean")
    if ended:
        print(f"besides, SCRAM's BDD came to no end on {', '.join(ended)}")
    if quick:
        longest = ", ".join(f"{name} {took:.2f}" for took, name in sorted(quick)[:-4:-1])
        print(f"{len(quick)} others: the longest of drctl's are {longest}")


if __name__ == "__main__":
    main()
