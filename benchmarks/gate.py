"""`drctl audit --since` on a large estate in which a little has changed, beside two audits.

Run `python benchmarks/gate.py [SERVICES]`.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from estates import DRCTL, FILES, run, workspace

RUNS = 3
CHANGED = 3


def change(folder: Path) -> int:
    """Take one of five members out of the first quorums of some files; how many there were."""
    changed = 0
    quorum = re.compile(r"any_of: \[(\w+), (\w+), (\w+), (\w+), \w+\]")
    for file in sorted((folder / "model").iterdir())[100 : 100 + CHANGED]:
        text, count = quorum.subn(r"any_of: [\1, \2, \3, \4]", file.read_text(), count=2)
        file.write_text(text)
        changed += count
    return changed


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace(folder, count, 0.3, FILES)
        me = ["-c", "user.name=a", "-c", "user.email=a@b"]
        for words in (["init", "-q"], ["add", "-A"], [*me, "commit", "-q", "-m", "before"]):
            subprocess.run(["git", *words], cwd=folder, check=True)
        print(f"{count:,} services, {change(folder)} of them changed, CPU s, best of {RUNS}")
        best = {}
        for words in (["audit"], ["audit", "--since", "HEAD"]):
            runs = [run([*DRCTL, *words], folder) for _ in range(RUNS)]
            best[len(words)] = min(cpu for _, cpu, _ in runs)
            memory = max(megabytes for _, _, megabytes in runs)
            print(f"{'drctl ' + ' '.join(words):28}{best[len(words)]:9.1f}{memory:7.0f} MB")
        print(f"{best[3] / (2 * best[1]):.2f} of two audits; limit 1.3")


if __name__ == "__main__":
    main()
