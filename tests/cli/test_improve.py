"""`drctl improve`, whole."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

MODEL = """\
drctl: 1
policy:
  currency: EUR
  tiers: {critical: {survives: 1, slo: 99.9%, rto: 15m}}
domains:
  zone-a: {kind: zone, failure: {availability: 99.9%, restore: 1h}}
  zone-b: {kind: zone, failure: {availability: 99.9%, restore: 1h}}
providers:
  stripe: {vendor: stripe, jurisdiction: US, failure: {availability: 99.95%, restore: 2h}}
  adyen: {vendor: adyen, jurisdiction: EU, failure: {availability: 99.95%, restore: 2h}}
  alipay: {vendor: alipay, jurisdiction: CN, failure: {availability: 99.9%, restore: 2h}}
services:
  shop:
    tier: critical
    in: zone-a           # until the second zone is paid for
    replicas: 2
    failure: never
    needs:
      payments:          # who takes the money
        use: stripe
        candidates:
          - {use: alipay, switch: automatic, cost: 100}
          - {use: adyen, switch: automatic, cost: 400}   # quoted in May
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL)
    return tmp_path


def test_the_cheapest_plan(drctl: Any, estate: Path) -> None:
    ran = drctl("improve", "shop", cwd=estate)
    assert ran.code == 0
    assert ran.out.startswith(
        """\
Goal: shop survives any one failure.
Today 2 cases: shop when zone-a or stripe fails.

The cheapest plan: 2 changes, 100 EUR a month for 1; the cost of 1 is not in the model, weighed
at 1,000 EUR (--price).
  1. let shop run in zone-b too (cost not given)
     without it: shop when zone-a fails
  2. add alipay as a fallback of shop.payments (automatic) (100 EUR a month)
     without it: shop when stripe fails

Checked by applying it and auditing again: 4 findings gone, 2 new:"""
    )


def test_constraints(drctl: Any, estate: Path) -> None:
    words = (
        "improve",
        "shop",
        "--without",
        "jurisdiction:CN",
        "--price",
        "spread=never",
        "--json",
    )
    found = json.loads(drctl(*words, cwd=estate).out)
    assert [(c["kind"], c["brings"], c["cost"]) for c in found["changes"]] == [
        ("fallback", ["adyen"], 400.0)
    ]
    assert found["reached"] is False
    assert found["hopeless"] == [{"component": "shop", "fails": ["zone-a"]}]


def test_written_with_comments_kept(drctl: Any, estate: Path) -> None:
    ran = drctl("improve", "shop", "--write", cwd=estate)
    assert ran.code == 0
    assert (estate / "dr.yaml").read_text() == MODEL.replace(
        "in: zone-a  ", "in: {any_of: [zone-a, zone-b]}  "
    ).replace(
        """\
        candidates:
          - {use: alipay, switch: automatic, cost: 100}
          - {use: adyen""",
        """\
        candidates:
          - {use: adyen""",
    ).rstrip("\n") + "\n        fallbacks: [{use: alipay, switch: automatic, cost: 100}]\n"
    again = drctl("improve", "shop", cwd=estate)
    assert (again.code, again.out) == (
        0,
        "Goal: shop survives any one failure.\nIt is reached already; nothing has to change.\n",
    )


