"""docs/audit.md: every command is run, in order, and says what the page shows."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# ([\w.-]+)(, at its end)?\n")
DRCTL = f'drctl() {{ "{sys.executable}" -m drctl "$@"; }}\n'


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command line of a block with what is shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        yield line, shown


@pytest.mark.needs("git")
def test_the_commands_say_what_is_shown(tmp_path: Path) -> None:
    author = {
        f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    env = os.environ | author | {"PYTHONPATH": str(ROOT)}
    ran = 0
    for kind, block in BLOCK.findall(PAGE):
        if kind == "yaml":
            head = FILE.match(block)
            assert head is not None, block
            file = tmp_path / head[1]
            before = file.read_text(encoding="utf-8") if head[2] else ""
            file.write_text(before + block[head.end() :], encoding="utf-8")
            continue
        for line, shown in commands(block):
            command = ["bash", "-c", DRCTL + line]
            done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
            assert done.stdout + done.stderr == shown, line
            # 1 where the report says that it fails, or a diff is shown, else 0.
            failed = "fails" in shown or shown.startswith("--- a/")
            assert done.returncode == failed, line
            ran += 1
    assert ran > 15


def test_what_watching_shows(tmp_path: Path) -> None:
    first = next(block for kind, block in BLOCK.findall(PAGE) if kind == "yaml")
    (tmp_path / "dr.yaml").write_text(first.removeprefix("# dr.yaml\n"), encoding="utf-8")
    begun, changed = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    command, _, shown = begun.partition("\n")
    edit = re.search(r"`(sed -i -e [^`]*)`", PAGE)
    assert edit is not None
    words = [sys.executable, "-m", *command.removeprefix("$ ").split()]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        words, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == shown
            subprocess.run(["bash", "-c", edit[1]], cwd=tmp_path, check=True)
            lines = ["", *changed.splitlines()]
            assert [process.stdout.readline().rstrip("\n") for _ in lines] == lines
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 130
        finally:
            process.kill()
