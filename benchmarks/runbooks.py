"""The runbooks of a large estate, without pictures: written, and again with nothing changed.

Run `python benchmarks/runbooks.py [COMPONENTS]`.
"""

import sys
import tempfile
from pathlib import Path

from estates import DRCTL, run, workspace

RUNS = 3
HARD = 0.3
FILES = 20


def main() -> None:
    """Print the table: the best of some runs each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    print(f"{'estate':28}{'build runbooks':22}{'CPU, s':>8}{'wall, s':>9}{'MB':>6}  limit")
    for full in (False, True):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            workspace(folder, count, HARD, FILES, full=full)
            first, again = [], []
            for number in range(RUNS):
                for left in (folder / "runbooks", folder / ".drctl"):
                    if left.exists():
                        # Not removed: for seconds after that ext4 searches long for free inodes.
                        left.rename(folder / f"{left.name}-{number}")
                first.append(run([*DRCTL, "build", "runbooks"], folder))
                again.append(run([*DRCTL, "build", "runbooks"], folder))
            what = f"{count:,} components" + ", full" * full
            _row(what, "for the first time", first, "5 s CPU for 1,000")
            least = min(cpu for _, cpu, _ in first)
            _row("", "with nothing changed", again, f"a third: {least / 3:.1f} s CPU")


def _row(what: str, done: str, runs: list[tuple[float, float, float]], limit: str) -> None:
    wall, cpu, memory = min(runs, key=lambda one: one[1])
    print(f"{what:28}{done:22}{cpu:8.1f}{wall:9.1f}{memory:6.0f}  {limit}", flush=True)


if __name__ == "__main__":
    main()