@pytest.fixture(scope="module")
def reference(tmp_path_factory: Any) -> Path:
    folder: Path = tmp_path_factory.mktemp("reference")
    for name in ("dr.yaml", "model", "notes"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    return folder


def spared(found: Any) -> bool:
    """Whether no group takes it down."""
    return bool(found["groups"]) and all(group["state"] != "down" for group in found["groups"])


def in_time(found: Any) -> bool:
    """Whether every other single failure is over in a quarter of an hour, as far as is known."""
    single = {c["cause"]: c for c in found["cases"] if c["kind"] == "failure"}
    times = [c["at_least_seconds"] for cause, c in single.items() if cause != "chat-api"]
    return len(times) > 10 and all(time is not None and time <= 900 for time in times)


@pytest.mark.parametrize(
    ("goal", "question", "reached"),
    [
        ("survives", "show chat-api", lambda found: found["single_points"] == []),
        ("vendor", "risks chat-api --by vendor", spared),
        ("region", "risks chat-api --by region", spared),
        (
            "slo",
            "risks chat-api",
            lambda found: found["unavailability_before_people_act_at_least"] <= 0.001,
        ),
        (
            "unavailability=0.04%",
            "risks chat-api",
            lambda found: found["unavailability_at_least"] <= 0.0004,
        ),
        ("rto=15m", "recovery chat-api", in_time),
    ],
)
def test_what_is_written_reaches_the_goal_by_another_command(
    drctl: Any, reference: Path, tmp_path: Path, goal: str, question: str, reached: Any
) -> None:
    """The reference estate; not before, and after `--write`, every comment still there."""
    estate = Path(shutil.copytree(reference, tmp_path / "estate"))
    assert not reached(json.loads(drctl(*question.split(), "--json", cwd=estate).out))
    words = ("improve", "chat-api", "--goal", goal, "--accepted")
    assert drctl(*words, "--write", cwd=estate).code == 0
    assert reached(json.loads(drctl(*question.split(), "--json", cwd=estate).out))
    again = drctl(*words, cwd=estate)
    assert (again.code, "It is reached already" in again.out) == (0, True)
    for before in sorted(reference.rglob("*.yaml")):
        text = (estate / before.relative_to(reference)).read_text()
        assert all(comment in text for comment in re.findall("#.*", before.read_text()))


def test_what_times_that_are_not_written_decide_is_named(drctl: Any) -> None:
    """The cases that `recovery` calls unknown, single failures without the service's own."""
    words = ("improve", "--goal", "rto", "--tier", "internal")
    found = json.loads(drctl(*words, "--json", cwd=ROOT).out)
    assert found["reached"]
    unsure = {(case["component"], *case["fails"]) for case in found["unsure"]}
    recoveries = json.loads(drctl("recovery", "--json", cwd=ROOT).out)["components"]
    assert unsure == {
        (of["component"], case["cause"])
        for of in recoveries
        if of["component"] in found["services"]
        for case in of["cases"]
        if case["kind"] == "failure" and case["cause"] != of["component"]
        if case["at_least_seconds"] <= of["rto"]
        if case["seconds"] is None or case["seconds"] > of["rto"]
    }
    assert len(unsure) > 1
    told = drctl(*words, cwd=ROOT).out
    assert "It is reached already, as far as is known; nothing has to change.\n" in told
    assert f"count as none, which decides {len(unsure)} cases: " in told


def test_a_plan_that_may_not_be_the_cheapest_says_how_far_off(
    drctl: Any, reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With next to no questions: the first complete plan, which the audit still proves."""
    from drctl.improve.goals import Survives

    words = ("improve", "--tier", "critical", "--accepted")
    cheapest = json.loads(drctl(*words, "--json", cwd=reference).out)
    assert cheapest["weight_at_least"] == cheapest["weight"]
    assert cheapest["candidates"] > 25
    monkeypatch.setattr(Survives, "questions", 1)
    found = json.loads(drctl(*words, "--json", cwd=reference).out)
    assert found["weight_at_least"] < cheapest["weight"] <= found["weight"]
    assert found["reached"] is cheapest["reached"]
    told = drctl(*words, cwd=reference).out
    assert "\nThe best plan found: " in told
    gap = f"No plan weighs less than {found['weight_at_least']:,.0f} USD; "
    assert f"{gap}this one weighs {found['weight']:,.0f}.\n" in told


@pytest.mark.parametrize("text", [MODEL, MODEL.rstrip("\n"), MODEL.replace("\n", "\r\n")])
def test_the_patch_applies(drctl: Any, estate: Path, tmp_path_factory: Any, text: str) -> None:
    (estate / "dr.yaml").write_bytes(text.encode())
    patch = drctl("improve", "shop", "--diff", cwd=estate).out
    copy = tmp_path_factory.mktemp("copy")
    shutil.copy(estate / "dr.yaml", copy)
    subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=copy, check=True)
    assert drctl("improve", "shop", "--write", cwd=estate).code == 0
    assert (copy / "dr.yaml").read_bytes() == (estate / "dr.yaml").read_bytes()


def test_unavailability(drctl: Any, estate: Path) -> None:
    found = json.loads(drctl("improve", "shop", "--goal", "slo", "--json", cwd=estate).out)
    assert found["reached"]
    (figure,) = found["proof"]["unavailability"]
    assert figure["before"] == pytest.approx(1 - 0.999 * 0.9995)
    # The stripe way or the zone: the cheapest that keeps 99.9 % is one more payment provider
    # where the zone alone is at its limit.
    assert figure["after"] <= figure["limit"] < figure["before"]
    assert [c["brings"] for c in found["changes"]] == [["zone-b"]]


def test_an_slo_of_its_own(drctl: Any, estate: Path) -> None:
    """Two nines are kept today, three are not, four only with another payment provider too."""
    found = {
        slo: json.loads(drctl("improve", "shop", "--goal", f"slo={slo}", "--json", cwd=estate).out)
        for slo in ("99%", "99.9%", "99.99%")
    }
    brought = {slo: [c["brings"] for c in plan["changes"]] for slo, plan in found.items()}
    assert brought == {
        "99%": [],
        "99.9%": [["zone-b"]],
        "99.99%": [["zone-b"], ["alipay"]],
    }
    assert all(plan["reached"] for plan in found.values())


def test_how_far_all_changes_come(drctl: Any, estate: Path) -> None:
    """By hand: both zones down at once, 0.001 each, takes the shop down whatever is changed."""
    words = ("improve", "shop", "--goal", "slo=99.99999%")
    ran = drctl(*words, "--json", cwd=estate)
    (figure,) = json.loads(ran.out)["out_of_reach"]
    assert ran.code == 1
    assert (figure["component"], figure["before"]) == ("shop", pytest.approx(1 - 0.999 * 0.9995))
    assert figure["after"] == pytest.approx(1e-6, rel=1e-9)
    assert figure["limit"] == pytest.approx(1e-7, rel=1e-6)
    told = drctl(*words, cwd=estate).out.splitlines()
    assert "shop     0.0015      1e-06              1e-07" in told


def test_what_has_no_figures_is_named(drctl: Any, estate: Path) -> None:
    """A goal of unavailability is reached at best where something is unknown, and that is said."""
    bare = MODEL.replace("  zone-b: {kind: zone, failure: {availability: 99.9%, restore: 1h}}", "")
    bare = bare.replace("in: zone-a", "in: [zone-a, hall]")
    (estate / "dr.yaml").write_text(bare.replace("domains:\n", "domains:\n  hall: {kind: site}\n"))
    ran = drctl("improve", "shop", "--goal", "slo=99.9%", cwd=estate)
    told = "At best: there are no failure figures for hall, counted as never failing.\n"
    assert (ran.code, told in ran.out) == (0, True)
    assert ran.out.startswith("Goal: shop keeps an SLO of 99.9%.\n")
    already = drctl("improve", "shop", "--goal", "unavailability=1%", cwd=estate).out
    assert already.endswith(f"already, as far as is known; nothing has to change.\n{told}")
    found = drctl("improve", "shop", "--goal", "unavailability=1%", "--json", cwd=estate).out
    assert json.loads(found)["missing"] == ["hall"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--goal", "spof"), "--goal must be one of survives, vendor, jurisdiction, region, "),
        (("--goal", "unavailability"), "--goal unavailability needs its limit"),
        (("--goal", "unavailability=2"), "takes a percentage such as 0.01%, not"),
        (("--goal", "slo=high"), "takes a percentage such as 99.9%, not"),
        (("--goal", "survives=0"), "takes a whole number from 1 to 9"),
        (("--goal", "rto=soon"), "takes a duration such as 15m"),
        (("--goal", "vendor=aws"), "--goal vendor takes no value"),
        (("--tier", "criticl"), 'no tier is called "criticl"; did you mean "critical"?'),
        (("--without", "vendor:none"), 'nothing in the model is of vendor "none"'),
        (("--without", "country:CN"), "write a component, vendor:V or jurisdiction:J"),
        (("--without", "alipai"), 'no component is called "alipai"'),
        (("--price", "spraed=1"), "--price speaks of fallback, spread, move, copy, optional"),
        (("--price", "spread=-1"), "--price takes KIND=AMOUNT or KIND=never"),
        (("nobody",), 'no component is called "nobody"'),
    ],
)
def test_bad_words(drctl: Any, estate: Path, words: tuple[str, ...], said: str) -> None:
    ran = drctl("improve", *words, cwd=estate)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_without_the_extra(drctl: Any, estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysat.examples.rc2", None)
    ran = drctl("improve", "shop", cwd=estate)
    assert ran.code == 2
    assert 'pip install "drctl[improve]"' in ran.err


def test_a_file_changed_meanwhile_is_left_alone(estate: Path) -> None:
    from drctl.model import load
    from drctl.model.edit import CannotEdit, Put, edited, write

    model, _ = load(estate / "dr.yaml")
    assert model is not None
    changes = edited(model, [Put(("services", "shop", "replicas"), 3)])
    (estate / "dr.yaml").write_text(MODEL + "# a thought\n")
    with pytest.raises(CannotEdit, match="changed meanwhile"):
        write(estate, changes)
    assert (estate / "dr.yaml").read_text() == MODEL + "# a thought\n"
