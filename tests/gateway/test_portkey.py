"""Portkey's real gateway: drilled, run for use, and installed or not."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from drctl.gateway.drill.dialects import Portkey
from drctl.gateway.drill.filled import filled
from drctl.gateway.drill.http import Message
from drctl.gateway.portkey import read
from drctl.gateway.proxy import portkey
from drctl.gateway.proxy.process import CannotRun, environment, free_port, ready, running
from drctl.model.source import Source
from tests.gateway.providers import TWO, provider

ROOT = Path(__file__).parents[2]
Run = Callable[..., Any]

FILE = """\
{"talk": {
  "strategy": {"mode": "fallback"},
  "cache": {"mode": "simple"},
  "targets": [
    {"provider": "openai", "api_key": "${FIRST}", "custom_host": "http://a.example/v1"},
    {"strategy": {"mode": "loadbalance"}, "before_request_hooks": [{"type": "guardrail"}], "targets": [
      {"provider": "openai", "api_key": "sk-in-the-file", "custom_host": "http://b.example/v1"},
      {"provider": "anthropic", "api_key": "${THIRD}", "custom_host": "http://c.example/v1"}
    ]}
  ]
}}
"""  # noqa: E501
BASES = ["http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1", "http://127.0.0.1:3/v1"]


def sent(keys: dict[str, str]) -> dict[str, Any]:
    found, findings = read(Source("portkey.json", FILE))
    assert found is not None
    assert [f.rule for f in findings] == ["key-in-file"]
    return filled(found, BASES, keys)


def test_keys_are_filled_in_and_nothing_reaches_elsewhere() -> None:
    second = {
        "strategy": {"mode": "loadbalance"},
        "targets": [
            {"provider": "openai", "api_key": "none", "custom_host": BASES[1], "name": "1"},
            {"provider": "anthropic", "api_key": "none", "custom_host": BASES[2], "name": "2"},
        ],
    }
    first = {"provider": "openai", "api_key": "sk-1", "custom_host": BASES[0], "name": "0"}
    assert sent({"FIRST": "sk-1"}) == {
        "talk": {"strategy": {"mode": "fallback"}, "targets": [first, second]}
    }


@pytest.mark.parametrize(
    ("place", "who"),
    [("config.targets[0]", "a"), ("config.targets[1].targets[1]", "c"), ("", "")],
)
def test_the_headers_tell_who_served(place: str, who: str) -> None:
    dialect = Portkey(sent({}), {"0": "a", "1": "b", "2": "c"})
    asked = dialect.chain("talk", stream=False, embedding=False)
    headers = {"x-portkey-last-used-option-index": place} if place else {}
    assert dialect.served_by(asked, Message("HTTP/1.1 200 OK", headers)) == who


def test_without_node_or_a_registry_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with monkeypatch.context() as here:
        here.setenv("PATH", str(tmp_path))
        with pytest.raises(CannotRun, match=r"Portkey needs Node\.js: there is no node"):
            portkey.installed(lambda _: None)
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    with pytest.raises(CannotRun, match=r"Portkey .* cannot be installed: .*ECONNREFUSED"):
        portkey.installed(lambda _: None)
    assert list(portkey.folder().iterdir()) == []


@pytest.mark.needs("portkey")
def test_it_listens_on_this_machine_only() -> None:
    found, _ = read(Source("portkey.json", FILE))
    assert found is not None
    program = portkey.PROGRAM
    command = partial(program.command, program.installed(lambda _: None))
    with running(command, {}, environment(program.settings(found))) as process:
        ready(process, program.ready, program.start, lambda _: None)
        port = f"{process.port:04X}"
        tables = [Path(f"/proc/net/{name}").read_text() for name in ("tcp", "tcp6")]
        listening = [line.split() for text in tables for line in text.splitlines()[1:]]
        # 0A is the state of one that listens; addresses are written backwards.
        found_at = [w[1] for w in listening if w[3] == "0A" and w[1].endswith(f":{port}")]
    assert found_at == [f"0100007F:{port}"]


@pytest.mark.needs("portkey")
def test_it_is_drilled_and_has_no_breaker(drctl: Run) -> None:
    words = ("--fault", "503", "--fault", "cut", "--requests", "40", "--kind", "portkey")
    need = ("--need", "llm-gateway.critical", "--json")
    done = drctl("gateway", "drill", *words, *need, cwd=ROOT)
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert answer["gateway"] == {"kind": "portkey", "version": portkey.VERSION}
    ((unavailable, cut),) = ([*need["faults"]] for need in answer["needs"])
    assert all(option["passed"] for option in answer["needs"][0]["options"])
    assert unavailable["lost"] == 0
    # Of each of the requests that fell over, the dead provider was asked first.
    assert unavailable["hits"] >= unavailable["served"]["openai-api"] >= 15
    assert (cut["verdict"], set(cut["statuses"])) == ("limit", {"200"})
    assert cut["lost"] >= 15


@pytest.mark.needs("portkey")
def test_it_runs_for_use(tmp_path: Path, drctl: Run) -> None:
    port = free_port()
    with provider("delta", "delta-key") as delta:
        model = TWO.format(free_port(), delta).replace("include: [drills/*.yaml]\n", "")
        (tmp_path / "dr.yaml").write_text(model)
        emitted = drctl("gateway", "emit", "portkey", cwd=tmp_path).out
        words = ("gateway", "run", "--kind", "portkey", "--port", str(port))
        process = subprocess.Popen(
            [sys.executable, "-m", "drctl", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        told: list[str] = []
        while not (told and "listening" in told[-1]):
            told.append(process.stderr.readline())
            assert told[-1], told
        assert any("not kept: there is no breaker" in line for line in told)
        content = json.loads(emitted.replace("${DELTA_KEY}", "delta-key"))["router.talk"]
        body = {"model": "any", "messages": [{"role": "user", "content": "Hello"}]}
        headers = {"content-type": "application/json", "x-portkey-config": json.dumps(content)}
        url = f"http://127.0.0.1:{port}/v1/chat/completions"
        with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=20) as answer:
            assert json.load(answer)["choices"][0]["message"]["content"] == "delta"
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, rest = process.communicate(timeout=20)
    assert process.returncode == 0, rest
    assert time.monotonic() - began < 10
