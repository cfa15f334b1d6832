"""The gateway commands, whole."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.providers import TWO

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


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (
            ("", ""),
            "router.talk asks alpha only: there is nothing that it could fall back on",
        ),
        (
            ("api: anthropic", "api: gemini"),
            "drctl's stand-ins do not speak the api of delta (gemini, in router.talk); "
            "choose others with --need, or drill --real",
        ),
    ],
)
def test_what_cannot_be_drilled_is_told_first(
    model: tuple[str, str], told: str, drctl: Run, tmp_path: Path
) -> None:
    text = TWO.format(1, 2).replace("include: [drills/*.yaml]\n", "").replace(*model)
    (tmp_path / "dr.yaml").write_text(text)
    emitted = drctl("gateway", "emit", "litellm", cwd=tmp_path).out
    if model == ("", ""):
        emitted = emitted.replace("[alpha, delta]", "[alpha]").replace(", delta: 2", "")
        emitted = re.sub(r"  context_window_fallbacks: .*\n", "", emitted)
    (tmp_path / "litellm.yaml").write_text(emitted)
    done = drctl("gateway", "drill", "--config", "litellm.yaml", cwd=tmp_path)
    assert (done.code, done.err) == (1 if model == ("", "") else 2, f"error: {told}\n")


def test_real_providers_need_an_address(drctl: Run, tmp_path: Path) -> None:
    model = TWO.format(1, 2).replace("include: [drills/*.yaml]\n", "")
    (tmp_path / "dr.yaml").write_text(model.replace('base_url: "http://127.0.0.1:2", ', ""))
    done = drctl("gateway", "drill", "--real", cwd=tmp_path)
    told = "error: --real needs the address of delta: give the endpoint a base_url\n"
    assert (done.code, done.err) == (2, told)


def test_a_file_for_another_gateway_is_told(drctl: Run, tmp_path: Path) -> None:
    (tmp_path / "f").write_text(drctl("gateway", "emit", "portkey", cwd=ROOT).out)
    for command in ("drill", "run"):
        done = drctl("gateway", command, "--config", tmp_path / "f", "--kind", "litellm", cwd=ROOT)
        assert done.code == 2
        assert "is a configuration for portkey, not for litellm" in done.err
