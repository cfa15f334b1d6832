"""Edits of YAML text: exact texts for each form, random scribbles, and every model file here."""

import copy
import random
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from drctl.model import load
from drctl.model.edit import (
    Append,
    CannotEdit,
    Change,
    Edit,
    Put,
    Remove,
    edited,
    edited_files,
    write,
)
from drctl.model.edits import same
from drctl.model.flow import quoted
from drctl.model.model import File, Model
from drctl.model.parse import parse
from drctl.model.source import Source
from tests.conftest import ROOT
from tests.model.cases import GOOD, GOOD_FOLDER, files
from tests.model.edit_cases import CANNOT, CASES, SEVERAL
from tests.model.scribbled import Scribbler, said
from tests.model.scribbled import paths as data_paths

COMMENT = re.compile(r"# (c[0-9]+):")


def opened(text: str, name: str = "dr.yaml") -> File:
    source = Source(name, text)
    top, findings = parse(source, text)
    assert top is not None
    assert not findings
    return File(source, top)


def after(text: str, *edits: Edit) -> str:
    changes = edited_files([opened(text)], edits)
    assert set(changes) <= {"dr.yaml"}
    return changes["dr.yaml"].after if changes else text


@pytest.mark.parametrize(("before", "edits", "expected"), CASES.values(), ids=list(CASES))
def test_cases(before: str, edits: list[Edit], expected: str) -> None:
    assert after(before, *edits) == expected


@pytest.mark.parametrize("name", ["lines", "brackets", "aliases", "texts", "last text", "CRLF"])
def test_the_slow_parser_marks_the_same_places(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)
    before, edits, expected = CASES[name]
    assert after(before, *edits) == expected


@pytest.mark.parametrize(("before", "edit", "message"), CANNOT.values(), ids=list(CANNOT))
def test_what_cannot_be_done_is_told_with_its_place(before: str, edit: Edit, message: str) -> None:
    with pytest.raises(CannotEdit) as told:
        after(before, edit)
    assert str(told.value) == f"dr.yaml:{message}"
    assert str(told.value.place) == "dr.yaml:" + message.partition(": ")[0]


@pytest.mark.parametrize(("edit", "file", "old", "new"), SEVERAL)
def test_the_file_that_has_it_is_changed(edit: Edit, file: str, old: str, new: str) -> None:
    texts = {
        "dr.yaml": "drctl: 1\nservices:\n  a: {in: z}\naccepted:\n  - {rule: r}\n",
        "more.yaml": "services:\n  b: {in: z}\n  c: {in: z}\n",
        "last.yaml": "accepted:\n  - {rule: s}\n  - {rule: t}\n",
    }
    changes = edited_files([opened(text, name) for name, text in texts.items()], [edit])
    assert changes == {file: Change(texts[file], texts[file].replace(old, new))}


def test_edits_follow_one_another() -> None:
    text = "services:\n  a: {in: z}\n"
    edits: list[Edit] = [
        Put(("services", "b"), {"needs": {"db": "a"}}),
        Put(("services", "b", "needs", "db"), {"use": "a", "fallbacks": []}),
        Append(("services", "b", "needs", "db", "fallbacks"), "c"),
        Append(("services", "b", "needs", "db", "fallbacks"), {"use": "d", "after": "1m"}),
        Remove(("services", "a")),
    ]
    needs = "{db: {use: a, fallbacks: [c, {use: d, after: 1m}]}}"
    assert after(text, *edits) == f"services:\n  b: {{needs: {needs}}}\n"


def test_nothing_changes_where_the_value_is_there_already() -> None:
    text = "a: {b: 0x10}\n"
    assert edited_files([opened(text)], [Put(("a",), {"b": 16})]) == {}
    assert after(text, Put(("a", "b"), 16.0)) == "a: {b: 16.0}\n"
    assert after(text, Put(("a", "b"), "16")) == 'a: {b: "16"}\n'


