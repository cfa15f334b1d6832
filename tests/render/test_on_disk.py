"""What is used again from the disk: notes, and only pictures that are fresh."""

from pathlib import Path

import pytest

from drctl.knowledge.workspace import markdown
from drctl.render import dot, marks, on_disk

DOTS = {f"diagrams/{name}.dot": marks.dot(f"digraph {{ {name} }}\n") for name in "abc"}


def test_only_stale_pictures_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def svg(dots: dict[str, str]) -> dict[str, str]:
        drawn.extend(dots)
        return {
            p.replace(".dot", ".svg"): marks.svg("<svg>new</svg>\n", t) for p, t in dots.items()
        }

    monkeypatch.setattr(dot, "svg", svg)
    (tmp_path / "diagrams").mkdir()
    fresh = marks.svg("<svg>old</svg>\n", DOTS["diagrams/a.dot"])
    (tmp_path / "diagrams/a.svg").write_text(fresh)
    (tmp_path / "diagrams/b.svg").write_text(marks.svg("<svg>old</svg>\n", "digraph {}"))
    (tmp_path / "diagrams/c.svg").write_text(
        marks.svg("<svg>old</svg>\n", DOTS["diagrams/c.dot"]).replace("old", "edited")
    )
    found = on_disk.drawn(tmp_path, DOTS)
    assert drawn == ["diagrams/b.dot", "diagrams/c.dot"]
    assert found["diagrams/a.svg"] == fresh
    assert "new" in found["diagrams/b.svg"] and "new" in found["diagrams/c.svg"]


def test_notes_of_pages_and_of_people(tmp_path: Path) -> None:
    body = f"# A\n\n{marks.OPEN}\n{marks.CLOSE}\n"
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "notes").mkdir()
    for name, notes in (("a", "mine"), ("b", "")):
        text = marks.with_notes(marks.markdown(body, "0" * 16), notes)
        (tmp_path / f"runbooks/{name}.md").write_text(text)
    (tmp_path / "notes/x.md").write_text("# X\n")
    (tmp_path / "notes/y.txt").write_text("no")
    (tmp_path / "notes/z.md").symlink_to("/etc/hostname")
    paths = [f"runbooks/{name}.md" for name in "abc"]
    assert on_disk.notes(tmp_path, paths) == {"runbooks/a.md": "mine"}
    assert markdown(tmp_path, "notes") == {"notes/x.md": "# X\n"}
    assert markdown(tmp_path / "nowhere", "notes") == {}
