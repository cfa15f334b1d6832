"""The gateway commands, whole."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., Any]

ALONE = """\
drctl: 1
name: harbour
providers:
  a: {endpoint: {api: openai, base_url: "http://a.example/v1", model: m, key: A}}
services:
  desk: {needs: {talk: a}}
"""


@pytest.mark.parametrize("kind", ["litellm", "portkey"])
def test_what_is_emitted_for_the_reference_estate_is_clean(
    kind: str, drctl: Run, tmp_path: Path
) -> None:
    emitted = drctl("gateway", "emit", kind, cwd=ROOT)
    assert emitted.code == 0
    file = tmp_path / "configuration"
    file.write_text(emitted.out)
    done = drctl("gateway", "check", file, cwd=ROOT)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("no findings\n")


def test_keys_are_only_named(drctl: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    for kind in ("litellm", "portkey"):
        emitted = drctl("gateway", "emit", kind, cwd=ROOT)
        assert "very-secret" not in emitted.out + emitted.err
        assert "OPENAI_API_KEY" in emitted.out


def test_only_the_needs_of_one_gateway(drctl: Run) -> None:
    emitted = drctl("gateway", "emit", "litellm", "--gateway", "llm-gateway", cwd=ROOT)
    names = re.findall(r"group_name: (\S+)", emitted.out)
    assert names == [
        "llm-gateway.reasoning",
        "llm-gateway.critical",
        "llm-gateway.attachments",
        "search.summary",
    ]


def test_findings_fail_and_are_told_as_json(drctl: Run, tmp_path: Path) -> None:
    text = drctl("gateway", "emit", "litellm", cwd=ROOT).out
    file = tmp_path / "litellm.yaml"
    file.write_text(text.replace("  allowed_fails: 1\n", ""))
    done = drctl("gateway", "check", file, "--json", cwd=ROOT)
    assert done.code == 1
    (found,) = json.loads(done.out)["findings"]
    assert (found["rule"], found["severity"]) == ("no-breaker", "high")
    assert found["places"][0]["line"] == 1 + text[: text.index("router_settings:")].count("\n")


def test_names_of_the_file_may_be_told_which_need_they_serve(drctl: Run, tmp_path: Path) -> None:
    emitted = drctl("gateway", "emit", "litellm", "--gateway", "embeddings", cwd=ROOT).out
    file = tmp_path / "litellm.yaml"
    file.write_text(emitted.replace("embeddings.model", "vectors"))
    check = ("gateway", "check", file, "--gateway", "embeddings")
    assert drctl(*check, cwd=ROOT).code == 1
    assert drctl(*check, "--serves", "vectors=embeddings.model", cwd=ROOT).code == 0
    assert drctl(*check, "--serves", "vector=embeddings.model", cwd=ROOT).code == 2


def test_without_a_fallback_there_is_nothing_to_emit(drctl: Run, tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(ALONE)
    done = drctl("gateway", "emit", "litellm", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[0] == "note: desk.talk is left out: no automatic fallback"


@pytest.mark.parametrize(
    ("text", "place"),
    [("", ":1:1:"), ("a: [", ":2:1:"), ("name: x\n", ":1:1:"), ('{"strategy": 1}', ":1:1:")],
)
def test_unreadable_files_exit_with_2(text: str, place: str, drctl: Run, tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_text(text)
    done = drctl("gateway", "check", file, cwd=ROOT)
    assert (done.code, done.out) == (2, "")
    assert place in done.err


def test_a_mistyped_command_of_a_group_is_told(drctl: Run) -> None:
    done = drctl("gateway", "emitt", "litellm")
    assert done.code == 2
    assert 'there is no command "gateway emitt"' in done.err
    assert 'did you mean "emit"?' in done.err
