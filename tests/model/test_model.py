"""Good models load without findings; what some of them mean, value by value."""

from pathlib import Path

import pytest

from drctl.model import Model, load
from drctl.model.component import Promise
from drctl.model.language.component import Service
from drctl.model.language.values import Each, Multiple, Rate
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Ref, Requirement, said
from tests.model.cases import GOOD, GOOD_FOLDER, first_file

Short = str | tuple[object, ...]


def good(name: str) -> Model:
    model, findings = load(first_file(name, GOOD_FOLDER))
    assert findings == ()
    assert model is not None
    return model


@pytest.mark.parametrize("name", GOOD)
def test_it_loads_without_findings(name: str) -> None:
    good(name)


def short(node: Requirement) -> Short:
    """A requirement without places: a name, ("all", ...), (k, ...) or ("first", ...)."""
    match node:
        case Ref(name):
            return name
        case AllOf(items):
            return ("all", *map(short, items))
        case AnyOf(options, at_least, by):
            return (at_least, *map(option, options), *((("by", short(by)),) if by else ()))
        case Choice(options, by):
            return ("first", *map(option, options), *((("by", short(by)),) if by else ()))


def option(node: Option) -> object:
    """An option: its requirement alone when it says nothing more."""
    plain = Option(node.requirement, node.path, node.switch)
    return short(node.requirement) if node == plain else ("option", short(node.requirement))


@pytest.mark.parametrize(
    ("slot", "meaning"),
    [
        ("name", "a"),
        ("list", ("all", "a", ("all", "b", "c"))),
        ("use", ("first", "a")),
        ("nested-use", ("first", ("first", "a", "b"), "c")),
        ("fallbacks", ("first", "a", "b", ("option", "c"), ("by", "gate"))),
        (
            "option-with-fallbacks",
            ("first", "a", ("option", ("first", "b", "c", ("by", "gate")))),
        ),
        ("pair", (1, "a", "b")),
        ("two-of-three", (2, "a", "b", ("option", "c"))),
        ("majority", (3, "a", "b", "c", "gate")),
        ("any-with-keys", ("first", ("option", (1, "a", "b")))),
        ("all", ("all", "a", (1, "b", "c"))),
        ("option-list", ("first", "a", ("all", "b", "c"), (1, "b", "c"), ("all", "b"))),
        ("requires", ("first", "a", ("option", "b"))),
    ],
)
def test_each_form_has_one_normal_form(slot: str, meaning: Short) -> None:
    need = good("forms").need(f"app.{slot}")
    assert need is not None
    assert short(need.requirement) == meaning


def fallbacks(slot: str) -> tuple[Option, ...]:
    need = good("forms").need(f"app.{slot}")
    assert need is not None
    assert isinstance(need.requirement, Choice)
    return need.requirement.fallbacks


def test_a_fallback_is_switched_by_people_unless_it_says_otherwise() -> None:
    bare, automatic = fallbacks("fallbacks")
    assert (bare.switch, bare.after) == ("manual", None)
    assert (automatic.switch, automatic.after) == ("automatic", 30.0)


def test_the_keys_of_an_option_are_not_those_of_the_choice_in_it() -> None:
    (outer,) = fallbacks("option-with-fallbacks")
    assert outer.degraded
    assert isinstance(outer.requirement, Choice)
    assert [inner.degraded for inner in outer.requirement.options] == [False, False]


def test_what_an_option_requires_is_a_requirement() -> None:
    (only,) = fallbacks("requires")
    assert only.requires is not None
    assert short(only.requires) == ("first", "c", "gate")


def test_members_of_any_of_count_at_once_with_their_weight() -> None:
    need = good("forms").need("app.two-of-three")
    assert need is not None
    assert isinstance(need.requirement, AnyOf)
    assert {o.switch for o in need.requirement.options} == {"automatic"}
    assert [o.weight for o in need.requirement.options] == [1.0, 1.0, 2.0]


