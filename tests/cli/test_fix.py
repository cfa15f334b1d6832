"""`drctl audit --fix`: what goes, what stays, byte for byte; hostile models too.

Held by another reader (ruamel.yaml's own loader, beside drctl's parser): what the files say
afterwards is what they said, without the acceptances that went. The audit itself tells whether
anything else changed: all pairs but those of unused-acceptance are the same.
"""

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from drctl.model.edit import CannotEdit, Change, write

DAY = ("--today", "2026-11-01")
LINE = "# yaml-language-server: $schema=./dr.schema.json\n"
ENTRY = "{{rule: {}, object: {}, reason: why, owner: ops, until: 2027-01-31}}"


def entry(rule: str, name: str) -> str:
    return ENTRY.format(rule, name)


MODEL = f"""\
drctl: 1   # the language
teams: {{ops: {{}}}}
services:
  shop: {{}}   # drctl: ignore[no-owner, no-detection] until 2027-03-31: see [the wiki], #12
  desk:   # drctl: ignore[no-detection] until 2027-03-31: soon
    owner: ops
    needs: {{shop: shop}}
  lab: {{}}
accepted:
  # Nobody has it yet.
  - {entry("no-owner", "lab")}
  # It went in spring.
  - {entry("no-owner", "desk")}   # really

  # A word to all.
"""
FIXED = f"""\
drctl: 1   # the language
teams: {{ops: {{}}}}
services:
  shop: {{}}   # drctl: ignore[no-owner] until 2027-03-31: see [the wiki], #12
  desk:
    owner: ops
    needs: {{shop: shop}}
  lab: {{}}
accepted:
  # Nobody has it yet.
  - {entry("no-owner", "lab")}

  # A word to all.
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL, encoding="utf-8")
    return tmp_path


def pairs(drctl: Any, folder: Path, *args: str) -> dict[str, str]:
    """Every pair of other rules than unused-acceptance, with what becomes of it."""
    told = json.loads(drctl("audit", "--json", "--exit-zero", *DAY, *args, cwd=folder).out)
    return {
        victim["fingerprint"]: victim["status"]
        for found in (*told["findings"], *told["accepted"])
        if found["rule"] != "unused-acceptance"
        for victim in found["victims"]
    }


def test_what_covers_nothing_goes_and_all_else_stays(drctl: Any, estate: Path) -> None:
    before = pairs(drctl, estate)
    done = drctl("audit", "--fix", *DAY, cwd=estate)
    assert done.code == 0, done.err
    assert done.err == (
        "dr.yaml:4:40: fixed: the acceptance of no-detection at shop covers nothing\n"
        "dr.yaml:5:27: fixed: the acceptance of no-detection at desk by ops covers nothing\n"
        "dr.yaml:13:30: fixed: the acceptance of no-owner at desk by ops covers nothing\n"
    )
    assert "unused-acceptance" not in done.out
    assert (estate / "dr.yaml").read_text(encoding="utf-8") == FIXED
    assert pairs(drctl, estate) == before
    again = drctl("audit", "--fix", *DAY, cwd=estate)
    assert (again.err, again.out) == ("", done.out)
    assert (estate / "dr.yaml").read_text(encoding="utf-8") == FIXED


@pytest.mark.needs("git")
def test_diff_shows_only_and_git_applies_it(drctl: Any, estate: Path) -> None:
    file = estate / "dr.yaml"
    file.write_bytes(MODEL.replace("\n", "\r\n").removesuffix("\r\n").encode())
    (estate / "dr.schema.json").touch()
    before = file.read_bytes()
    shown = drctl("audit", "--fix", "--diff", *DAY, cwd=estate)
    assert (shown.code, shown.err) == (1, "")
    assert file.read_bytes() == before
    assert drctl("audit", "--fix", "--diff", "--exit-zero", *DAY, cwd=estate).code == 0
    assert drctl("audit", "--fix", *DAY, cwd=estate).code == 0
    after = file.read_bytes()
    assert after == (LINE + FIXED).replace("\n", "\r\n").removesuffix("\r\n").encode()
    assert drctl("audit", "--fix", "--diff", *DAY, cwd=estate) == type(shown)(0, "", "")
    file.write_bytes(before)
    patch = subprocess.run(
        ["git", "apply", "-"], cwd=estate, input=shown.out.encode(), capture_output=True
    )
    assert patch.returncode == 0, patch.stderr
    assert file.read_bytes() == after


KEPT = {
    "its rule is turned off": """\
