"""The action and the hooks, each installed from this checkout and run as its service runs it."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
ACTION = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text(encoding="utf-8"))
MODEL = """drctl: 1
policy: {tiers: {critical: {survives: 1}}}
teams: {ops: {}}
domains: {edge: {}}
services: {chat: {tier: critical, owner: ops, in: edge, replicas: 2}}
"""
# What the wheel is built from.
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "drctl", "templates")
HOOKS = ".pre-commit-hooks.yaml"
# What drctl needs is borrowed from here: `test_packaging.py` installs all of it for once.
BORROWED = {
    "PYTHONPATH": sysconfig.get_path("purelib"),
    "PIP_NO_BUILD_ISOLATION": "0",
    "PIP_NO_INDEX": "1",
    "PIP_NO_COMPILE": "1",
}


def sources(folder: Path) -> Path:
    """A copy of what is needed to install drctl, so that nothing is written into the checkout."""
    folder.mkdir()
    for name in (*SOURCES, HOOKS):
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def run(
    *command: str | Path, cwd: Path, env: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | BORROWED | env,
        capture_output=True,
        text=True,
        check=False,
    )


class Runner:
    """Runs the steps of a composite action as GitHub's runner does."""

    def __init__(self, temp: Path, action: Path, workspace: Path) -> None:
        self.workspace = workspace
        self.files = {name: temp / name for name in ("path", "output", "summary")}
        for file in self.files.values():
            file.touch()
        self.env = {
            "RUNNER_TEMP": str(temp),
            "GITHUB_ACTION_PATH": str(action),
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_PATH": str(self.files["path"]),
            "GITHUB_OUTPUT": str(self.files["output"]),
            "GITHUB_STEP_SUMMARY": str(self.files["summary"]),
        }

    def step(self, name: str, **inputs: str) -> "subprocess.CompletedProcess[str]":
        given = {key: setting["default"] for key, setting in ACTION["inputs"].items()} | inputs
        step: dict[str, Any] = next(s for s in ACTION["runs"]["steps"] if s["name"] == name)
        assert step["shell"] == "bash"
        env = dict(step["env"])
        for key, value in env.items():
            for word, text in given.items():
                value = value.replace(f"${{{{ inputs.{word} }}}}", text)
            env[key] = value
        assert not [value for value in env.values() if "${{" in value]
        command = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"])
        return run(*command, cwd=self.workspace, env=self.env | env)


def test_the_action(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    (workspace / "infra dr").mkdir(parents=True)
    (workspace / "infra dr" / "dr.yaml").write_text(MODEL)
    runner = Runner(tmp_path, sources(tmp_path / "action"), workspace)
    installed = runner.step("Install drctl", python=sys.executable)
    assert installed.returncode == 0, installed.stderr
    (path,) = runner.files["path"].read_text().splitlines()
    assert (Path(path) / "drctl").is_file()

    failed = runner.step("Audit", model="infra dr")
    assert (failed.returncode, failed.stderr) == (1, "")
    assert failed.stdout.startswith("critical[single-point-of-failure]: edge takes chat down")
    assert "\n::error file=infra dr/dr.yaml,line=5,endLine=5," in failed.stdout
    assert runner.files["summary"].read_text().startswith("## drctl audit: fails at high\n")
    (output,) = runner.files["output"].read_text().splitlines()
    assert output == f"sarif={tmp_path}/drctl.sarif"
    assert '"infra%20dr/dr.yaml"' in (tmp_path / "drctl.sarif").read_text()

    passed = runner.step(
        "Audit", model="infra dr/dr.yaml", arguments="--exit-zero --today 2026-11-01"
    )
    assert (passed.returncode, passed.stderr) == (0, "")

    # On a pull request only what it brings counts, if the checkout knows its base.
    runner.env["GITHUB_BASE_REF"] = "main"
    blind = runner.step("Audit", model="infra dr")
    assert (blind.returncode, blind.stderr) == (1, "")
    assert blind.stdout.startswith("::notice title=drctl audit::All findings count: ")
    committed(workspace)
    git(workspace, "update-ref", "refs/remotes/origin/main", "HEAD")
    known = runner.step("Audit", model="infra dr")
    assert (known.returncode, known.stderr) == (0, "")
    assert known.stdout.startswith("no findings; 1 known before: passes\n")
    assert runner.step("Audit", model="infra dr", since="none").returncode == 1
    assert runner.step("Audit", model="infra dr", since="HEAD").returncode == 0
    del runner.env["GITHUB_BASE_REF"]

    # Without a model there is nothing to hand on, and the step fails with drctl's own words.
    runner.files["output"].write_text("")
    absent = runner.step("Audit")
    assert (absent.returncode, absent.stdout) == (3, "")
    assert absent.stderr.startswith("error: there is no dr.yaml here or above")
    assert runner.files["output"].read_text() == ""


def git(folder: Path, *words: str) -> None:
    who = {
        f"GIT_{role}_{key}": "x@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for key in ("NAME", "EMAIL")
    }
    done = run("git", *words, cwd=folder, env=who)
    assert done.returncode == 0, done.stderr


def committed(folder: Path) -> None:
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all of it")


@pytest.mark.needs("git")
def test_the_hooks(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    """pre-commit clones the repository of the hooks, installs it, and runs all of them."""
    hooks = sources(tmp_path / "hooks")
    committed(hooks)
    git(hooks, "tag", "v0")
    names = [hook["id"] for hook in YAML(typ="safe").load(hooks / HOOKS)]
    estate = tmp_path / "estate"
    estate.mkdir()
    scenario = "scenarios: {dark: {fails: [edge], expect: {chat: down}}}\n"
    (estate / "dr.yaml").write_text(MODEL + scenario)
    listed = ", ".join(f"{{id: {name}}}" for name in names)
    config = f"repos: [{{repo: {hooks}, rev: v0, hooks: [{listed}]}}]\n"
    (estate / ".pre-commit-config.yaml").write_text(config)
    committed(estate)

    def ran(*words: str) -> dict[str, str]:
        command = (sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never")
        done = run(*command, *words, cwd=estate, env={"PRE_COMMIT_HOME": str(tmp_path / "home")})
        lines = [line for line in done.stdout.splitlines() if line.startswith("drctl ")]
        assert lines, done.stdout + done.stderr
        return {line.split(".")[0]: line.rsplit(".", 1)[1] for line in lines}

    # The audit fails for the edge, and nothing is built yet.
    assert ran() == {
        "drctl check": "Passed",
        "drctl audit": "Failed",
        "drctl test": "Passed",
        "drctl build": "Failed",
    }
    drctl("build", "runbooks", "diagrams", cwd=estate)
    git(estate, "add", "--all")
    assert ran("drctl-build") == {"drctl build": "Passed"}
    (estate / "dr.yaml").write_text("drctl: 1\nservices: {a: {nonsense: 1}}\n")
    assert ran("drctl-check") == {"drctl check": "Failed"}
