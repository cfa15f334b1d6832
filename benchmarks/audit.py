"""Whole commands at the root of the repository, beside the bare interpreter.

Run `python benchmarks/audit.py [RUNS]`.
"""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = [sys.executable]
DRCTL = [sys.executable, "-m", "drctl"]

# What is run, and the wall milliseconds it may take; None where no goal is set.
COMMANDS: dict[str, tuple[list[str], int | None]] = {
    "python -c pass": ([*PYTHON, "-c", "pass"], None),
    "drctl --version": ([*DRCTL, "--version"], 60),
    "python -c 'import typer'": ([*PYTHON, "-c", "import typer"], None),
    "drctl --help": ([*DRCTL, "--help"], None),
    "drctl check": ([*DRCTL, "check"], None),
    "drctl audit --exit-zero": ([*DRCTL, "audit", "--exit-zero"], 1000),
}


def run(command: list[str]) -> tuple[float, float]:
    """Wall and CPU milliseconds of one process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall * 1000, cpu * 1000


def main() -> None:
    """Print the table; the commands take turns, so that a busy moment meets them all."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    walls: dict[str, list[float]] = {name: [] for name in COMMANDS}
    cpus: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, (command, _goal) in COMMANDS.items():
            wall, cpu = run(command)
            walls[name].append(wall)
            cpus[name].append(cpu)
    print(f"{runs} runs of each, milliseconds")
    print(f"{'command':28}{'wall, best':>12}{'median':>9}{'CPU, best':>12}{'goal, wall':>12}")
    for name, (_command, goal) in COMMANDS.items():
        best, middle = min(walls[name]), statistics.median(walls[name])
        print(f"{name:28}{best:>12.0f}{middle:>9.0f}{min(cpus[name]):>12.0f}{goal or '':>12}")


if __name__ == "__main__":
    main()