policy: {rules: {no-owner: {disabled: not here}}}
accepted:
  - {rule: no-owner, object: desk, reason: why, owner: ops, until: 2027-01-31}
""",
    "it has ended, and would cover something": """\
accepted:
  - {rule: no-owner, object: lab, reason: why, owner: ops, until: 2020-01-31}
""",
    "that it covers nothing is accepted": """\
accepted:
  - {rule: no-owner, object: desk, reason: why, owner: ops, until: 2027-01-31}
  - {rule: unused-acceptance, object: desk, reason: why, owner: ops, until: 2027-01-31}
""",
    "the rule that would tell is turned off": """\
policy: {rules: {unused-acceptance: {disabled: not here}}}
accepted:
  - {rule: no-owner, object: desk, reason: why, owner: ops, until: 2027-01-31}
""",
}
BARE = """\
drctl: 1
teams: {ops: {}}
services:
  desk: {owner: ops, needs: {lab: lab}}
  lab: {}
"""


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_what_is_never_taken_out(drctl: Any, tmp_path: Path, kept: str) -> None:
    (tmp_path / "dr.yaml").write_text(BARE + kept, encoding="utf-8")
    done = drctl("audit", "--fix", *DAY, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "dr.yaml").read_text(encoding="utf-8") == BARE + kept


def test_one_that_has_ended_and_would_cover_nothing_goes(drctl: Any, tmp_path: Path) -> None:
    gone = "accepted: [{rule: no-owner, object: desk, reason: y, owner: ops, until: 2020-01-31}]\n"
    (tmp_path / "dr.yaml").write_text(BARE + gone, encoding="utf-8")
    drctl("audit", "--fix", *DAY, cwd=tmp_path)
    assert (tmp_path / "dr.yaml").read_text(encoding="utf-8") == BARE


IN_THE_WAY = {
    "an anchor that others repeat": (
        f"""\
accepted:
  - &mine {entry("no-owner", "desk")}
  - {entry("no-owner", "lab")}
x-seen: *mine
""",
        "an alias elsewhere repeats something that stands here",
    ),
    "a list that an alias brings": (
        f"""\
x-all: &all
  - {entry("no-owner", "desk")}
  - {entry("no-owner", "lab")}
accepted: *all
""",
        "this is an alias; what it repeats stands elsewhere and counts there too",
    ),
}


@pytest.mark.parametrize(("text", "why"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_what_cannot_go_is_left_and_told(drctl: Any, tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "dr.yaml").write_text(BARE + text, encoding="utf-8")
    done = drctl("audit", "--fix", *DAY, cwd=tmp_path)
    assert "low[unused-acceptance]: at desk the acceptance" in done.out
    assert (
        f": left: the acceptance of no-owner at desk by ops covers nothing, but {why}\n"
        in done.err
    )
    assert "fixed" not in done.err
    assert (tmp_path / "dr.yaml").read_text(encoding="utf-8") == BARE + text


def test_a_comment_that_speaks_for_others_too(drctl: Any, tmp_path: Path) -> None:
    text = """\
drctl: 1
teams: {ops: {}}
policy: {tiers: {critical: {survives: 1}}}
services:
  shop:
    owner: ops
    tier: critical
    needs: &both
      pay: bank   # drctl: ignore[missing-fallback] until 2027-03-31: one is enough
  desk: {owner: ops, needs: *both}
