"""docs/search.md and docs/publish.md: their commands say what they show."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from drctl.knowledge.notes import KEYS

ROOT = Path(__file__).parents[2]
DRCTL = f'drctl() {{ "{sys.executable}" -m drctl "$@"; }}\n'
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in ("search", "publish")}


def examples(page: str) -> list[tuple[str, str]]:
    """Each command of a page with what it shows."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGES[page], re.MULTILINE | re.DOTALL)
    return [
        (command, shown)
        for block in blocks
        for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    for name in ("dr.yaml", "model", "notes", "runbooks", "diagrams"):
        whole = ROOT / name
        (shutil.copytree if whole.is_dir() else shutil.copy)(whole, tmp_path / name)
    return tmp_path


@pytest.mark.needs("dot")
@pytest.mark.parametrize(("page", "count"), [("search", 6), ("publish", 5)])
def test_the_commands_say_what_is_shown(page: str, count: int, estate: Path) -> None:
    found = examples(page)
    assert len(found) == count
    for command, shown in found:
        env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin:/usr/local/bin"}
        done = subprocess.run(
            ["bash", "-c", f"{DRCTL}exec 2>&1\n{command}"],
            cwd=estate, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        wanted = "".join(map(_pattern, re.split(r"(…\n|…/)", shown)))
        assert re.fullmatch(wanted, done.stdout), (command, done.stdout)


def _pattern(part: str) -> str:
    return r"(?:.*\n)*?" if part == "…\n" else ".*/" if part == "…/" else re.escape(part)


def test_the_keys_of_a_note_are_those_that_are_read() -> None:
    table = PAGES["search"].partition("## Notes")[2]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == KEYS
