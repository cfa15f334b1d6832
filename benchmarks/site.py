"""The site: the reference estate's and a company's of 1,000, built, built again, and its bytes.

Run `python benchmarks/site.py`. A page's first paint needs its HTML, the style sheets and the one
script that blocks; the other scripts come later.
"""

import shutil
import tempfile
from pathlib import Path

from company import company, files
from estates import DRCTL, ROOT, run

RUNS = 3
FIRST = ("style.css", "search.css", "dark.css", "theme.js")


def workspace(folder: Path, count: int) -> Path:
    """A company's estate as a workspace."""
    for name, text in files(company(count)).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def reference(folder: Path) -> Path:
    """A copy of the reference estate."""
    shutil.copy(ROOT / "dr.yaml", folder)
    for name in ("model", "notes", "runbooks", "diagrams"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def measured(what: str, folder: Path) -> None:
    """Build the site anew and once more, the best of some runs, and weigh its pages."""
    command = [*DRCTL, "build", "site"]
    fresh, again = [], []
    for _ in range(RUNS):
        shutil.rmtree(folder / "site", ignore_errors=True)
        shutil.rmtree(folder / ".drctl", ignore_errors=True)
        fresh.append(run(command, folder))
        again.append(run(command, folder))
    site = folder / "site"
    shared = sum((site / name).stat().st_size for name in FIRST)
    pages = {p: p.stat().st_size + shared for p in site.rglob("*.html")}
    largest = max(pages, key=lambda page: pages[page])
    print(f"{what}: {len(pages)} pages, {sum(pages.values()) / 1e6:.0f} MB")
    print(f"  built anew       {min(r[1] for r in fresh):6.2f} s CPU")
    print(f"  nothing changed  {min(r[1] for r in again):6.2f} s CPU")
    print(f"  first paint      {pages[largest] / 1000:6.0f} KB at most ({largest.name})")
    print(f"  what-if table    {(site / 'model.js').stat().st_size / 1000:6.0f} KB")


def main() -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory() as place:
        measured("reference estate", reference(Path(place)))
    with tempfile.TemporaryDirectory() as place:
        measured("1,000 services of a company", workspace(Path(place), 1000))


if __name__ == "__main__":
    main()
