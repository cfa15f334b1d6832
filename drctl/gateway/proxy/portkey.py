"""Portkey's gateway from npm, in a folder of its own, made on first use.

Pinned by a lock file with the hash of each of its 95 packages, and installed without running any
of their scripts. One package is held at an older version: with the newest, every streamed answer
is an error. It listens on all addresses, and has no option for that; so `loopback.cjs` is loaded
before it.
"""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

from drctl.gateway.configuration import Configuration
from drctl.gateway.proxy._kind import Program
from drctl.gateway.proxy.installing import Say, cached, made, step
from drctl.gateway.proxy.process import LOCAL, CannotRun

VERSION = "1.15.2"

_PACKAGES = Path(__file__).with_name("portkey_npm")
_LOOPBACK = _PACKAGES / "loopback.cjs"
_SCRIPT = Path("node_modules") / "@portkey-ai" / "gateway" / "build" / "start-server.js"


def folder() -> Path:
    """Where it is kept: one for each version."""
    return cached(f"portkey-{VERSION}")


def installed(say: Say) -> Path:
    """The script that Node runs, made on first use.

    Args:
        say: told in one line what is going on.

    Raises:
        CannotRun: there is no Node, or it cannot be installed; nothing half made is left.
    """

    def make(place: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(_PACKAGES / name, place / name)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
        npm = [_program("npm"), "ci", "--prefix", str(place)]
        step([*npm, *options, *patience], what, _reason, say)

    _program("node")
    place, what = folder(), PROGRAM.named
    made(place, what, "25 MB, some seconds", make, say)
    return place / _SCRIPT


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CannotRun(f"Portkey needs Node.js: there is no {name} on the PATH")
    return found


def _reason(printed: list[str]) -> str:
    """The first line that tells more than a code."""
    lines = [line.removeprefix("npm error").strip() for line in printed]
    short = ("code ", "syscall ", "errno ")
    return next((line for line in lines if line and not line.startswith(short)), printed[0])


def _settings(found: Configuration) -> dict[str, str]:
    """It calls private addresses only where they are named."""
    hosts = {urlsplit(d.base_url).hostname or "" for d in found.deployments}
    trusted = ",".join(sorted({LOCAL, "localhost", *hosts} - {""}))
    return {"NODE_ENV": "production", "TRUSTED_CUSTOM_HOSTS": trusted}


def _command(script: Path, place: Path, port: int) -> list[str]:
    loaded = ["--require", str(_LOOPBACK)]
    return [_program("node"), *loaded, str(script), f"--port={port}", "--headless"]


PROGRAM = Program(
    title="Portkey",
    version=VERSION,
    installed=installed,
    settings=_settings,
    command=_command,
    ready="/",
    start=60.0,  # less than one where nothing else runs
)
