"""Writing into a folder: nothing of a person's is ever lost."""

import stat
from pathlib import Path

import pytest

from drctl.render import dot, marks
from drctl.render.write import Plan, apply, plan

DOT = marks.dot("digraph { a -> b }\n")


def _page(text: str = "hello") -> str:
    region = f"{marks.OPEN}\n{marks.CLOSE}\n"
    body = f"# {text}\n\n```sh\necho x\n{region}```\n\n{region}"
    return marks.markdown(body, "0123456789abcdef")


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures without Graphviz: what is drawn is told elsewhere."""

    def svg(dots: dict[str, str]) -> dict[str, str]:
        return {
            f"{p.removesuffix('.dot')}.svg": marks.svg('<?xml version="1.0"?>\n<svg/>\n', t)
            for p, t in dots.items()
        }

    monkeypatch.setattr(dot, "svg", svg)


def _build(root: Path, wanted: dict[str, str]) -> Plan:
    found = plan(root, wanted)
    apply(found)
    return found


def _refused(found: Plan) -> list[str]:
    return [refusal.path for refusal in found.refused]


def test_what_was_written_is_unchanged_then(tmp_path: Path) -> None:
    wanted = {"runbooks/a.md": _page(), "diagrams/x.dot": DOT}
    first = _build(tmp_path, wanted)
    assert first.created == ("diagrams/x.dot", "diagrams/x.svg", "runbooks/a.md")
    assert not first.fresh
    again = plan(tmp_path, wanted)
    assert again.fresh and again.unchanged == first.created
    assert (tmp_path / "runbooks/a.md").read_bytes() == wanted["runbooks/a.md"].encode()


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    plan(tmp_path, {"runbooks/a.md": _page(), "diagrams/x.dot": DOT})
    assert list(tmp_path.iterdir()) == []


def test_notes_are_kept(tmp_path: Path) -> None:
    _build(tmp_path, {"runbooks/a.md": _page("one")})
    file = tmp_path / "runbooks/a.md"
    head, opened, rest = file.read_text().rpartition(marks.OPEN + "\n")
    notes = f"mine\n\n{marks.OPEN}\n```\n{marks.CLOSE}\n# too"
    file.write_text(f"{head}{opened}{notes}\n{rest}")
    assert plan(tmp_path, {"runbooks/a.md": _page("one")}).fresh
    found = _build(tmp_path, {"runbooks/a.md": _page("two")})
    assert found.changed == ("runbooks/a.md",)
    assert "# two" in file.read_text() and f"\n{notes}\n" in file.read_text()
    assert plan(tmp_path, {"runbooks/a.md": _page("two")}).fresh


@pytest.mark.parametrize(
    "change", [("# one", "# mine"), ("echo x", "echo y"), ("```\n\n", "```\n")]
)
def test_an_edit_outside_the_notes_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    _build(tmp_path, {"runbooks/a.md": _page("one")})
    file = tmp_path / "runbooks/a.md"
    edited = file.read_text().replace(*change, 1)
    file.write_text(edited)
    for text in (_page("one"), _page("two")):
        found = _build(tmp_path, {"runbooks/a.md": text})
        assert _refused(found) == ["runbooks/a.md"] and not found.fresh
        assert "edited by hand" in found.refused[0].reason
    assert file.read_text() == edited


def test_an_edit_of_the_mark_is_refused_or_foreign(tmp_path: Path) -> None:
    _build(tmp_path, {"runbooks/a.md": _page()})
    file = tmp_path / "runbooks/a.md"
    text = file.read_text()
    for edited in (text.replace("checksum ", "checksum 0", 1), text.partition("\n")[2]):
        file.write_text(edited)
        assert _refused(_build(tmp_path, {"runbooks/a.md": _page("two")})) == ["runbooks/a.md"]
        assert file.read_text() == edited


def test_a_file_without_the_mark_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "runbooks").mkdir()
    for name in ("a.md", "b.md", "c.txt"):
        (tmp_path / "runbooks" / name).write_text("mine")
    (tmp_path / "runbooks/d.md").write_bytes(b"\xff\xfe mine")
    found = _build(tmp_path, {"runbooks/a.md": _page()})
    assert _refused(found) == ["runbooks/a.md"]
    assert "not written by drctl" in found.refused[0].reason
    assert not found.removed
    assert (tmp_path / "runbooks/a.md").read_text() == "mine"
    assert len(list((tmp_path / "runbooks").iterdir())) == 4


def test_what_is_no_longer_wanted_is_removed(tmp_path: Path) -> None:
    _build(tmp_path, {"runbooks/a.md": _page(), "runbooks/b.md": _page(), "diagrams/x.dot": DOT})
    found = _build(tmp_path, {"runbooks/b.md": _page()})
    assert found.removed == ("runbooks/a.md",), "diagrams were not asked for"
    assert not (tmp_path / "runbooks/a.md").exists()
    found = _build(tmp_path, {"diagrams/y.dot": DOT})
    assert found.removed == ("diagrams/x.dot", "diagrams/x.svg")


def test_a_page_with_notes_is_not_removed(tmp_path: Path) -> None:
    _build(tmp_path, {"runbooks/a.md": _page(), "runbooks/b.md": _page()})
    file = tmp_path / "runbooks/a.md"
    file.write_text(marks.with_notes(file.read_text(), "mine"))
    found = _build(tmp_path, {"runbooks/b.md": _page()})
    assert _refused(found) == ["runbooks/a.md"] and not found.removed
    assert "notes written by hand" in found.refused[0].reason
    assert file.exists()


@pytest.mark.parametrize("end", ["crlf", "no newline", "both", "empty"])
def test_line_endings_of_others_do_no_harm(tmp_path: Path, end: str) -> None:
    _build(tmp_path, {"runbooks/a.md": _page()})
    file = tmp_path / "runbooks/a.md"
    data = file.read_bytes()
    if end in ("no newline", "both"):
        data = data.rstrip(b"\n")
    if end in ("crlf", "both"):
        data = data.replace(b"\n", b"\r\n")
    file.write_bytes(b"" if end == "empty" else data)
    found = _build(tmp_path, {"runbooks/a.md": _page()})
    if end == "empty":
        assert _refused(found) == ["runbooks/a.md"]
    else:
        assert found.changed == ("runbooks/a.md",)
        assert file.read_bytes() == _page().encode()


def test_a_link_out_of_the_workspace_is_refused(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (root / "runbooks").symlink_to(outside)
    (outside / "old.md").write_text(_page())
    found = _build(root, {"runbooks/a.md": _page()})
    assert _refused(found) == ["runbooks/a.md"] and not found.removed
    assert [f.name for f in outside.iterdir()] == ["old.md"]


def test_a_linked_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "other.md").write_text(_page("other"))
    (tmp_path / "runbooks/a.md").symlink_to(tmp_path / "other.md")
    (tmp_path / "runbooks/b.md").symlink_to(tmp_path / "nowhere")
    found = _build(tmp_path, {"runbooks/a.md": _page(), "runbooks/b.md": _page()})
    assert _refused(found) == ["runbooks/a.md", "runbooks/b.md"]
    assert (tmp_path / "other.md").read_text() == _page("other")


def test_a_folder_or_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runbooks/a.md").mkdir(parents=True)
    (tmp_path / "diagrams").write_text("mine")
    found = _build(tmp_path, {"runbooks/a.md": _page(), "diagrams/x.dot": DOT})
    assert _refused(found) == ["diagrams/x.dot", "diagrams/x.svg", "runbooks/a.md"]
    assert (tmp_path / "diagrams").read_text() == "mine"


def test_an_svg_is_fresh_when_its_dot_is(tmp_path: Path) -> None:
    _build(tmp_path, {"diagrams/x.dot": DOT})
    file = tmp_path / "diagrams/x.svg"
    file.write_text(marks.svg("<svg>by another Graphviz</svg>\n", DOT))
    assert plan(tmp_path, {"diagrams/x.dot": DOT}).fresh
    other = marks.dot("digraph { b -> a }\n")
    assert _build(tmp_path, {"diagrams/x.dot": other}).changed == (
        "diagrams/x.dot",
        "diagrams/x.svg",
    )
    file.write_text(file.read_text().replace("<svg", "<svg mine"))
    assert _refused(plan(tmp_path, {"diagrams/x.dot": other})) == ["diagrams/x.svg"]


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(tmp_path, {"runbooks/a.md": _page("one")})
    file = tmp_path / "runbooks/a.md"
    file.chmod(0o640)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            _build(tmp_path, {"runbooks/a.md": _page("two")})
    assert file.read_text() == _page("one")
    assert [f.name for f in file.parent.iterdir()] == ["a.md"], "nothing is left behind"
    before = file.stat().st_ino
    _build(tmp_path, {"runbooks/a.md": _page("two")})
    assert file.stat().st_ino != before, "a new file was renamed over the old one"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_nothing_is_written_when_a_picture_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(dots: dict[str, str]) -> dict[str, str]:
        raise dot.DrawingError("no")

    monkeypatch.setattr(dot, "svg", broken)
    with pytest.raises(dot.DrawingError):
        _build(tmp_path, {"runbooks/a.md": _page(), "diagrams/x.dot": DOT})
    assert list(tmp_path.iterdir()) == []


def test_pages_in_folders_are_drctls_own(tmp_path: Path) -> None:
    """What is no longer wanted goes, with its folder; what people put there stays."""

    def page(text: str) -> str:
        return marks.html(f"<!doctype html>\n<p>{text}</p>\n")

    wanted = {"site/index.html": page("a"), "site/services/a.html": page("a")}
    gone = {"site/services/b.html": page("b"), "site/providers/c.html": page("c")}
    style = {"site/style.css": marks.css("p {}\n")}
    _build(tmp_path, wanted | gone | style)
    (tmp_path / "site/services/mine.html").write_text("<p>mine</p>")
    (tmp_path / "site/.nojekyll").write_text("")
    found = _build(tmp_path, wanted | style)
    assert found.removed == ("site/providers/c.html", "site/services/b.html")
    left = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")}
    assert left == {
        *("site", "site/.nojekyll", "site/index.html", "site/style.css"),
        *("site/services", "site/services/a.html", "site/services/mine.html"),
    }


def test_old_pages_kept_in_a_folder_of_runbooks_stay(tmp_path: Path) -> None:
    _build(tmp_path, {"runbooks/a.md": _page()})
    (tmp_path / "runbooks/2025").mkdir()
    (tmp_path / "runbooks/2025/a.md").write_text(_page())
    assert _build(tmp_path, {"runbooks/a.md": _page()}).removed == ()


def test_an_edited_page_of_the_site_is_refused(tmp_path: Path) -> None:
    wanted = {"site/index.html": marks.html("<!doctype html>\n<p>a</p>\n")}
    _build(tmp_path, wanted)
    file = tmp_path / "site/index.html"
    file.write_text(file.read_text().replace("<p>a", "<p>b"))
    assert _refused(plan(tmp_path, wanted)) == ["site/index.html"]