def test_every_node_knows_its_path() -> None:
    model = good("forms")
    need = model.need("app.all")
    assert need is not None
    assert isinstance(need.requirement, AllOf)
    inner = need.requirement.items[1]
    assert inner.path == ("services", "app", "needs", "all", "all_of", 1)
    assert str(model.place(inner.path)).endswith("forms.yaml:20:25")


def test_a_requirement_in_words() -> None:
    model = good("forms")
    words = {need.slot: said(need.requirement) for need in model.components["app"].needs}
    assert words["list"] == "a and b and c"
    assert words["fallbacks"] == "a, else b, else c"
    assert words["two-of-three"] == "2 of a, b, c"


def test_all_defaults() -> None:
    model = good("plain")
    assert model.name == "good"  # the folder's name
    assert model.title == "good"
    assert model.policy.fail_on == "high"
    assert [c.kind for c in model.components.values()] == ["domain", "provider", "service"]
    for component in model.components.values():
        assert component.title == component.name
        assert component.needs == ()
        assert component.placement is None
        assert component.failure is None
        assert component.can_fail
        assert component.replicas == 1
        assert component.tier is None
        assert component.promise == Promise()
        assert component.vendors == component.jurisdictions == frozenset()
    assert Promise() == Promise(None, None, None, 0, None)


def test_the_defaults_of_a_need() -> None:
    need = good("northwind").need("chat-api.database")
    path = ("services", "chat-api", "needs", "database")
    assert need == Need("chat-api", "database", Ref("postgres", path), path)
    assert need.optional is False
    assert need.at_start is None
    assert need.hard
    assert not need.soft


def test_a_need_with_all_its_keys() -> None:
    need = good("every-key").need("app.use")
    assert need is not None
    assert need.optional is False
    assert need.at_start is False
    assert need.tolerates == 1200
    assert need.timeout == 3
    assert need.load == Each(Rate(2, "rps"))
    assert dict(need.wants) == {"residency": ("IE", "DE"), "size": "=1536"}
    assert need.detect is not None
    assert (need.detect.within, need.detect.leads) == (60, 300)
    assert [short(c.requirement) for c in need.candidates] == [
        ("first", ("all", "vpn", "dns"), "dns", ("by", "vpn"))
    ]
    assert isinstance(need.requirement, Choice)
    primary, fallback = need.requirement.options
    assert (primary.switch, primary.procedure, primary.cost) == ("automatic", "repair", 1)
    assert (fallback.switch, fallback.after, fallback.degraded) == ("automatic", 90, True)
    assert (fallback.timeout, fallback.weight, fallback.cost) == (2, 2, 1000)


def test_optional_and_at_start_needs() -> None:
    model = good("northwind")
    needs = {need.slot: need for need in model.components["chat-api"].needs}
    assert (needs["cache"].hard, needs["cache"].soft) == (False, True)
    assert (needs["telemetry"].hard, needs["telemetry"].soft) == (False, False)
    assert (needs["launches"].hard, needs["launches"].soft) == (False, False)
    every = good("every-key").need("app.all")
    assert every is not None
    assert every.load == Multiple(2.5)


def test_a_promise_comes_from_the_tier_unless_it_is_stated() -> None:
    model = good("inheritance")
    assert model.components["spread"].promise == Promise(900, 300, 0.999, 2, 90 * 86400)
    assert model.components["stated"].promise == Promise(3600, 300, 0.999, 0, 90 * 86400)
    assert model.components["none"].promise == Promise()


def test_vendor_and_jurisdiction_come_down_as_a_union() -> None:
    model = good("inheritance")
    groups = {n: (set(c.vendors), set(c.jurisdictions)) for n, c in model.components.items()}
    assert groups["cloud"] == ({"aws"}, set())
    assert groups["eu"] == ({"aws"}, {"IE"})
    assert groups["eu-a"] == ({"aws"}, {"IE"})
    assert groups["de"] == ({"own"}, {"DE"})
    assert groups["spread"] == ({"aws", "own"}, {"IE", "DE"})
    assert groups["stated"] == ({"me"}, {"IE"})
    assert groups["none"] == (set(), set())


