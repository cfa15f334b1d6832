"""Files that a case on disk cannot hold: links, broken bytes, depth, sheer size."""

import time
from pathlib import Path

import pytest

from drctl.finding import Finding
from drctl.model import find_workspace, load, load_text
from drctl.model.parse import parse
from drctl.model.source import Map, Source


def errors(path: Path, content: bytes | str) -> list[str]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    model, findings = load(path)
    assert (model is None) == bool(findings)
    return [f"{f.place.line}:{f.place.column} {f.message} [{f.rule}]" for f in findings]


@pytest.fixture
def first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "dr.yaml"


def test_a_byte_order_mark_is_no_part_of_the_text(first: Path) -> None:
    assert errors(first, b"\xef\xbb\xbfdrctl: 1\n") == []
    assert errors(first, b"\xef\xbb\xbfdrctl: 2\n") == [
        "1:8 this drctl reads language version 1, not 2 [language-version]"
    ]


def test_bytes_that_are_no_utf_8(first: Path) -> None:
    assert errors(first, b"drctl: 1\ntitle: caf\xe9\n") == [
        "2:11 dr.yaml is not UTF-8 text: byte 0xe9 stands here [unreadable-file]"
    ]


def test_utf_16_is_no_utf_8(first: Path) -> None:
    assert errors(first, "drctl: 1\n".encode("utf-16")) == [
        "1:1 dr.yaml is not UTF-8 text: byte 0xff stands here [unreadable-file]"
    ]


def test_a_file_without_content(first: Path) -> None:
    told = ["1:1 the file holds nothing; a model file begins with drctl: 1 [yaml-syntax]"]
    assert errors(first, "") == told
    assert errors(first, "\n\n") == told
    assert errors(first, "---\n") == ["2:1" + told[0][3:]]


def test_a_control_character(first: Path) -> None:
    assert errors(first, "drctl: 1\ntitle: 'ä\x00b'\n") == [
        "2:10 this is not YAML: control characters are not allowed [yaml-syntax]"
    ]


def test_a_name_with_nul(first: Path) -> None:
    (told,) = errors(first, 'drctl: 1\nservices: {"a\\0b": {}}\n')
    assert told.startswith('2:12 "a\0b" is not a name')


def test_lines_that_end_with_carriage_returns(first: Path) -> None:
    assert errors(first, "drctl: 1\r\nservices:\r\n  web: {owner: nobody}\r\n") == [
        '3:16 no team is called "nobody"; there are no teams [unknown-name]'
    ]


