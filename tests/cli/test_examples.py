"""Every example that a command's help ends with, run on a copy of the reference estate."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from drctl.cli._commands import COMMANDS
from drctl.gateway.litellm import emit
from drctl.gateway.plan import plan
from drctl.model import load
from drctl.oncall.asking import Question, Unanswered

ROOT = Path(__file__).parents[2]
EXAMPLES = [line for entry in COMMANDS for line in import_module(entry.module).EXAMPLES]
MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec: {containers: [{name: cart, image: "cart:1"}]}
"""


def _silence(questions: list[Question]) -> list[Unanswered]:
    return [Unanswered("name", "its name is not found") for _ in questions]


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PATH with `drctl`, and a `kubectl` that prints a manifest."""
    folder = tmp_path_factory.mktemp("bin")
    programs = {
        "drctl": f'exec {sys.executable} -m drctl "$@"',
        "kubectl": f"cat <<'END'\n{MANIFEST}END",
    }
    for name, body in programs.items():
        path = folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
    return folder


def shell(line: str, cwd: Path, commands: Path) -> "subprocess.CompletedProcess[str]":
    path = f"{commands}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=cwd,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """What the repository's root is as a workspace."""
    folder = tmp_path / "estate"
    folder.mkdir()
    shutil.copy(ROOT / "dr.yaml", folder)
    shutil.copytree(ROOT / "model", folder / "model")
    (folder / "manifests.yaml").write_text(MANIFEST)
    model, _ = load(folder / "dr.yaml")
    assert model is not None
    (folder / "litellm.yaml").write_text(emit(plan(model)).text)
    (folder / "compose.yaml").write_text("services: {web: {links: [db]}, db: {}}\n")
    link = '{"parent": "web-app", "child": "chat-api", "callCount": 7}'
    (folder / "dependencies.json").write_text(f'{{"data": [{link}]}}\n')
    return folder


@pytest.mark.parametrize("line", [line for line in EXAMPLES if set(line) & set("|>")])
def test_example_for_a_shell(line: str, estate: Path, commands: Path) -> None:
    done = shell(line, estate, commands)
    assert (done.returncode, done.stderr) == (0, "")
    said = (estate / line.split(">")[1].strip()).read_text() if ">" in line else done.stdout
    assert said


@pytest.mark.parametrize(
    "line",
    [
        line
        for line in EXAMPLES
        if not set(line) & set("|>")
        and not any(word in line for word in ("serve", "gateway drill", "gateway run"))
    ],
)
def test_example(
    line: str, estate: Path, drctl: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    program, *words = shlex.split(line)
    assert program == "drctl"
    # Tests ask no strangers: the providers are silent, which is no good news.
    monkeypatch.setattr("drctl.oncall.standing.ask_all", _silence)
    if "--check" in words:
        assert drctl("build", cwd=estate).code == 0
    done = drctl(*words, cwd=estate)
    # What the files show and what the estate says differ; nobody answers for its providers.
    said = "written: model/providers.yaml\n" if words[:2] == ["provider", "add"] else ""
    assert (done.code, done.err) == (int(words[0] in ("drift", "status")), said)
    assert done.out


def test_an_import_fills_the_empty_file_that_the_shell_has_made(
    tmp_path: Path, commands: Path
) -> None:
    """The shell creates dr.yaml before drctl starts; no workspace is looked for."""
    (tmp_path / "manifests.yaml").write_text(MANIFEST)
    line = "drctl import kubernetes manifests.yaml > dr.yaml"
    done = shell(f"{line} && drctl check && drctl audit --exit-zero", tmp_path, commands)
    assert done.returncode == 0, done.stderr
    assert "1 service" in done.stdout
    assert "cart" in (tmp_path / "dr.yaml").read_text()


def test_init_then_audit_then_build(tmp_path: Path, commands: Path) -> None:
    """What a newcomer types; the audit of the starter passes."""
    done = shell("drctl init && drctl audit && drctl build", tmp_path, commands)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "runbooks" / "README.md").is_file()
