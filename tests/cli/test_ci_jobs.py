"""What `drctl init --ci` writes: accepted by the services' linters, and run step by step."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from drctl import __version__
from drctl.cli._ci import CI

ROOT = Path(__file__).parents[2]
ACTIONLINT = os.environ.get("DRCTL_ACTIONLINT", "")  # before the environment is cleaned
SCHEMAS = {
    "github": ("vendor.github-workflows",),
    "gitlab": ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}


@pytest.fixture
def workspace(tmp_path: Path, drctl: Callable[..., Any]) -> Callable[[str], Path]:
    def made(service: str) -> Path:
        done = drctl("init", "estate", "--ci", service, cwd=tmp_path)
        assert (done.code, done.err) == (0, "")
        assert done.out.endswith("; commit what they write, the CI jobs check it\n")
        return tmp_path / "estate"

    return made


def job(service: str, folder: Path) -> Any:
    return YAML(typ="safe", pure=True).load((folder / CI[service][0]).read_text())


def shell(line: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """A line as a runner's shell runs it; drctl is installed already."""
    temp = folder.parent
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(temp),
        "RUNNER_TEMP": str(temp),
        "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
        "GITHUB_WORKSPACE": str(folder),
        "GITHUB_SERVER_URL": "https://example.org",
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_SHA": "abc",
        **more,
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", line]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def checked(*words: str | Path) -> None:
    """Held by check-jsonschema, with the schemas that it brings."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("service", CI)
def test_the_service_s_schema_accepts_it(service: str, workspace: Callable[[str], Path]) -> None:
    checked(*SCHEMAS[service], workspace(service) / CI[service][0])


def test_the_schema_accepts_the_action() -> None:
    checked("vendor.github-actions", ROOT / "action.yml")


def linted(file: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["node", ROOT / "tests/cli/actionlint.mjs", ACTIONLINT, file],
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.needs("actionlint")
def test_actionlint_finds_nothing(workspace: Callable[[str], Path]) -> None:
    file = workspace("github") / CI["github"][0]
    assert linted(file) == []
    # And it would find something: an expression that names nothing.
    file.write_text(file.read_text().replace("github.event_name", "github.evnt_name"))
    assert [found["kind"] for found in linted(file)] == ["expression"]


def test_the_steps_on_github(workspace: Callable[[str], Path], tmp_path: Path) -> None:
    """In the order of the file; what is built stands for what somebody committed."""
    folder = workspace("github")
    jobs = job("github", folder)["jobs"]
    steps = {n: [s["run"] for s in j["steps"] if "run" in s] for n, j in jobs.items()}
    install, *audit = steps["audit"]
    assert install == steps["site"][0] == f"pip install drctl=={__version__}"
    for line in audit:
        done = shell(line, folder)
        assert (done.returncode, done.stderr) == (0, ""), line
    assert (tmp_path / "summary.md").read_text().startswith("## drctl audit: passes\n")
    assert json.loads((folder / "drctl.sarif").read_text())["version"] == "2.1.0"
    check, site = steps["site"][1:]
    assert shell(check, folder).returncode == 1  # nothing is built yet
    assert shell("drctl build runbooks diagrams", folder).returncode == 0
    assert shell(check, folder).returncode == 0
    assert shell(site, folder).returncode == 0
    assert (folder / "site" / "index.html").is_file()
    assert jobs["site"]["steps"][-1]["with"]["path"] == "site"
    assert jobs["pages"]["needs"] == "site"


def test_a_finding_stops_the_job_and_is_linked(
    workspace: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = workspace("github")
    model = folder / "dr.yaml"
    model.write_text(model.read_text().split("accepted:")[0])
    line = next(
        s["run"]
        for s in job("github", folder)["jobs"]["audit"]["steps"]
        if "text" in s.get("run", "")
    )
    done = shell(line, folder)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "critical[single-point-of-failure]: eu-west-1 takes web-app down"
    )
    assert "(https://example.org/o/r/blob/abc/dr.yaml#L" in (tmp_path / "summary.md").read_text()
    assert (tmp_path / "drctl.notes").read_text().startswith("::error file=dr.yaml,line=")


def test_the_steps_on_gitlab(workspace: Callable[[str], Path]) -> None:
    folder = workspace("gitlab")
    jobs = job("gitlab", folder)
    assert jobs.pop("default")["before_script"] == [f"pip install drctl=={__version__}"]
    assert shell("drctl build runbooks diagrams", folder).returncode == 0
    assert [name for name, of_job in jobs.items() if "script" in of_job] == [
        *("audit", "scenarios", "fresh", "pages"),
    ]
    for name, of_job in jobs.items():
        for line in of_job.get("script", ()):
            done = shell(line, folder)
            assert (done.returncode, done.stderr) == (0, ""), (name, line)
    assert (folder / jobs["audit"]["artifacts"]["reports"]["junit"]).is_file()
    assert (folder / jobs["audit"]["artifacts"]["paths"][0]).is_file()
    assert (folder / jobs["pages"]["artifacts"]["paths"][0] / "index.html").is_file()


@pytest.mark.needs("git")
@pytest.mark.parametrize("service", CI)
def test_a_pull_request_fails_for_what_it_brings(
    service: str, workspace: Callable[[str], Path]
) -> None:
    """What was there before it is known, and fails on the main branch only."""
    folder = workspace(service)
    model = folder / "dr.yaml"
    model.write_text(model.read_text().split("accepted:")[0])
    git = "git -c user.name=x -c user.email=x@example.org"
    shell(f"git init -qb main . && git add -A && {git} commit -qm base", folder)
    shell("git update-ref refs/remotes/origin/main main", folder)
    base = shell("git rev-parse main", folder).stdout.strip()
    if service == "github":
        steps = job(service, folder)["jobs"]["audit"]["steps"]
        (line,) = (step["run"] for step in steps if step.get("name") == "drctl audit")
        change = {"GITHUB_BASE_REF": "main"}
    else:
        line = job(service, folder)["audit"]["script"][1]
        change = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    assert shell(line, folder).returncode == 1
    same = shell(line, folder, **change)
    assert same.returncode == 0
    assert re.fullmatch(r"no findings; \d+ known before: passes\n", same.stdout)
    model.write_text(model.read_text().replace("    replicas: 2\n", "    replicas: 1\n"))
    worse = shell(line, folder, **change)
    assert worse.returncode == 1
    assert "single-instance" in worse.stdout
    assert "eu-west-1 takes web-app down" not in worse.stdout
