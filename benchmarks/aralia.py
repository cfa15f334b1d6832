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
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from drctl.analysis.risks import risks
from drctl.graph import build
from drctl.importers._kind import Source
from drctl.importers._workspace import render
from drctl.importers.open_psa import read
from drctl.model import load_text
from drctl.model.requirement import refs

Answer = TypeVar("Answer")

LIMIT = 60
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


def best_of(run: Callable[[], Answer], seconds: Callable[[Answer], float | None]) -> Answer:
    """The best of a few runs where they are short."""
    found = [run()]
    while (took := seconds(found[-1])) is not None and took < SHORT and len(found) < TRIES:
        found.append(run())
    return min(found, key=lambda answer: seconds(answer) or 0.0)


def alone(run: Any, path: str, memory: int = 8 << 30) -> Any:
    """Run in a process of its own; None when it takes too long or too much memory."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, context, initializer=_bounded, initargs=(memory,)) as pool:
        try:
            return pool.submit(run, path).result()
        except Exception as fault:
            # A process that was ended for its time or memory breaks the pool.
            return None if not isinstance(fault, AssertionError) else fault


def _bounded(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * LIMIT, 2 * LIMIT))


def scram(path: str, algorithm: str) -> float | None:
    """CPU seconds of one run of SCRAM, None when it takes longer than the limit."""
    command = ["scram", algorithm, "--probability", "1", "--limit-order", "100", path]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # On a busy machine a time by the clock would say little.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT)),
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds if done.returncode == 0 else None


def told(seconds: float | None, there: bool = True) -> str:
    """Seconds for the table."""
    return "" if not there else f">{LIMIT}" if seconds is None else f"{seconds:.2f}"


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
            path = Path(empty) / "empty.xml"
            path.write_text(EMPTY)
            start_up = min(scram(str(path), "--bdd") or 0.0 for _ in range(5))
    print(f"CPU seconds; start-up taken off (SCRAM's is {start_up:.2f}); limit {LIMIT}")
    print(
        f"{'tree':10}{'cut sets':>16}{'drctl':>8}{'MB':>6}{'SCRAM bdd':>11}{'zbdd':>7}"
        f"{'relibmss':>10}{'ratio':>8}  equal to truth.csv"
    )
    ratios: list[float] = []
    quick: list[tuple[float, str]] = []
    beside: list[float] = []
    for name in chosen:
        path = str(folder / f"{name}.xml")
        mine = best_of(lambda: alone(ours, path), lambda m: m["seconds"])  # noqa: B023
        assert isinstance(mine, dict), mine
        by_bdd, by_zbdd = (
            best_of(lambda: scram(path, way), lambda t: t) if has_scram else None  # noqa: B023
            for way in ("--bdd", "--zbdd")
        )
        peer = (
            best_of(lambda: alone(theirs, path), lambda p: p and p[0])  # noqa: B023
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
        best = None if by_bdd is None else max(0.0, by_bdd - start_up)
        ratio = "" if best is None else f"{best / mine['seconds']:.1f}"
        if best is not None and best > SLOW:
            ratios.append(best / mine["seconds"])
        elif best is not None or not has_scram:
            quick.append((mine["seconds"], name))
        if peer is not None and peer[0] > SLOW:
            beside.append(peer[0] / mine["seconds"])
        shown = [None if t is None else max(0.0, t - start_up) for t in (by_bdd, by_zbdd)]
        print(
            f"{name:10}{total:>16,}{mine['seconds']:>8.2f}{mine['megabytes']:>6}"
            f"{told(shown[0], has_scram):>11}{told(shown[1], has_scram):>7}"
            f"{told(peer[0] if peer else None, has_relibmss):>10}{ratio:>8}  {equal}",
            flush=True,
        )
    for who, found in (("SCRAM's BDD", ratios), ("relibmss", beside)):
        if found:
            mean = math.exp(sum(map(math.log, found)) / len(found))
            count = f"{len(found)} trees on which {who} takes over {SLOW} s"
            print(f"{count}: drctl is {mean:.1f} times faster in geometric mean")

    if quick:
        longest = ", ".join(f"{name} {took:.2f}" for took, name in sorted(quick)[:-4:-1])
        print(f"{len(quick)} others: the longest of drctl's are {longest}")


if __name__ == "__main__":
    main()
