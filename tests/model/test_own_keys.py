"""Keys that begin with x-, read when someone asks for one."""

from pathlib import Path

from drctl.model import load, load_text
from drctl.model.own_keys import own_key

TEXT = """drctl: 1
x-ours: {all: 1}
providers:
  a: {x-ours: {b: [1, {c: two}]}, x-theirs: {d: 1}}
  b: {}
"""


def test_what_stands_under_one_with_its_place() -> None:
    model, _ = load_text(TEXT)
    assert model is not None
    own, findings = own_key(model, "x-ours")
    assert findings == ()
    assert own.at(("providers", "a")) == {"b": [1, {"c": "two"}]}
    assert own.at(("providers", "b")) is None
    assert own.at(()) == {"all": 1}
    place = own.place(("providers", "a", "x-ours", "b", 1, "c"), "value")
    assert str(place) == "dr.yaml:4:27"
    (file,) = own.tops()
    assert set(file.top) == {"drctl", "x-ours", "providers"}


def test_the_model_itself_knows_none_of_it() -> None:
    model, findings = load_text(TEXT)
    assert model is not None, findings
    assert all(not str(key).startswith("x-") for key in model.files[0].top)
    assert "x-theirs" not in model.files[0].top["providers"]["a"]


def test_a_file_without_it_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\ninclude: [b.yaml]\nproviders: {a: {}}\n")
    (tmp_path / "b.yaml").write_text("drctl: 1\nproviders: {b: {x-ours: 7}}\n")
    model, findings = load(tmp_path / "dr.yaml")
    assert model is not None, findings
    own, _ = own_key(model, "x-ours")
    assert own.files[0] is model.files[0]
    assert own.files[1] is not model.files[1]
    assert own.at(("providers", "b")) == 7


def test_no_value_and_twice_the_same() -> None:
    model, _ = load_text("drctl: 1\nproviders: {a: {x-ours: {b: }}}\n")
    assert model is not None
    own, findings = own_key(model, "x-ours")
    assert findings == ()
    assert own.at(("providers", "a")) == {"b": None}
    model, _ = load_text("drctl: 1\nproviders: {a: {x-ours: 1, x-ours: 2}}\n")
    assert model is not None
    _, findings = own_key(model, "x-ours")
    assert [f.rule for f in findings] == ["duplicate-key"]
