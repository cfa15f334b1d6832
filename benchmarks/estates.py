"""Whole commands on estates of the size of a large company's, beside the bare interpreter.

Run `python benchmarks/estates.py`.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from random_estate import estate, split_yaml

ROOT = Path(__file__).parents[1]
DRCTL = [sys.executable, "-m", "drctl"]
FILES = 200


def run(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and the most memory in MB of one process and its children."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)}
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} exited with {process.returncode}")
    wall = time.perf_counter() - start
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def workspace(folder: Path, count: int, hard: float, files: int, *, full: bool = False) -> None:
    """Write a random estate as a workspace of many files."""
    for name, text in split_yaml(estate(count, hard), files, full=full).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def main() -> None:
    """Print the table."""
    print(f"{'estate':44}{'command':18}{'wall, s':>9}{'CPU, s':>9}{'MB':>7}  limit")
    rows = [
        (10_000, 0.3, FILES, ["audit"], False, "8 s CPU, 600 MB"),
        (10_000, 0.3, FILES, ["audit"], True, "15 s CPU"),
        (10_000, 0.3, FILES, ["recovery"], False, "20 s CPU"),
        (1_000, 0.3, 20, ["build"], False, "30 s CPU"),
    ]
    for count, hard, files, words, full, limit in rows:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            workspace(folder, count, hard, files, full=full)
            bare = run([sys.executable, "-c", "pass"], folder)
            wall, cpu, memory = run([*DRCTL, *words], folder)
            what = f"{count:,} services, {files} files, {hard:.0%} hard" + ", full" * full
            told = f"{cpu:9.1f}{memory:7.0f}  {limit}"
            print(f"{what:44}{'drctl ' + ' '.join(words):18}{wall:9.1f}{told}")
            print(f"{'':44}{'python -c pass':18}{bare[0]:9.2f}{bare[1]:9.2f}{bare[2]:7.0f}")


if __name__ == "__main__":
    main()