ODD = [
    "on", "Null", "~", "1e3", "0x1F", "1_000", "12:30", "2026-03-30", "-1", "+1", ".5", ".inf",
    "", " ", " a", "a ", "a  b", "#a", "a #b", "a#b", "a: b", "a:b", "a:", ":a", "-", "- a", "-a",
    "? a", "?", "*a", "&a", "!a", "%a", "@a", "`a", "|", ">", "'", '"', "it's", 'say "x"', "\\",
    "a, b", "[a", "a]", "{a", "a}", "<<", "=", "a\nb", "a\n", "\ta", "a\tb", "\r", "\0", "\x07",
    "\x7f", "\x85", "\xa0", "\u2028", "\ufeff", "\ufffe", "é", "日本", "🛰", "9" * 500, "x" * 3000,
    "---", "...", "--- a", "4x", "99.9%", "120 rps", "https://a.b/c?d=1#e", "x-a",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_any_text_is_read_as_it_was_given(text: str) -> None:
    for before in ("a: {b: c}\n", "a:\n  b: c\n"):
        for edit in (Put(("a", "n"), text), Put(("a", "b"), text), Put(("a", "b"), [text])):
            done = opened(after(before, edit)).top
            assert done["a"][edit.path[-1]] == edit.value
    if len(text) < 1000 and text != "x-a":
        assert opened(after("a: {b: c}\n", Put(("a", text), 1))).top["a"][text] == 1


def test_quotes_stand_only_where_they_are_needed() -> None:
    plain = ["postgres", "4x", "99.9%", "120 rps", "2026-03-30", "p95 (edge)", "é", "yes-man"]
    assert [quoted(text) for text in plain] == plain
    free = ["No answer, and no way", "it's", "https://a.b/c?d=1#e", "a:b", 'the "x"', "8 > 7"]
    assert [quoted(text, flow=False) for text in free] == free


@pytest.mark.parametrize("value", [None, {"a": None}, {1: 2}, [object()]])
def test_only_plain_data_is_written(value: object) -> None:
    with pytest.raises(TypeError):
        after("a: {b: c}\n", Put(("a", "n"), value))


@pytest.mark.parametrize("seed", range(20))
def test_random_edits_of_random_scribbles(seed: int) -> None:
    """The data is what dicts and lists give; comments and other lines stay."""
    done = 0
    for number in range(seed * 25, seed * 25 + 25):
        text, data = Scribbler(number).document()
        assert same(opened(text).top, data)
        dice = random.Random(number)
        for _ in range(4):
            edit, wanted = random_edit(dice, data)
            try:
                new = after(text, edit)
            except CannotEdit as told:
                assert re.search("alias|nothing would be left", told.what), text
                continue
            assert same(opened(new).top, wanted), text
            check_what_stays(text, new, edit, data)
            text, data, done = new, wanted, done + 1
    assert done > 60


def random_edit(dice: random.Random, data: dict[str, Any]) -> tuple[Edit, dict[str, Any]]:
    """An edit, and the data that it should give."""
    path = dice.choice(data_paths(data))
    wanted, value = copy.deepcopy(data), said(Scribbler(dice.randrange(10**9)).value(2))
    holder: Any = wanted
    for step in path[:-1]:
        holder = holder[step]
    here = holder[path[-1]]
    kinds = ["put", "remove"]
    kinds += ["new"] * 2 * isinstance(here, dict) + ["append"] * 2 * isinstance(here, list)
    match dice.choice(kinds):
        case "new":
            here["fresh"] = value
            return Put((*path, "fresh"), value), wanted
        case "append":
            here.append(value)
            return Append(path, value), wanted
        case "remove":
            del holder[path[-1]]
            return Remove(path), wanted
        case _:
            holder[path[-1]] = value
            return Put(path, value), wanted


def check_what_stays(old: str, new: str, edit: Edit, data: dict[str, Any]) -> None:
    """Lines change only where the edit is made; beside it no word and no comment goes."""
    there: Any = data
    for step in edit.path:
        there = there.get(step) if isinstance(there, dict) else there[step]
    new_one = isinstance(edit, Append) or there is None
    first, last = (len(old), len(old)) if new_one else lines_of(old, edit)
    was, now = old.splitlines(), new.splitlines()
    head = 0
    while head < min(len(was), len(now), first) and was[head] == now[head]:
        head += 1
    tail = 0
    while tail < min(len(was), len(now)) - head and was[-1 - tail] == now[-1 - tail]:
        tail += 1
    changed = range(head, len(was) - tail)
    if new_one:
        # A bracket gets a comma, [] and {} give way to lines.
        assert len(changed) <= 2, old
        assert set(COMMENT.findall(old)) == set(COMMENT.findall(new)), old
        return
    left = "\n".join(now[head : len(now) - tail])
    for row in (was[number] for number in changed if not first <= number <= last):
        if isinstance(edit, Remove) and row.strip().startswith("#"):
            continue
        assert all(word in left for word in re.findall(r"\w+", row)), old


def lines_of(text: str, edit: Edit) -> tuple[int, int]:
    """The first line of what is written at a path, and the one on which the next thing begins."""
    top: Any = opened(text).top
    node = top
    for step in edit.path[:-1]:
        node = node[step]
    step = edit.path[-1]
    own = [node.spot(step), *places(node[step])]
    if isinstance(step, str):
        own.append(node.spot(step, "value"))
    behind = [line for line, _ in places(top) if line > max(own)[0]]
    first, rows = min(own)[0], text.splitlines()
    above = first - 1
    while isinstance(step, int) and re.fullmatch(r"\s*(#.*)?", rows[above]):
        above -= 1
    # A dash may stand on a line above its item.
    if isinstance(step, int) and re.fullmatch(r"[\s-]*-\s*(#.*)?", rows[above]):
        first = above
    return first, min(behind, default=len(rows))


def places(node: Any) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    if isinstance(node, dict):
        for key in node:
            found += [node.spot(key), node.spot(key, "value"), *places(node[key])]  # type: ignore[attr-defined]
    elif isinstance(node, list):
        for index in range(len(node)):
            found += [node.spot(index), *places(node[index])]  # type: ignore[attr-defined]
    return found


HOUSE = [ROOT / "dr.yaml", *sorted((ROOT / "examples" / "outages").glob("*/dr.yaml"))]
CASES_ON_DISK = [
    path for name in GOOD for path in files(name, GOOD_FOLDER) if path.name == "dr.yaml"
]


@pytest.mark.parametrize("path", [*HOUSE, *CASES_ON_DISK], ids=lambda p: p.parent.name)
def test_what_is_put_into_a_real_model_goes_out_again_without_a_trace(path: Path) -> None:
    model, findings = load(path)
    assert model, findings
    check_there_and_back(model)


def check_there_and_back(model: Model) -> None:
    done = 0
    for name, component in list(model.components.items())[::11]:
        section = component.path[0]
        edits: list[Edit] = [
            Put((*component.path, "x_new"), {"use": "a", "fallbacks": ["b", {"use": "c"}]}),
            Put((section, "new"), {"title": "New, and odd: yes", "needs": {"a": "b"}}, name),
            *(
                Append((*component.path, key), "new")
                for key in ("in", "alerts", "tags")
                if isinstance(model.index.node((*component.path, key)), list)
                # What `<<` brings stands further up.
                and model.place((*component.path, key)).line >= model.place(component.path).line
            ),
        ]
        for edit in edits:
            back = Remove(edit.path)
            if isinstance(edit, Append):
                items = model.index.node(edit.path)
                assert isinstance(items, list)
                back = Remove((*edit.path, len(items)))
            try:
                there = edited(model, [edit])
            except CannotEdit as told:
                assert "alias" in told.what
                continue
            assert len(there) == 1
            assert edited(model, [edit, back]) == {}
            done += 1
    assert done


def test_entries_of_the_reference_estate_are_taken_out() -> None:
    model, _ = load(ROOT / "dr.yaml")
    assert model
    for file in model.files:
        text = file.source.text
        for path in [p for p in data_paths(file.top) if len(p) in (2, 3)][::23]:
            try:
                change = edited_files([file], [Remove(path)])[file.source.path]
            except CannotEdit as told:
                assert re.search("alias|<<", told.what)
                continue
            check_what_stays(text, change.after, Remove(path), file.top)


@pytest.mark.needs("corpus")
def test_other_projects_files_are_changed_too(corpus: Path) -> None:
    done = 0
    for path in sorted([*corpus.rglob("*.yaml"), *corpus.rglob("*.yml")]):
        text = path.read_bytes().decode("utf-8-sig")
        source = Source("dr.yaml", text)
        top, findings = parse(source, text)
        if top is None or findings or len(text) > 200_000:
            continue
        spots = [p for p in data_paths(top) if not str(p[0]).startswith("x-")]
        for spot in spots[:: max(1, len(spots) // 12)]:
            try:
                new = edited_files([File(source, top)], [Put(spot, "exchanged")])["dr.yaml"].after
                check_what_stays(text, new, Put(spot, "exchanged"), top)
                new = edited_files([File(source, top)], [Remove(spot)])["dr.yaml"].after
                check_what_stays(text, new, Remove(spot), top)
                done += 1
            except CannotEdit as told:
                assert re.search("alias|<<|nothing would", told.what), (path, spot)
    assert done > 100


def test_writing_keeps_marks_and_newlines(tmp_path: Path) -> None:
    file = tmp_path / "dr.yaml"
    file.write_bytes(b"\xef\xbb\xbfdrctl: 1\r\nname: a\r\nproviders:\r\n  p: {vendor: v}\r\n")
    model, findings = load(file)
    assert model, findings
    write(tmp_path, edited(model, [Put(("providers", "q"), {"vendor": "é"})]))
    assert file.read_bytes() == (
        b"\xef\xbb\xbfdrctl: 1\r\nname: a\r\nproviders:\r\n  p: {vendor: v}\r\n"
        b"  q: {vendor: \xc3\xa9}\r\n"
    )


def test_a_file_that_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    for name in ("dr.yaml", "more.yaml"):
        text = f"drctl: 1\n{'include: [more.yaml]' if name[0] == 'd' else ''}\nproviders: "
        (tmp_path / name).write_text(text + f"{{{name[0]}: {{}}}}\n")
    model, findings = load(tmp_path / "dr.yaml")
    assert model, findings
    edits = [Put(("providers", name, "vendor"), "v") for name in ("d", "m")]
    changes = edited(model, edits)
    assert set(changes) == {"dr.yaml", "more.yaml"}
    (tmp_path / "more.yaml").write_text("drctl: 1\n")
    with pytest.raises(CannotEdit, match=r"^more\.yaml:1:1: the file was changed meanwhile"):
        write(tmp_path, changes)
    assert (tmp_path / "dr.yaml").read_text() == changes["dr.yaml"].before
