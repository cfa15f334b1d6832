"""Drill records in the model: everything else in it stays as it is."""

from pathlib import Path

import pytest

from drctl.model import load
from drctl.model.model import Model
from drctl.oncall.record import NotRecorded, known, record, text_of

MODEL = """\
# The estate.
drctl: 1
providers:
  one: {}
  two: {}   # the other one
services:
  chat: {needs: {llm: {use: one, fallbacks: [two]}}}
"""
ITEM = "  - {need: chat.llm, date: 2026-01-01, result: failed}\n"
DRILL = {
    "need": "chat.llm",
    "option": "two",
    "date": "2026-11-26",
    "result": "passed",
    "recovered_in": "42s",
    "by": "anna",
}
ODD = {**DRILL, "notes": 'it\'s: "fine" # {{ x }}\n- [yes]', "log": "runs/x/events.jsonl"}


def loaded(folder: Path) -> Model:
    found, findings = load(folder / "dr.yaml")
    assert found is not None, findings
    return found


def estate(folder: Path, text: str, drills: dict[str, str] | None = None) -> Model:
    (folder / "dr.yaml").write_text(text)
    for name, inside in (drills or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(inside)
    return loaded(folder)


def test_a_list_grows_and_the_rest_stays(tmp_path: Path) -> None:
    model = estate(tmp_path, MODEL)
    assert record(model, tmp_path, DRILL) == "dr.yaml"
    text = (tmp_path / "dr.yaml").read_text()
    assert text.startswith(MODEL)
    assert record(loaded(tmp_path), tmp_path, ODD) == "dr.yaml"
    drills = loaded(tmp_path).drills
    assert [d.notes for d in drills] == [None, ODD["notes"]]
    assert (tmp_path / "dr.yaml").read_text().startswith(text)


def test_one_file_each_where_the_estate_does_that(tmp_path: Path) -> None:
    old = f"drctl: 1\ndrills:\n  # the first\n{ITEM}"
    include = "include: [drills/*.yaml]\n" + MODEL
    model = estate(tmp_path, include, {"drills/2026-01-01.yaml": old})
    names = [record(model, tmp_path, ODD) for _ in range(3)]
    stem = "drills/2026-11-26-chat-llm-to-two"
    assert names == [f"{stem}.yaml", f"{stem}-2.yaml", f"{stem}-3.yaml"]
    assert (tmp_path / names[0]).read_text() == text_of(ODD)
    assert (tmp_path / "drills/2026-01-01.yaml").read_text() == old
    assert (tmp_path / "dr.yaml").read_text() == include
    assert [d.notes for d in loaded(tmp_path).drills] == [None, *[ODD["notes"]] * 3]
    assert not [f for f in (tmp_path / "drills").iterdir() if f.name.startswith(".")]


@pytest.mark.parametrize(
    ("include", "files"),
    [
        # Two in one file; a file that is included by its name; a drill beside other things.
        ("drills/*.yaml", {"drills/all.yaml": f"drctl: 1\ndrills:\n{ITEM}{ITEM}"}),
        (
            "drills/all.yaml",
            {"drills/all.yaml": f"drctl: 1\ndrills:\n{ITEM}"},
        ),
        (
            "more/*.yaml",
            {"more/all.yaml": f"teams: {{x: {{}}}}\ndrills:\n{ITEM}"},
        ),
    ],
)
def test_an_item_of_the_list_elsewhere(
    tmp_path: Path, include: str, files: dict[str, str]
) -> None:
    model = estate(tmp_path, f"include: [{include}]\n{MODEL}", files)
    (name,) = files
    assert record(model, tmp_path, DRILL) == name
    assert (tmp_path / name).read_text().startswith(files[name])
    assert len(loaded(tmp_path).drills) == len(model.drills) + 1
    assert len(list((tmp_path / name).parent.iterdir())) == 1


@pytest.mark.parametrize("drills", [{}, {"drills/a.yaml": text_of(DRILL)}])
def test_what_would_not_be_valid_is_not_written(tmp_path: Path, drills: dict[str, str]) -> None:
    include = "include: [drills/*.yaml]\n" if drills else ""
    model = estate(tmp_path, include + MODEL, drills)
    before = {f: f.read_text() for f in tmp_path.rglob("*.yaml")}
    for wrong in ({"need": "chat.nothing"}, {"result": "fine"}, {"recovered_in": "soon"}):
        with pytest.raises(NotRecorded) as told:
            record(model, tmp_path, {**DRILL, **wrong})
        assert told.value.findings
    assert {f: f.read_text() for f in tmp_path.rglob("*.yaml")} == before


def test_a_log_is_recorded_once(tmp_path: Path) -> None:
    model = estate(tmp_path, MODEL)
    assert known(model, ODD["log"]) == ""
    record(model, tmp_path, ODD)
    assert known(loaded(tmp_path), ODD["log"]) == "dr.yaml"
    assert known(loaded(tmp_path), "") == ""
