"""The audit as a gate: pull requests in a scratch repository, through the whole command."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

pytestmark = pytest.mark.needs("git")

ROOT = Path(__file__).parents[2]
SARIF = json.loads((ROOT / "tests/schemas/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
DAY = ("--today", "2026-11-01")
FIRST = """\
drctl: 1
include: [model/*.yaml]
policy: {tiers: {critical: {survives: 1, slo: 99.4%, rto: 15m}, internal: {}}}
teams: {ops: {}}
providers:
  a: {owner: ops, failure: {availability: 99.5%, restore: 7h, source: assumption}}
  b: {owner: ops, failure: {availability: 99%, restore: 4h, source: assumption}}
"""
CHAT = """\
services:
  chat:
    owner: ops
    tier: critical
    replicas: 2
    failure: {mtbf: 365d, restore: 2m, source: assumption}
    needs:
      llm:
        use: a
        detect: {within: 1m}
        fallbacks:
          - {use: b, switch: automatic, after: 30s}
  report: {owner: ops, tier: internal, failure: never, needs: {chat: chat}}
drills: [{need: chat.llm, option: b, date: 2026-10-01, result: passed}]
"""
ALONE = CHAT.replace(
    "        fallbacks:\n          - {use: b, switch: automatic, after: 30s}\n", ""
).partition("drills:")[0]
ACCEPT = """\
accepted:
  - rule: single-point-of-failure
    object: chat
    cause: [a]
    reason: The second contract is not signed yet.
    owner: ops
    until: 2027-01-31
"""
FOUND = "a takes chat down: chat.llm needs it and has no fallback"


class Repo:
    def __init__(self, top: Path, folder: Path, drctl: Callable[..., Any]) -> None:
        self.top, self.folder, self.drctl = top, folder, drctl

    def git(self, *words: str) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words]
        done = subprocess.run(command, cwd=self.top, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def put(self, **files: str) -> None:
        for name, text in files.items():
            path = self.folder / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, **files: str) -> str:
        self.put(**files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "c")
        return self.git("rev-parse", "HEAD")

    def audit(self, *words: str | Path) -> Any:
        return self.drctl(
            "audit", *(DAY if "--today" not in words else ()), *words, cwd=self.folder
        )

    def answer(self, *words: str | Path) -> tuple[int, Any]:
        ran = self.audit("--json", *words)
        assert ran.err == "", ran.err
        return ran.code, json.loads(ran.out)


@pytest.fixture(params=["", "infra/dr"], ids=["at the root", "below the root"])
def repo(tmp_path: Path, drctl: Callable[..., Any], request: pytest.FixtureRequest) -> Repo:
    top = tmp_path / "repo"
    folder = top / request.param
    folder.mkdir(parents=True)
    found = Repo(top, folder, drctl)
    found.git("init", "--quiet", "--initial-branch=main")
    found.commit(dr=FIRST, model__chat=CHAT)
    found.git("checkout", "--quiet", "-b", "change")
    return found


def pairs(findings: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {
        (f["rule"], ",".join(f["cause"]), v["component"]) for f in findings for v in f["victims"]
    }


SPOF = ("single-point-of-failure", "a", "chat")


def test_from_the_pull_request_to_the_end_of_the_acceptance(repo: Repo, tmp_path: Path) -> None:
    assert repo.audit().code == 0
    repo.commit(model__chat=ALONE)

    # The pull request fails with one clear finding.
    code, found = repo.answer("--since", "main")
    assert code == 1
    assert pairs([f for f in found["findings"] if f["severity"] == "critical"]) == {SPOF}
    assert [v["status"] for f in found["findings"] for v in f["victims"]].count("known") == 0
    text = repo.audit("--since", "main")
    assert text.code == 1
    assert text.out.startswith(f"critical[single-point-of-failure]: {FOUND}\n")
    assert text.out.rstrip().endswith("fails at high")

    # Its SARIF passes the schema.
    sarif = tmp_path / "drctl.sarif"
    summary = tmp_path / "summary.md"
    repo.audit("--since", "main", "--output", f"sarif={sarif}", "--output", f"markdown={summary}")
    log = json.loads(sarif.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(SARIF).validate(log)
    assert FOUND in summary.read_text(encoding="utf-8")

    # An acceptance in the same change is proposed, and does not count.
    repo.commit(
        accepted="drctl: 1\n" + ACCEPT, dr=FIRST.replace("*.yaml]", "*.yaml, accepted.yaml]")
    )
    code, found = repo.answer("--since", "main")
    assert code == 1
    (proposed,) = found["change"]["proposed"]
    assert proposed["what"].startswith(
        "the acceptance of single-point-of-failure at chat (cause a) by"
    )
    assert (proposed["covers"], proposed["place"]["path"]) == (1, "accepted.yaml")
    assert repo.audit("--since", "main", "--trust-new-acceptances").code == 0

    # Once it is merged it counts, until its last day is over.
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "change")
    assert repo.audit().code == 0
    code, found = repo.answer("--today", "2027-01-31")
    assert code == 0
    assert [(e["object"], e["days"]) for e in found["ending"]] == [("chat", 0)]
    code, found = repo.answer("--today", "2027-02-01")
    assert code == 1
    assert SPOF in pairs(found["findings"])
    assert ("expired-acceptance", "", "chat") in pairs(found["findings"])
    assert repo.audit("--today", "2027-02-01", "--exit-zero").code == 0


def test_an_expiry_is_no_fault_of_a_later_change(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "main")
    repo.commit(dr=FIRST, model__chat=ALONE + ACCEPT)
    repo.put(dr=FIRST.replace("drctl: 1", "drctl: 1\ntitle: Another"))
    code, found = repo.answer("--since", "HEAD", "--today", "2028-01-01")
    assert (code, found["findings"]) == (0, [])
    assert SPOF in pairs(found["known"])


def test_a_later_day_is_a_new_acceptance(repo: Repo) -> None:
    repo.commit(model__chat=ALONE + ACCEPT)
    later = ACCEPT.replace("2027-01-31", "2029-01-31")
    repo.put(model__chat=ALONE + later)
    _, found = repo.answer("--since", "HEAD")
    assert [p["covers"] for p in found["change"]["proposed"]] == [0]
    assert SPOF in pairs(found["accepted"])
    _, found = repo.answer("--since", "HEAD", "--today", "2028-01-01")
    assert [p["covers"] for p in found["change"]["proposed"]] == [1]
    assert SPOF in pairs(found["known"])


@pytest.mark.parametrize(
    ("policy", "what"),
    [
        ("fail_on: critical, ", "fail_on: critical, which was high,"),
        (
            "rules: {single-point-of-failure: {disabled: Later}}, ",
            'single-point-of-failure turned off ("Later")',
        ),
        (
            "rules: {single-point-of-failure: {severity: low}}, ",
            "a lower severity of single-point-of-failure",
        ),
    ],
)
def test_a_change_does_not_soften_the_policy_for_itself(
    repo: Repo, policy: str, what: str
) -> None:
    repo.commit(dr=FIRST.replace("policy: {", f"policy: {{{policy}"), model__chat=ALONE)
    code, found = repo.answer("--since", "main")
    assert code == 1
    assert [p["what"] for p in found["change"]["proposed"]] == [what]
    assert found["summary"]["fail_on"] == "high"
    trusted, _ = repo.answer("--since", "main", "--trust-new-acceptances")
    assert trusted == (1 if "fail_on" in policy else 0)


def test_a_rule_that_is_turned_on_finds_nothing_new(repo: Repo) -> None:
    off = "rules: {single-point-of-failure: {disabled: Later}}, "
    repo.commit(dr=FIRST.replace("policy: {", f"policy: {{{off}"), model__chat=ALONE)
    repo.put(dr=FIRST)
    code, found = repo.answer("--since", "HEAD")
    assert code == 0
    assert SPOF in pairs(found["known"])


def test_what_worsens_counts(repo: Repo) -> None:
    low = ALONE.replace("tier: internal", "tier: standard")
    tiers = "internal: {}, standard: {survives: 1}"
    repo.commit(dr=FIRST.replace("internal: {}", tiers), model__chat=low)
    repo.put(model__chat=low.replace("tier: standard", "tier: critical"))
    code, found = repo.answer("--since", "HEAD")
    assert code == 1
    worse = {
        (f["rule"], v["component"], v["was"], v["severity"], v["status"])
        for f in found["findings"]
        for v in f["victims"]
        if v["was"]
    }
    assert ("single-point-of-failure", "report", "medium", "critical", "known") in worse


def test_what_is_fixed_is_told(repo: Repo) -> None:
    repo.commit(model__chat=ALONE)
    repo.put(model__chat=CHAT)
    code, found = repo.answer("--since", "HEAD")
    assert (code, found["findings"]) == (0, [])
    assert SPOF in pairs(found["change"]["fixed"])
    assert "fixed: critical single-point-of-failure" in repo.audit("--since", "HEAD").out


def test_the_effects(repo: Repo) -> None:
    """By hand: a alone is 99.5 %; its own failure lasts 2 min, longer than a switch takes."""
    repo.put(dr=FIRST.replace("99.4%", "99.9%"), model__chat=ALONE)
    _, found = repo.answer("--since", "main")
    effects = {(e["component"], e["aspect"]): e for e in found["change"]["effects"]}
    radius = effects["a", "blast_radius"]
    assert (radius["before"], radius["after"]) == (0, 2)
    recovery = effects["chat", "recovery"]
    assert (recovery["before"], recovery["after"], recovery["limit"]) == (120, 7 * 3600, 900)
    own = 2 / (365 * 24 * 60 + 2)
    unavailable = effects["chat", "unavailability"]
    assert unavailable["before"] == pytest.approx(1 - (1 - own) * (1 - 0.005 * 0.01))
    assert unavailable["after"] == pytest.approx(1 - (1 - own) * (1 - 0.005))
    assert found["change"]["effects_left_out"] == 0
    out = repo.audit("--since", "main").out
    assert "chat: availability 99.9946% -> 99.5%, below its 99.9%\n" in out
    assert "chat: recovery 2m -> 7h, beyond its 15m\n" in out


def test_no_change_no_effects(repo: Repo) -> None:
    code, found = repo.answer("--since", "main")
    change = found["change"]
    assert (code, change["effects"], change["fixed"], change["proposed"]) == (0, [], [], [])
    assert change["commit"] == repo.git("rev-parse", "main")


def test_the_work_tree_and_the_index_are_not_touched(repo: Repo) -> None:
    repo.put(model__chat=ALONE)
    before = repo.git("status", "--porcelain"), sorted(repo.top.rglob("[!.]*"))
    repo.audit("--since", "main")
    assert (repo.git("status", "--porcelain"), sorted(repo.top.rglob("[!.]*"))) == before


def test_files_that_are_renamed_split_or_reordered_change_nothing(repo: Repo) -> None:
    services, _, drills = CHAT.partition("drills:")
    (repo.folder / "model" / "chat.yaml").unlink()
    repo.put(model__drills=f"drills:{drills}", model__new_name=services)
    code, found = repo.answer("--since", "main")
    assert (code, found["findings"], found["change"]["fixed"]) == (0, [], [])
    assert found["change"]["effects"] == []


def test_the_patterns_are_those_of_the_revision(repo: Repo) -> None:
    """At main the include brings a file that is gone, and not the one that came."""
    repo.put(dr=FIRST.replace("model/*.yaml", "parts/*.yaml"), parts__chat=CHAT)
    (repo.folder / "model" / "chat.yaml").unlink()
    code, found = repo.answer("--since", "main")
    assert (code, found["findings"], found["change"]["effects"]) == (0, [], [])


def test_a_workspace_that_is_new(repo: Repo) -> None:
    repo.git("rm", "-rq", ".")
    repo.git("commit", "--quiet", "-m", "empty")
    repo.put(dr=FIRST, model__chat=ALONE + ACCEPT)
    code, found = repo.answer("--since", "HEAD")
    assert code == 1
    assert found["change"]["absent"] in ("there was no dr.yaml", "the folder dr was not there")
    assert SPOF in pairs(found["findings"])
    assert len(found["change"]["proposed"]) == 1
    assert repo.audit("--since", "HEAD", "--trust-new-acceptances").code == 0


def test_a_model_that_had_errors(repo: Repo) -> None:
    repo.commit(dr=FIRST + "colour: red\n")
    repo.put(dr=FIRST, model__chat=ALONE)
    code, found = repo.answer("--since", "HEAD")
    assert code == 1
    assert found["change"]["absent"].startswith("the model had an error: dr.yaml:8:1: ")


def test_a_model_that_has_errors_is_refused_as_ever(repo: Repo) -> None:
    repo.put(dr=FIRST + "colour: red\n", **{"drctl-baseline": "also: broken"})
    ran = repo.audit("--since", "main")
    assert (ran.code, ran.out) == (2, "")
    assert 'has no key "colour"' in ran.err or '"colour"' in ran.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--since", "nothing"), 'git knows no revision "nothing"'),
        (("--since=-x",), '"-x" is no revision: none begins with -'),
        (("--trust-new-acceptances",), "--trust-new-acceptances goes with --since"),
        (("--write-baseline", "--since", "main"), "leave out --since"),
        (("--write-baseline", "--prune-baseline"), "leave out --prune-baseline"),
        (("--baseline", "nothing.yaml"), "there is no file nothing.yaml"),
    ],
)
def test_what_cannot_be_done_is_refused(repo: Repo, words: tuple[str, ...], told: str) -> None:
    ran = repo.audit(*words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_outside_a_repository(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (repo.top / ".git").rename(repo.top / "git")
    ran = repo.audit("--since", "main")
    assert ran.code == 2
    assert "lies in no git repository" in ran.err


def test_a_baseline_from_writing_to_pruning(repo: Repo) -> None:
    repo.commit(model__chat=ALONE)
    file = repo.folder / "drctl-baseline.yaml"
    written = repo.audit("--write-baseline")
    assert written.code == 0
    assert written.err == "drctl-baseline.yaml: holds 2 pairs now\n"
    text = file.read_text(encoding="utf-8")
    assert text.splitlines()[4:] == sorted(text.splitlines()[4:])
    assert "{rule: single-point-of-failure, cause: [a], victim: chat, severity: critical, " in text

    # It covers what was there, and nothing that comes on top.
    code, found = repo.answer("--today", "2026-12-01")
    assert (code, found["findings"], found["baseline"]["oldest"]) == (0, [], "2026-11-01")
    assert {v["status"] for f in found["baselined"] for v in f["victims"]} == {"baselined"}
    more = ALONE.replace("needs: {chat: chat}", "needs: {chat: chat, pay: b}")
    repo.put(model__chat=more)
    assert "missing-fallback" in {f["rule"] for f in repo.answer()[1]["findings"]}

    # Written again the days of the old pairs stay, and the order does.
    repo.audit("--write-baseline", "--today", "2026-12-01")
    again = file.read_text(encoding="utf-8")
    assert [line for line in again.splitlines() if line not in text.splitlines()] == [
        line for line in again.splitlines() if "since: 2026-12-01" in line
    ]
    kept = set(text.splitlines()) & set(again.splitlines())
    assert len(kept) == len(text.splitlines()) - 1  # b is used by now

    # What is gone fails, until it is taken out.
    repo.put(model__chat=CHAT)
    ran = repo.audit()
    assert ran.code == 1
    assert "stale in the baseline: single-point-of-failure of chat" in ran.out
    assert ran.out.rstrip().endswith("fails for stale baseline entries")
    pruned = repo.audit("--prune-baseline")
    assert (pruned.code, pruned.err) == (0, "drctl-baseline.yaml: 2 pairs taken out\n")
    assert file.read_text(encoding="utf-8").endswith("pairs: []\n")
    assert repo.audit().code == 0


def test_a_baseline_does_not_cover_what_has_worsened(repo: Repo) -> None:
    repo.put(model__chat=ALONE)
    repo.audit("--write-baseline")
    file = repo.folder / "drctl-baseline.yaml"
    milder = file.read_text(encoding="utf-8").replace("severity: critical", "severity: low")
    file.write_text(milder, encoding="utf-8")
    code, found = repo.answer()
    assert code == 1
    (worse,) = [f for f in found["findings"] if f["rule"] == "single-point-of-failure"]
    assert {v["was"] for v in worse["victims"]} == {"low"}
    assert found["baseline"]["stale"] == []


def test_a_pair_that_is_accepted_leaves_the_baseline(repo: Repo) -> None:
    """Or it would hide the pair's return when the acceptance ends."""
    repo.put(model__chat=ALONE)
    repo.audit("--write-baseline")
    repo.put(model__chat=ALONE + ACCEPT)
    code, found = repo.answer()
    assert code == 1
    assert [(s["component"], s["why"]) for s in found["baseline"]["stale"]] == [
        ("chat", "accepted")
    ]
    repo.audit("--prune-baseline")
    assert repo.audit().code == 0
    assert repo.audit("--today", "2027-02-01").code == 1


def test_a_change_does_not_put_itself_into_the_baseline(repo: Repo) -> None:
    repo.put(model__chat=ALONE)
    repo.audit("--write-baseline")
    code, found = repo.answer("--since", "main")
    assert code == 1
    assert SPOF in pairs(found["findings"])
    (proposed,) = found["change"]["proposed"]
    assert (proposed["what"], proposed["covers"]) == ("a baseline with 2 pairs more", 2)
    assert repo.audit("--since", "main", "--trust-new-acceptances").code == 0
    repo.commit()
    assert repo.audit("--since", "HEAD").code == 0


BROKEN = (
    "drctl_baseline: 1\npairs:\n  - {rule: single-point-of-failure, cause: [a], victim: chat, "
    'severity: critical, since: 2026-11-01, fingerprint: "0000000000000000"}\n'
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "drctl-baseline.yaml:1:1: error: the file holds nothing"),
        ("pairs: []\n", "drctl_baseline must be here"),
        ("drctl_baseline: 2\npairs: []\n", "this drctl reads baselines of version 1"),
        ("drctl_baseline: 1\npairs: {}\n", '"pairs" must be a list'),
        ("drctl_baseline: 1\npairs: [3]\n", "a pair of a baseline is a map"),
        ("drctl_baseline: 1\npairs: [{rule: no-owner}]\n", "must be here"),
        ("drctl_baseline: 1\npears: []\n", 'did you mean "pairs"?'),
        (BROKEN, 'not "0000000000000000"'),
        (BROKEN.replace("single-point-of", "singel-point-of"), "no rule is called"),
        (BROKEN.replace("severity: critical", "severity: bad"), '"severity" must be one of'),
        (BROKEN.replace("2026-11-01", "soon"), '"since" must be a date'),
        (BROKEN.replace("[a]", "a"), '"cause" must be a list of names'),
        (BROKEN.replace("victim: chat", "victim: [chat]"), '"victim" must be text'),
        ("<<<<<<< ours\n", "drctl-baseline.yaml:1:"),
    ],
)
def test_a_broken_baseline_is_refused_with_its_place(repo: Repo, text: str, told: str) -> None:
    (repo.folder / "drctl-baseline.yaml").write_text(text, encoding="utf-8")
    for more in ((), ("--write-baseline",), ("--prune-baseline",)):
        ran = repo.audit(*more)
        assert (ran.code, ran.out) == (2, "")
        assert told in ran.err
        assert "drctl-baseline.yaml:" in ran.err
    assert (repo.folder / "drctl-baseline.yaml").read_text(encoding="utf-8") == text


def test_a_pair_that_stands_twice_is_refused(repo: Repo) -> None:
    repo.put(model__chat=ALONE)
    repo.audit("--write-baseline")
    file = repo.folder / "drctl-baseline.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines, lines[-1]]), encoding="utf-8")
    ran = repo.audit()
    assert ran.code == 2
    assert "this pair is in the baseline already, at drctl-baseline.yaml:6:5" in ran.err


def test_names_that_look_like_something_else_come_back(repo: Repo) -> None:
    names = ("123", "1e5", "true", "No", "null", "2026-11-01", "0x1F")
    services = "".join(f'  "{name}": {{}}\n' for name in names)
    repo.put(model__more=f"services:\n{services}")
    assert repo.audit("--write-baseline", "--baseline", "known.yaml").code == 0
    code, found = repo.answer("--baseline", "known.yaml")
    assert (code, found["findings"], found["baseline"]["stale"]) == (0, [], [])
    assert {v["component"] for f in found["baselined"] for v in f["victims"]} >= set(names)