def test_it_does_not_lie_in_what_an_option_of_its_placement_requires() -> None:
    model = good("inheritance")
    assert model.components["switched"].jurisdictions == {"IE"}


def test_figures_come_from_the_policy_by_kind() -> None:
    model = good("inheritance")
    zone, spread = model.components["eu-a"].failure, model.components["spread"].failure
    assert zone is not None
    assert zone.availability == pytest.approx(0.9999)
    assert spread is not None
    assert spread.availability == pytest.approx(0.99)
    assert model.components["eu"].failure is None
    assert model.components["none"].failure is None
    assert not model.components["none"].can_fail


def test_merges_and_anchors() -> None:
    model = good("anchors")
    owners = {n: c.spec.owner for n, c in model.components.items()}
    assert owners == {
        "one": "core", "two": "core", "three": "other", "four": None, "five": "other"
    }  # fmt: skip
    assert model.components["one"].spec.restart == 120
    assert model.components["two"].spec.restart == 300  # its own, before what it merges
    assert model.components["two"].spec.tags == ("shared",)
    assert [need.slot for need in model.components["four"].needs] == ["two", "one"]
    assert [need.address for need in model.components["five"].needs] == ["five.one"]


def test_a_merged_key_stands_where_it_was_written() -> None:
    model = good("anchors")
    place = model.place(("services", "one", "restart"), "value")
    assert (place.line, place.column) == (4, 12)
    shared = model.place(("services", "five", "needs", "one"))
    assert (shared.line, shared.column) == (12, 20)


def test_keys_that_begin_with_x_are_nowhere() -> None:
    model = good("anchors")
    assert "x-six" not in model.components
    assert not any(key.startswith("x-") for file in model.files for key in file.top)


def test_several_files_are_one_model() -> None:
    model = good("several-files")
    assert [file.source.path for file in model.files] == [
        "dr.yaml", "model/a.yaml", "other/c.yaml", "model/b.yaml", "model/drills/one.yaml"
    ]  # fmt: skip
    assert sorted(model.components) == ["app", "db", "late", "place", "web"]
    assert [drill.need for drill in model.drills] == ["app.db", "web.app"]
    assert [accepted.object for accepted in model.accepted] == ["web"]
    root = first_file("several-files", GOOD_FOLDER).parent
    assert model.root == root
    assert model.name == "several"


def test_places_in_several_files() -> None:
    model = good("several-files")
    places = [
        model.place(("services", "late", "needs", "web"), "value"),
        model.place(("drills", 0, "result"), "value"),
        model.place(("drills", 1, "result"), "value"),
    ]
    assert [(Path(p.path).name, p.line, p.column) for p in places] == [
        ("c.yaml", 2, 23), ("a.yaml", 6, 46), ("one.yaml", 2, 47)
    ]  # fmt: skip


def test_every_file_may_say_the_version(tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\ninclude: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text("drctl: 1\nservices: {web: {}}\n")
    model, findings = load(tmp_path / "dr.yaml")
    assert findings == ()
    assert model is not None
    assert model.name == tmp_path.name


def test_text_that_looks_like_something_else() -> None:
    model = good("scalars")
    assert model.title == "1.0"
    yes = model.components["yes"].spec
    assert (yes.title, yes.vendor, yes.jurisdiction) == ("no", "it's", "tab\there")
    assert model.components["404"].spec.title == "12"
    assert model.components["404"].spec.tags == ("true", "null", "2026-01-01", "12:30")
    folded = model.components["folded"].spec
    assert folded.description == "one two"
    assert folded.links is not None
    assert folded.links[0] == "https://example.com:8080/a?b=c#d"
    assert isinstance(folded, Service)
    assert folded.capabilities == {
        "octal": 15, "hex": 255, "exponent": 1000.0, "half": 0.5, "minus": -2, "plus": 3,
        "off": "off",
    }  # fmt: skip
