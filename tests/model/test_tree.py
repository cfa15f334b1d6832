"""Files held elsewhere are found as those on the disk: Python's own `glob` and `stat` judge."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drctl.model import load
from drctl.model.tree import Disk, Held


class Copied:
    """A folder of the disk, listed as git lists one: files and links, no folders of links."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.links: dict[str, bool] = {}
        for folder, folders, files in os.walk(root):
            for name in (*files, *folders):
                path = Path(folder, name)
                if path.is_symlink() or path.is_file():
                    self.links[path.relative_to(root).as_posix()] = path.is_symlink()

    def read(self, path: str) -> bytes:
        full = self.root / path
        return os.fsencode(full.readlink()) if full.is_symlink() else full.read_bytes()


FILES = (
    "dr.yaml",
    "a.yaml",
    "b.yml",
    ".hidden.yaml",
    "model/a.yaml",
    "model/[odd].yaml",
    "model/new\nline.yaml",
    "model/deep/er/c.yaml",
    "model/deep/.d/c.yaml",
    ".git/config.yaml",
    "other/a.yaml",
)
LINKS = {
    "link.yaml": "model/a.yaml",
    "linked": "model",
    "model/deep/back": "../../other",
    "loop": "loop",
    "dangling.yaml": "nowhere.yaml",
    "twice": "linked/deep",
    "up": "model/deep/er/..",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree").resolve()
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    for name, target in LINKS.items():
        (root / name).symlink_to(target)
    return root


PARTS = st.sampled_from(
    (
        *("*", "**", "*.yaml", "model", "deep", "er", "linked", "twice", "?.y*ml", "[ab].yaml"),
        *("a.yaml", ".*", ".d", "[!a]*", "..", ".", "up", "back", "[[]odd].yaml", "", "nothing"),
    )
)


def files(tree: Any, folder: Path, pattern: str) -> set[Path]:
    """The real files that a pattern brings."""
    found = (folder / name for name in tree.matched(folder, pattern))
    return {tree.resolved(path) for path in found if tree.is_file(path)}


@given(folder=st.sampled_from(["", "model", "model/deep"]), parts=st.lists(PARTS, min_size=1))
def test_patterns_match_as_on_the_disk(root: Path, folder: str, parts: list[str]) -> None:
    pattern = "/".join(parts[:4]).lstrip("/") or "*"
    held = Held(root, Copied(root))
    reach = Path(os.path.normpath(root / folder / pattern))
    if reach.is_relative_to(root):
        on_disk = files(Disk(), root / folder, pattern)
        inside = {path for path in on_disk if path.is_relative_to(root)}
        assert files(held, root / folder, pattern) == inside, pattern


@given(parts=st.lists(PARTS, min_size=1, max_size=5))
def test_paths_lead_where_they_lead_on_the_disk(root: Path, parts: list[str]) -> None:
    path = Path(root, *parts)
    held, disk = Held(root, Copied(root)), Disk()
    if disk.resolved(path).is_relative_to(root):
        assert held.is_file(path) == disk.is_file(path)
        assert held.is_dir(path) == disk.is_dir(path)
        if path.exists():
            assert held.resolved(path) == disk.resolved(path)
        if disk.is_file(path):
            assert held.read(held.resolved(path)) == path.read_bytes()


def test_links_that_lead_back_have_an_end(tmp_path: Path) -> None:
    """On the disk, two such links double the ways at each of 40 levels."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yaml").touch()
        for link in ("one", "two"):
            (tmp_path / name / link).symlink_to("..")
    held = Held(tmp_path, Copied(tmp_path))
    expected = {tmp_path / name / "x.yaml" for name in ("a", "b")}
    assert files(held, tmp_path, "**/*.yaml") == expected


def test_an_absolute_pattern(root: Path) -> None:
    held = Held(root, Copied(root))
    pattern = f"{root}/mod*/a.yaml"
    assert files(held, root / "other", pattern) == {root / "model" / "a.yaml"}
    assert files(Disk(), root / "other", pattern) == {root / "model" / "a.yaml"}


def test_what_is_not_there_cannot_be_read(root: Path) -> None:
    held = Held(root, Copied(root))
    with pytest.raises(FileNotFoundError):
        held.read(root / "nothing.yaml")
    assert not held.is_file(root / "loop")


@pytest.mark.parametrize("link", ["/etc/hostname", "../outside.yaml", "../../x/../outside.yaml"])
def test_a_link_out_of_the_workspace_is_refused(tmp_path: Path, link: str) -> None:
    home = tmp_path / "home"
    (home / "model").mkdir(parents=True)
    (home / "dr.yaml").write_text("drctl: 1\ninclude: [model/*.yaml]\n")
    (home / "model" / "x.yaml").symlink_to(link if link[0] == "/" else f"../{link}")
    model, found = load(home / "dr.yaml", Held(home, Copied(home)))
    assert model is None
    assert [f.rule for f in found] == ["include"]
    assert found[0].message.endswith("x.yaml lies outside")


def test_the_reference_estate_is_read_alike() -> None:
    first = Path(__file__).parents[2] / "dr.yaml"
    listed = Copied(first.parent)
    held, _ = load(first, Held(first.parent, listed))
    on_disk, _ = load(first)
    assert held is not None
    assert on_disk is not None
    assert [f.source.path for f in held.files] == [f.source.path for f in on_disk.files]
    assert held.components == on_disk.components


def test_the_baseline_is_no_part_of_the_model(tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\ninclude: ['*.yaml']\n")
    (tmp_path / "drctl-baseline.yaml").write_text("pairs: []\n")
    (tmp_path / "more.yaml").write_text("services: {web: {}}\n")
    model, found = load(tmp_path / "dr.yaml")
    assert found == ()
    assert model is not None
    assert list(model.components) == ["web"]
