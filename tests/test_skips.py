"""A skip has a reason that is counted; under CI=true only the excused ones pass."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
_SUITE = """
import os
import pytest

@pytest.mark.needs("corpus")
def test_excused(): ...

@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.needs("dot")
def test_without_its_tool(number): ...

@pytest.mark.xfail(reason="known")
def test_known(): assert False

def test_clean(monkeypatch):
    assert not [name for name in ("CI", "NO_COLOR", "GITHUB_TOKEN") if name in os.environ]
"""


def run(folder: Path, suite: str, *, ci: bool, workers: int = 0) -> tuple[int, str]:
    """Run a suite under this project's conftest where no tool is to be found."""
    shutil.copy(TESTS / "conftest.py", folder)
    (folder / "test_suite.py").write_text(suite)
    (folder / "pytest.ini").write_text("[pytest]\n")
    env = {k: v for k, v in os.environ.items() if k not in {"CI", "DRCTL_CORPUS"}}
    env |= {"PATH": "", "NO_COLOR": "1", "GITHUB_TOKEN": "x"} | ({"CI": "true"} if ci else {})
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", str(workers), "-p", "no:cacheprovider", "."],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("workers", [0, 1])
def test_skips_are_counted_by_reason(tmp_path: Path, workers: int) -> None:
    code, out = run(tmp_path, _SUITE, ci=False, workers=workers)
    assert code == 0
    assert "    2  needs dot: no dot (graphviz) on the PATH\n" in out
    assert "    1  needs corpus: DRCTL_CORPUS is not set\n" in out
    assert "1 passed, 3 skipped, 1 xfailed" in out.splitlines()[-1]


def test_ci_refuses_a_skip_that_is_not_excused(tmp_path: Path) -> None:
    code, out = run(tmp_path, _SUITE, ci=True)
    assert code == 1
    assert "CI=true does not allow: needs dot: no dot" in out
    assert "1 passed, 1 skipped, 1 xfailed, 2 errors" in out.splitlines()[-1]


def test_ci_refuses_a_skipped_file(tmp_path: Path) -> None:
    suite = "import pytest\npytest.skip('not today', allow_module_level=True)\n"
    assert run(tmp_path, suite, ci=False)[0] == 5  # no test was run
    code, out = run(tmp_path, suite, ci=True)
    assert code == 2
    assert "CI=true does not allow: not today" in out
