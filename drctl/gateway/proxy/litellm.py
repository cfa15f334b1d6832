"""LiteLLM's proxy in a virtual environment of its own, made on first use.

It is pinned, with all that it needs, and never a dependency of drctl: it brings 117 packages, and
two of its releases of March 2026 were malicious. Wheels only, so that nothing is run while it is
installed.
"""

import sys
from pathlib import Path

from drctl.gateway.configuration import Configuration
from drctl.gateway.proxy._kind import Program
from drctl.gateway.proxy.installing import Say, cached, made, step
from drctl.gateway.proxy.process import LOCAL

VERSION = "1.106.2"

_FILE = "config.yaml"
_OFFLINE = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else it asks the network at every start
    "LITELLM_MODE": "PRODUCTION",  # else it reads .env files
    "NO_PROXY": LOCAL,
    "no_proxy": LOCAL,
    "PYTHONUNBUFFERED": "1",
}

_REQUIREMENTS = Path(__file__).with_name(f"litellm-{VERSION}.txt")
_START = "from litellm import run_server; run_server()"


def folder() -> Path:
    """Where the virtual environment is kept: one for each version and Python."""
    return cached(f"litellm-{VERSION}-py{sys.version_info.major}.{sys.version_info.minor}")


def installed(say: Say) -> Path:
    """The Python that has LiteLLM, made on first use.

    Args:
        say: told in one line what is going on.

    Raises:
        CannotRun: it cannot be installed; nothing half made is left.
    """

    def make(place: Path) -> None:
        step([sys.executable, "-m", "venv", str(place)], what, _reason, say)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
        options = [
            "--only-binary=:all:",
            "--disable-pip-version-check",
            "--no-input",
            "--retries=2",
        ]
        step([*pip, *options, "-r", str(_REQUIREMENTS)], what, _reason, say)

    place, what = folder(), PROGRAM.named
    made(place, what, "740 MB, a minute or two", make, say)
    return place / "bin" / "python"


def _reason(printed: list[str]) -> str:
    """What pip says; where it reaches nobody it says so in warnings only."""
    if any("WARNING: Retrying" in line for line in printed):
        return "pip reaches no package index; is there a network, or does PIP_INDEX_URL name one?"
    errors = [line for line in printed if line.startswith("ERROR")] or printed
    return errors[-1].removeprefix("ERROR: ")


def _settings(found: Configuration) -> dict[str, str]:
    return dict(_OFFLINE)


def _command(python: Path, place: Path, port: int) -> list[str]:
    config = str(place / _FILE)
    options = ["--config", config, "--host", LOCAL, "--port", str(port), "--num_workers", "1"]
    return [str(python), "-c", _START, *options]


PROGRAM = Program(
    title="LiteLLM",
    version=VERSION,
    installed=installed,
    settings=_settings,
    command=_command,
    ready="/health/liveliness",
    start=120.0,  # 6 to 12 where nothing else runs
    file=_FILE,
)
