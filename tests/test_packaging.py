"""The wheel is whole: installed elsewhere, from it alone, drctl does its main job."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import drctl

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    run(sys.executable, *build, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_package_and_its_templates(wheel: Path) -> None:
    assert wheel.name == f"drctl-{drctl.__version__}-py3-none-any.whl"
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    templates = {
        f"drctl/_templates/{file.relative_to(ROOT / 'templates').as_posix()}"
        for file in (ROOT / "templates").rglob("*")
        if file.is_file() and file.parent.name != "__pycache__"
    }
    assert templates
    code = {file.relative_to(ROOT).as_posix() for file in (ROOT / "drctl").rglob("*.py")}
    catalogue = {
        file.relative_to(ROOT).as_posix() for file in (ROOT / "drctl/catalogue").rglob("*.toml")
    }
    proxy = ROOT / "drctl/gateway/proxy"
    pinned = {
        file.relative_to(ROOT).as_posix()
        for file in [*proxy.glob("*.txt"), *proxy.glob("*_npm/*")]
    }
    assert inside == code | templates | catalogue | pinned


@pytest.mark.needs("pip-network")
def test_a_fresh_installation_does_the_main_job(wheel: Path, tmp_path: Path) -> None:
    home, estate = tmp_path / "venv", tmp_path / "estate"
    estate.mkdir()
    run(sys.executable, "-m", "venv", home, cwd=tmp_path)
    run(home / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    command = home / "bin" / "drctl"
    assert run(command, "--version", cwd=estate) == f"drctl {drctl.__version__}\n"
    for step in ("init", "audit", "build"):
        run(command, step, cwd=estate)
    assert (estate / "dr.yaml").is_file()
    assert (estate / "runbooks" / "README.md").is_file()
    assert list((estate / "diagrams").glob("*.svg"))