@pytest.mark.parametrize("deep", [90, 150, 100_000])
@pytest.mark.parametrize(("before", "after"), [("[", "]"), ("{any_of: [", "]}"), ("{use: ", "}")])
def test_nesting_has_an_end(first: Path, before: str, after: str, deep: int) -> None:
    text = f"drctl: 1\nservices: {{a: {{}}, b: {{in: {before * deep}a{after * deep}}}}}\n"
    start = time.process_time()
    told = errors(first, text)
    assert time.process_time() - start < 1
    levels = 3 + deep * (2 if "[" in before and "{" in before else 1)
    if (levels <= 200 and before != "{use: ") or deep == 90:
        assert told == []
    elif levels <= 200:
        assert told == ["2:784 requirements lie too deep in one another here [wrong-value]"]
    else:
        column = 27 + len(before) * ((200 - 3) // (2 if "{any" in before else 1))
        column += 9 if "{any" in before and (200 - 3) % 2 else 0
        assert told == [f"2:{column} nesting is deeper than 200 levels [yaml-syntax]"]


def test_nesting_behind_aliases_has_an_end(first: Path) -> None:
    rows = ["x-0: &a0 [a]", *(f"x-{i}: &a{i} [*a{i - 1}]" for i in range(1, 300))]
    told = errors(first, "\n".join(["drctl: 1", *rows, "title: *a299"]))
    assert told == ["201:15 nesting is deeper than 200 levels [yaml-syntax]"]


def test_aliases_do_not_unfold_without_end(first: Path) -> None:
    rows = ["x-0: &a0 [l, l, l]", *(f"x-{i}: &a{i} [{f'*a{i - 1}, ' * 9}]" for i in range(1, 90))]
    start = time.process_time()
    told = errors(first, "\n".join(["drctl: 1", *rows]))
    assert time.process_time() - start < 1
    assert told == ["7:21 aliases unfold to more than 100,000 values [yaml-syntax]"]


def test_merges_do_not_unfold_without_end(first: Path) -> None:
    keys = ", ".join(f"k{i}: a" for i in range(900))
    rows = [f"x-{i}: {{<<: *base}}" for i in range(900)]
    start = time.process_time()
    told = errors(first, "\n".join(["drctl: 1", f"x-base: &base {{{keys}}}", *rows]))
    assert time.process_time() - start < 1
    assert [line.partition(" ")[2] for line in told] == [
        "aliases unfold to more than 100,000 values [yaml-syntax]"
    ]


def test_a_link_out_of_the_workspace(first: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text("teams: {core: {}}\n")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "link.yaml").symlink_to(outside)
    where = f"({tmp_path.name}/): link.yaml lies outside"
    assert errors(first, "drctl: 1\ninclude: [model/*.yaml, model/link.yaml]\n") == [
        f'2:11 "model/*.yaml" leaves the workspace {where} [include]',
        f'2:25 "model/link.yaml" leaves the workspace {where} [include]',
    ]


def test_a_folder_that_is_a_link_out(first: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-folder"
    outside.mkdir()
    (outside / "teams.yaml").write_text("teams: {core: {}}\n")
    (tmp_path / "model").symlink_to(outside, target_is_directory=True)
    assert errors(first, "drctl: 1\ninclude: [model/*.yaml]\n") == [
        f'2:11 "model/*.yaml" leaves the workspace ({tmp_path.name}/): '
        "teams.yaml lies outside [include]"
    ]


def test_a_link_inside_is_the_file_it_names(first: Path, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("services: {web: {}}\n")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    assert errors(first, "drctl: 1\ninclude: [a.yaml, b.yaml]\n") == []


def test_an_included_file_that_is_no_text(first: Path, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"title: \xff\n")
    _, findings = load_after(first, "drctl: 1\ninclude: ['*.yaml']\n")
    assert findings == ["a.yaml:1:8: a.yaml is not UTF-8 text: byte 0xff stands here"]


def load_after(first: Path, text: str) -> tuple[object, list[str]]:
    first.write_text(text)
    model, findings = load(first)
    return model, [f"{f.place}: {f.message}" for f in findings]


def test_a_first_file_that_is_not_there(first: Path) -> None:
    _, findings = load(first)
    assert [f.message for f in findings] == ["dr.yaml cannot be read: no such file or directory"]


def test_a_folder_in_place_of_the_first_file(first: Path) -> None:
    first.mkdir()
    _, findings = load(first)
    assert [f.message for f in findings] == ["dr.yaml cannot be read: is a directory"]


def test_paths_are_told_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "dr.yaml").write_text("drctl: 2\n")
    monkeypatch.chdir(inner)
    _, findings = load(Path("../dr.yaml"))
    assert [str(f.place) for f in findings] == ["../dr.yaml:1:8"]


def test_a_text_in_memory_has_no_files_to_include() -> None:
    model, findings = load_text("drctl: 1\ninclude: [none.yaml]\nservices: {web: {}}\n")
    assert findings == ()
    assert model is not None
    assert list(model.components) == ["web"]


def test_the_first_folder_upwards_that_has_a_model(tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").touch()
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find_workspace(inner) == tmp_path / "dr.yaml"
    (inner / "dr.yaml").touch()
    assert find_workspace(inner) == inner / "dr.yaml"


def test_many_errors_are_told_in_time(first: Path) -> None:
    rows = [f"  s{i}: {{replicas: none, needs: {{a: t{i}, b: s{i - 1}}}}}" for i in range(1, 3000)]
    start = time.process_time()
    told = errors(first, "\n".join(["drctl: 1", "services:", "  s0: {}", *rows]))
    assert time.process_time() - start < 3
    assert len(told) == 2 * 2999


def test_what_another_state_holds_is_not_parsed_again(
    first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.write_text("drctl: 1\ninclude: [more/*.yaml]\n")
    (first.parent / "more").mkdir()
    for name in ("a", "b"):
        text = f"services: {{{name}: {{needs: {{x: p}}}}}}\n"
        (first.parent / "more" / f"{name}.yaml").write_text(text)
    (first.parent / "more" / "p.yaml").write_text("providers: {p: {}}\n")
    before, _ = load(first)
    assert before is not None
    (first.parent / "more" / "b.yaml").write_text("services: {b: {needs: {y: p}}}\n")
    parsed: list[str] = []

    def counting(source: Source, text: str) -> tuple[Map | None, list[Finding]]:
        parsed.append(source.path)
        return parse(source, text)

    monkeypatch.setattr("drctl.model.include.parse", counting)
    after, _ = load(first, like=before)
    assert parsed == ["more/b.yaml"]
    plain, _ = load(first)
    assert after is not None
    assert plain is not None
    assert after.components == plain.components
    assert [after.place(c.path) for c in after.components.values()] == [
        plain.place(c.path) for c in plain.components.values()
    ]


def test_the_same_text_elsewhere_is_parsed(first: Path, tmp_path: Path) -> None:
    first.write_text("drctl: 1\nservices: {a: {}}\n")
    other = tmp_path / "other" / "dr.yaml"
    other.parent.mkdir()
    other.write_text(first.read_text())
    before, _ = load(first)
    after, _ = load(other, like=before)
    assert after is not None
    assert after.place(("services", "a")).path == "other/dr.yaml"
