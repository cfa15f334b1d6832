"""LiteLLM's proxy in a virtual environment of its own, made on first use.

It is pinned, with all that it needs, and never a dependency of drctl: it brings 117 packages, and
two of its releases of March 2026 were malicious. Wheels only, so that nothing is run while it is
installed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from drctl.files import one_at_a_time
from drctl.gateway.proxy.process import LAUNCHER, LOCAL, CannotRun

VERSION = "1.106.2"
READY = "/health/liveliness"
START = 120.0
"""Seconds that it may take until it answers; 6 to 12 where nothing else runs."""

OFFLINE = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else it asks the network at every start
    "LITELLM_MODE": "PRODUCTION",  # else it reads .env files
    "NO_PROXY": LOCAL,
    "no_proxy": LOCAL,
    "PYTHONUNBUFFERED": "1",
}

_REQUIREMENTS = Path(__file__).with_name(f"litellm-{VERSION}.txt")
_DONE = "installed"
_START = "from litellm import run_server; run_server()"


def folder() -> Path:
    """Where the virtual environment is kept: one for each version and Python."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    python = f"py{sys.version_info.major}.{sys.version_info.minor}"
    return Path(cache) / "drctl" / f"litellm-{VERSION}-{python}"


def installed(say: Callable[[str], None]) -> Path:
    """The Python that has LiteLLM, made on first use.

    Args:
        say: told in one line what is going on.

    Raises:
        CannotRun: it cannot be installed; nothing half made is left.
    """
    place = folder()
    python = place / "bin" / "python"
    if (place / _DONE).is_file():
        return python
    try:
        place.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(place, lambda: say("waiting for another drctl, which installs it")):
            if not (place / _DONE).is_file():
                _install(place, say)
    except OSError as problem:
        raise CannotRun(f"{place} cannot be written: {problem.strerror}") from None
    return python


def _install(place: Path, say: Callable[[str], None]) -> None:
    say(f"installing LiteLLM {VERSION} into {place}: once, 740 MB, a minute or two")
    began = time.monotonic()
    try:
        _run([sys.executable, "-m", "venv", str(place)], say, "venv")
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
        options = ["--only-binary=:all:", "--disable-pip-version-check", "--no-input"]
        _run([*pip, *options, "-r", str(_REQUIREMENTS)], say, "pip")
        (place / _DONE).touch()
    finally:
        if not (place / _DONE).is_file():
            for each in place.iterdir():
                shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink()
    say(f"installed after {time.monotonic() - began:.0f}s")


def _run(command: Sequence[str], say: Callable[[str], None], what: str) -> None:
    """Run one step of the installation, with a word every ten seconds."""
    began = time.monotonic()
    nothing = tempfile.mkdtemp(prefix="drctl-install-")
    process = subprocess.Popen(
        # It must not go on alone when drctl is killed.
        [sys.executable, "-I", str(LAUNCHER), nothing, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        while True:
            try:
                process.wait(10)
                break
            except subprocess.TimeoutExpired:
                say(f"{what} is at work for {time.monotonic() - began:.0f}s")
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait()
        output = process.stdout.read()
        process.stdout.close()
    if process.returncode:
        lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith("ERROR")] or lines
        reason = (
            errors[-1].removeprefix("ERROR: ") if errors else f"exit code {process.returncode}"
        )
        raise CannotRun(f"LiteLLM {VERSION} cannot be installed: {reason}")


def command(python: Path) -> Callable[[Path, int], list[str]]:
    """Its command line, from the folder with `config.yaml` and the port."""

    def line(place: Path, port: int) -> list[str]:
        config = str(place / "config.yaml")
        options = ["--config", config, "--host", LOCAL, "--port", str(port), "--num_workers", "1"]
        return [str(python), "-c", _START, *options]

    return line
