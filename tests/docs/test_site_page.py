"""docs/site.md: its commands say what it shows, its pages are there, its addresses work."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from drctl.render.site.sources import PER_LIST
from drctl.render.site.sources import PER_PAGE as FINDINGS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "site.md").read_text(encoding="utf-8")
DRCTL = f'drctl() {{ "{sys.executable}" -m drctl "$@"; }}\n'
COMMANDS = re.findall(r"^```console\n\$ (.+)\n((?:.*\n)*?)```", PAGE, re.MULTILINE)
INPUTS = ("dr.yaml", "model", "notes", "runbooks", "diagrams")


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("estate")
    for name in INPUTS:
        whole = ROOT / name
        (shutil.copytree if whole.is_dir() else shutil.copy)(whole, copy / name)
    return copy


@pytest.mark.needs("dot")
def test_the_commands_say_what_is_shown_and_the_pages_are_there(estate: Path) -> None:
    for command, shown in COMMANDS:
        env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin:/usr/local/bin"}
        done = subprocess.run(
            ["bash", "-c", DRCTL + command], cwd=estate, env=env, capture_output=True, text=True
        )
        assert done.stderr == ""
        wanted = "".join(map(_pattern, re.split(r"(…\n?)", shown)))
        assert re.fullmatch(wanted, done.stdout), command
    assert len(COMMANDS) == 4
    tops = {file.name for file in (estate / "site").glob("*.html")}
    table = PAGE.partition("## What if")[0]
    named = set(re.findall(r"`([a-z-]+\.html)`", table))
    assert named == tops
    kept = estate / ".drctl/build.json"
    assert kept.is_file()


def _pattern(part: str) -> str:
    return r"(?:.*\n)*?" if part == "…\n" else ".*" if part == "…" else re.escape(part)


def test_the_numbers_are_those_in_force() -> None:
    assert f"more than {PER_LIST} components or {FINDINGS} findings" in " ".join(PAGE.split())


def test_its_addresses_name_what_is_there(estate: Path) -> None:
    """What the page's script would not know it would leave out without a word."""
    from drctl.analysis.causes import jurisdictions, vendors
    from drctl.model import load

    model, _ = load(estate / "dr.yaml")
    assert model is not None
    known = {
        "off": {c.name for c in model.components.values() if c.can_fail},
        "vendor": {cause.name for cause in vendors(model)},
        "jurisdiction": {cause.name for cause in jurisdictions(model)},
    }
    addresses = re.findall(r"`what-if\.html#([^`]+)`", PAGE)
    assert len(addresses) == 3
    for address in addresses:
        for part in address.split("&"):
            kind, _, names = part.partition("=")
            assert set(names.split(",")) <= known[kind]
