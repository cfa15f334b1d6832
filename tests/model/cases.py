"""The model cases on disk."""

from pathlib import Path

FOLDER = Path(__file__).parent / "broken"
GOOD_FOLDER = Path(__file__).parent / "good"

BROKEN = sorted(path.stem for path in FOLDER.glob("*.txt"))
GOOD = sorted(
    path.stem if path.is_file() else path.name
    for path in GOOD_FOLDER.iterdir()
    if path.suffix in (".yaml", "")
)


def first_file(name: str, folder: Path = FOLDER) -> Path:
    """The first file of a case; the folder itself for the empty name."""
    if not name:
        return folder
    single = folder / f"{name}.yaml"
    return single if single.is_file() else folder / name / "dr.yaml"


def files(name: str, folder: Path = FOLDER) -> list[Path]:
    """All YAML files of a case."""
    first = first_file(name, folder)
    return [first] if first.name != "dr.yaml" else sorted(first.parent.rglob("*.yaml"))


def kind(name: str) -> str:
    """What fault a broken case has: `syntax`, `shape` or `meaning`."""
    text = first_file(name).read_text(encoding="utf-8")
    return text.partition("\n")[0].removeprefix("# ")