providers: {bank: {owner: ops}}
"""
    (tmp_path / "dr.yaml").write_text(text, encoding="utf-8")
    done = drctl("audit", "--fix", "--exit-zero", *DAY, cwd=tmp_path)
    assert done.err == (
        "dr.yaml:9:35: left: the acceptance of missing-fallback at shop.pay by ops covers "
        "nothing, but its comment speaks for desk.pay too\n"
    )
    assert (tmp_path / "dr.yaml").read_text(encoding="utf-8") == text


def test_files_of_every_kind(drctl: Any, tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_bytes(
        b"\xef\xbb\xbf%YAML 1.2\r\n---\r\n"
        + b"include: ['m/*.yaml']\r\n"
        + BARE.replace("\n", "\r\n").encode()
    )
    (tmp_path / "dr.schema.json").touch()
    (tmp_path / "m").mkdir()
    flow = f"accepted: [{entry('no-owner', 'desk')}, {entry('no-owner', 'lab')}] # two"
    (tmp_path / "m/flow.yaml").write_text(flow, encoding="utf-8")
    only = f"# all that is here\naccepted:\n  - {entry('no-owner', 'desk')}\n"
    (tmp_path / "real.yaml").write_text(only, encoding="utf-8")
    (tmp_path / "m/only.yaml").symlink_to("../real.yaml")
    linked = "teams: {x: {}}\n" + only
    (tmp_path / "linked.yaml").write_text(linked, encoding="utf-8")
    (tmp_path / "linked.yaml").chmod(0o640)
    (tmp_path / "m/zlink.yaml").symlink_to("../linked.yaml")
    done = drctl("audit", "--fix", *DAY, cwd=tmp_path)
    assert done.code == 0, done.err
    first = (tmp_path / "dr.yaml").read_bytes()
    assert first.startswith(b"\xef\xbb\xbf" + LINE.strip().encode() + b"\r\n%YAML 1.2\r\n---\r\n")
    kept = f"accepted: [{entry('no-owner', 'lab')}] # two"
    assert (tmp_path / "m/flow.yaml").read_text(encoding="utf-8") == kept
    assert (tmp_path / "real.yaml").read_text(encoding="utf-8") == only
    assert "covers nothing, but nothing would be left in this file\n" in done.err
    assert (tmp_path / "linked.yaml").read_text(encoding="utf-8") == "teams: {x: {}}\n"
    assert (tmp_path / "m/zlink.yaml").is_symlink()
    assert (tmp_path / "linked.yaml").stat().st_mode & 0o777 == 0o640
    assert {p.name for p in tmp_path.iterdir()} == {
        "dr.yaml",
        "dr.schema.json",
        "m",
        "real.yaml",
        "linked.yaml",
    }


HAS_ONE = (
    "# yaml-language-server: $schema=https://example.com/other.json\n" + BARE,
    "---\n#yaml-language-server:$schema=./dr.schema.json\n" + BARE,
    "# $schema: ./dr.schema.json\n" + BARE,
)


@pytest.mark.parametrize("text", HAS_ONE)
def test_a_schema_that_is_named_stays(drctl: Any, tmp_path: Path, text: str) -> None:
    (tmp_path / "dr.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "dr.schema.json").touch()
    assert drctl("audit", "--fix", *DAY, cwd=tmp_path).err == ""
    assert (tmp_path / "dr.yaml").read_text(encoding="utf-8") == text


def test_no_schema_no_line(drctl: Any, tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(BARE, encoding="utf-8")
    drctl("audit", "--fix", *DAY, cwd=tmp_path)
    assert (tmp_path / "dr.yaml").read_text(encoding="utf-8") == BARE


def test_what_init_writes_needs_no_fix(drctl: Any, tmp_path: Path) -> None:
    drctl("init", cwd=tmp_path)
    assert drctl("audit", "--fix", "--diff", cwd=tmp_path).out == ""


@pytest.mark.parametrize(
    "text", ["drctl: 1\nservices: {a: {}", BARE + "accepted: []\n", BARE + "acc: 1\n"]
)
def test_a_broken_model_is_not_touched(drctl: Any, tmp_path: Path, text: str) -> None:
    (tmp_path / "dr.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "dr.schema.json").touch()
    done = drctl("audit", "--fix", *DAY, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("nothing was done.\n")
    assert (tmp_path / "dr.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--diff",), "--diff goes with --fix: it shows what that would write"),
        (
            ("--fix", "--write-baseline"),
            "--fix and --write-baseline change the baseline both; run one after the other",
        ),
        (
            ("--fix", "--prune-baseline"),
            "--fix takes what is gone out of the baseline too; leave out --prune-baseline",
        ),
        (("--fix", "--diff", "--json"), "--diff prints a diff; leave out --output and --json"),
        (("--watch", "--fix"), "--watch only looks; run --fix without it"),
        (("--watch", "--prune-baseline"), "--watch only looks; run --prune-baseline without it"),
        (("--watch", "--write-baseline"), "--watch only looks; run --write-baseline without it"),
        (
            ("--watch", "--json"),
            "--watch shows text or concise on standard output, and nothing else",
        ),
        (
            ("--watch", "--output", "text=x"),
            "--watch shows text or concise on standard output, and nothing else",
        ),
        (
            ("--watch", "--output", "text", "--output", "json=x"),
            "--watch shows text or concise on standard output, and nothing else",
        ),
    ],
)
def test_senseless_words(drctl: Any, estate: Path, words: tuple[str, ...], said: str) -> None:
    done = drctl("audit", *words, cwd=estate)
    assert (done.code, done.out, done.err) == (2, "", f"error: {said}\n")
    assert [p.name for p in estate.iterdir()] == ["dr.yaml"]
    assert (estate / "dr.yaml").read_text(encoding="utf-8") == MODEL


def test_a_report_in_another_format_is_of_the_mended_model(drctl: Any, estate: Path) -> None:
    done = drctl("audit", "--fix", "--json", *DAY, cwd=estate)
    told = json.loads(done.out)
    assert not [f for f in told["findings"] if f["rule"] == "unused-acceptance"]
    assert done.err.count("fixed:") == 3


def test_a_file_changed_meanwhile_is_left_alone(estate: Path) -> None:
    with pytest.raises(CannotEdit, match="changed meanwhile"):
        write(estate, {"dr.yaml": Change("other", "new")})


def test_what_cannot_be_written(drctl: Any, estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    done = drctl("audit", "--fix", *DAY, cwd=estate)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: nothing is mended: ")
    assert done.err.endswith("dr.yaml: No space left on device\n")
    assert [p.name for p in estate.iterdir()] == ["dr.yaml"]


def baseline(folder: Path) -> Path:
    return folder / "drctl-baseline.yaml"


@pytest.fixture
def held(drctl: Callable[..., Any], tmp_path: Path) -> Path:
    """An estate with a baseline of which one pair is gone, and one accepted."""
    names = "".join(f"  s{i}: {{}}\n" for i in range(6))
    text = f"drctl: 1\nteams: {{ops: {{}}}}\nservices:\n{names}"
    (tmp_path / "dr.yaml").write_text(text, encoding="utf-8")
    drctl("audit", "--write-baseline", *DAY, cwd=tmp_path)
    text = text.replace("s2: {}", "s2: {owner: ops}")
    text += f"accepted:\n  - {entry('no-owner', 's4')}\n"
    (tmp_path / "dr.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_baseline_is_pruned_and_sorted(drctl: Any, held: Path) -> None:
    pruned = baseline(held).read_text(encoding="utf-8").splitlines(keepends=True)
    head, lines = pruned[:4], pruned[4:]
    left = [line for line in lines if not ("s2," in line or "s4," in line)]
    assert len(lines) - len(left) == 2
    baseline(held).write_text("".join(head + lines[::-1]), encoding="utf-8")
    assert drctl("audit", *DAY, cwd=held).code == 1
    done = drctl("audit", "--fix", *DAY, cwd=held)
    assert done.code == 0, done.err
    assert ": fixed: the pair of no-owner at s2 is gone\n" in done.err
    assert ": fixed: the pair of no-owner at s4 is accepted\n" in done.err
    assert ": fixed: the lines are not in order\n" in done.err
    assert baseline(held).read_text(encoding="utf-8") == "".join(head + left)
    assert drctl("audit", "--fix", *DAY, cwd=held).err == ""


def test_comments_in_the_baseline_stay(drctl: Any, held: Path) -> None:
    head, *lines = baseline(held).read_text(encoding="utf-8").split("\n  - ")
    own = [f"\n  # about {i}\n  - {line}" for i, line in enumerate(reversed(lines))]
    baseline(held).write_text(head + "".join(own).rstrip("\n") + "   # last\n", encoding="utf-8")
    drctl("audit", "--fix", *DAY, cwd=held)
    left = [line for line in own if not ("s2," in line or "s4," in line)]
    wanted = head + "".join(left).rstrip("\n") + "   # last\n"
    assert baseline(held).read_text(encoding="utf-8") == wanted
    assert drctl("audit", "--fix", *DAY, cwd=held).err == ""


def test_a_baseline_that_lies_elsewhere(drctl: Any, held: Path) -> None:
    other = held / "ci" / "known.yaml"
    other.parent.mkdir()
    baseline(held).rename(other)
    shown = drctl("audit", "--fix", "--diff", "--baseline", "ci/known.yaml", *DAY, cwd=held)
    assert shown.out.startswith("--- a/ci/known.yaml\n+++ b/ci/known.yaml\n")
    assert drctl("audit", "--fix", "--baseline", "ci/known.yaml", *DAY, cwd=held).code == 0
    assert "s2," not in other.read_text(encoding="utf-8")
    assert not baseline(held).exists()


def test_what_the_baseline_holds_is_left(drctl: Any, estate: Path) -> None:
    drctl("audit", "--write-baseline", *DAY, cwd=estate)
    assert drctl("audit", "--fix", *DAY, cwd=estate).err == ""
    assert (estate / "dr.yaml").read_text(encoding="utf-8") == MODEL


@pytest.mark.needs("git")
def test_with_since_only_what_the_change_brings(drctl: Any, estate: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q", "-b", "main"], cwd=estate, check=True)
    subprocess.run([*git, "add", "dr.yaml"], cwd=estate, check=True)
    subprocess.run([*git, "commit", "-qm", "x"], cwd=estate, check=True)
    changed = MODEL.replace("lab: {}", "lab: {owner: ops}")
    (estate / "dr.yaml").write_text(changed, encoding="utf-8")
    drctl("audit", "--fix", "--since", "HEAD", *DAY, cwd=estate)
    gone = f"  # Nobody has it yet.\n  - {entry('no-owner', 'lab')}\n"
    assert (estate / "dr.yaml").read_text(encoding="utf-8") == changed.replace(gone, "")


def scribbled(dice: random.Random) -> str:
    """A model of a dozen services with acceptances in every style, about half of them idle."""
    rules = ("no-owner", "single-instance", "unused-component", "no-detection")
    newline = dice.choice(("\n", "\r\n"))
    lines = ["drctl: 1", "teams: {ops: {}}", "services:"]
    for i in range(12):
        owner = dice.choice(("{}", "{owner: ops}", "{replicas: 2}"))
        picked = dice.sample(rules, dice.randrange(4))
        note = f" # drctl: ignore[{', '.join(picked)}] until 2027-03-31: é # x" if picked else ""
        lines.append(f"  s{i}: {owner} {note}" if dice.random() < 0.5 else f"  s{i}: {owner}")
    count = dice.randrange(8)
    if count and dice.random() < 0.3:
        lines.append("accepted: [")
        there = [(dice.choice(rules), f"s{dice.randrange(12)}") for _ in range(count)]
        lines += [*(f"  {entry(rule, name)},  # of it" for rule, name in there), "]"]
    elif count:
        lines.append("accepted:   # all")
        for _ in range(count):
            lines += ["  # above"] if dice.random() < 0.3 else []
            rule, name = dice.choice(rules), f"s{dice.randrange(12)}"
            if dice.random() < 0.5:
                lines.append(f"  - {entry(rule, name)}" + dice.choice(("", "  # beside")))
            else:
                lines += [
                    f"  - rule: {rule}",
                    f'    object: "{name}"',
                    "    reason: |",
                    "      é # no",
                ]
                lines += ["    owner: ops", "    until: 2027-01-31"]
            lines += [""] if dice.random() < 0.3 else []
    lines += ["# end"] if dice.random() < 0.5 else []
    return newline.join(lines) + (newline if dice.random() < 0.8 else "")


@pytest.mark.parametrize("seed", range(40))
def test_scribbled_models(drctl: Any, tmp_path: Path, seed: int) -> None:
    text = scribbled(random.Random(seed))
    file = tmp_path / "dr.yaml"
    file.write_bytes(text.encode())
    reader = YAML(typ="safe", pure=True)
    said = reader.load(text)
    told = json.loads(drctl("audit", "--json", "--exit-zero", *DAY, cwd=tmp_path).out)
    idle = {f["object"] for f in told["findings"] if f["rule"] == "unused-acceptance"}
    before = pairs(drctl, tmp_path)
    done = drctl("audit", "--fix", *DAY, cwd=tmp_path)
    assert (bool(done.err), "left:" in done.err) == (bool(idle), False)
    assert "unused-acceptance" not in done.out
    after = file.read_bytes().decode()
    found = reader.load(after)
    # What is accepted and found is what covers something; all else is as it was.
    assert pairs(drctl, tmp_path) == before
    assert (after != text) == bool(idle)
    left = iter(said.pop("accepted", []))
    assert all(any(one == other for other in left) for one in found.pop("accepted", []))
    assert found == said
    # No line is new, but for a comment that names fewer rules.
    old = iter(text.splitlines(keepends=True))
    for line in after.splitlines(keepends=True):
        bare = line.split("ignore[")[0].split(" #")[0].strip()
        assert any(bare in other for other in old), line
    assert drctl("audit", "--fix", *DAY, cwd=tmp_path).err == ""


def test_about_all_scribbled_models_hold_idle_ones(drctl: Any, tmp_path: Path) -> None:
    seen = 0
    for seed in range(12):
        (tmp_path / "dr.yaml").write_text(scribbled(random.Random(seed)), encoding="utf-8")
        seen += "unused-acceptance" in drctl("audit", "--exit-zero", *DAY, cwd=tmp_path).out
    assert seen > 8
