"""LiteLLM's proxy with the emitted configuration, and every fault of its primary.

500 requests for each fault, 8 at once, in front of stand-ins that take 20 ms. What must hold: no
request lost, at most 24 on the failing primary, back on it within the cooldown. Then how long it
takes to write and to check the configuration of 200 needs.
"""

import asyncio
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from drctl.assessment import Assessment
from drctl.gateway import gateway
from drctl.gateway.check import check
from drctl.gateway.configuration import Configuration
from drctl.gateway.drill.exercise import Drilled, exercise
from drctl.gateway.drill.faults import FAULTS
from drctl.gateway.drill.stage import staged
from drctl.gateway.drill.wishes import component_of, wishes
from drctl.gateway.plan import Plan, plan
from drctl.gateway.proxy import program
from drctl.model import load
from drctl.model.model import Model
from drctl.model.source import Source

REQUESTS, CONCURRENCY, MOST_HITS, NEEDS = 500, 8, 24, 200
STRICT = ("refuse", "503", "429", "401", "reset", "hang", "slow")

MODEL = """\
drctl: 1
name: bench
providers:
  first: {endpoint: {api: openai, base_url: "http://first.example/v1", model: a, key: A}}
  second: {endpoint: {api: openai, base_url: "http://second.example/v1", model: b, key: B}}
  third: {endpoint: {api: anthropic, base_url: "http://third.example", model: c, key: C}}
services:
  router:
    needs:
      talk:
        use: first
        timeout: 2s
        fallbacks:
          - {use: second, switch: automatic, after: 10s, timeout: 2s}
          - {use: third, switch: automatic, after: 10s, timeout: 2s}
"""


def main() -> None:
    """Print the figures; the exit code is 1 where one does not hold."""
    wrong = _drill() + _speed()
    for line in wrong:
        print(f"NOT KEPT: {line}")
    sys.exit(bool(wrong))


def _drill() -> list[str]:
    model = _model(MODEL)
    wanted = plan(model)
    found = _configuration(wanted)
    drilled = asyncio.run(_drilled(model, wanted, found))
    cooldown = wanted.cooldown
    wrong = []
    heads = ("lost", "first", "p50", "longest", "hits", "back")
    print(f"{'fault':10} " + " ".join(f"{head:>9}" for head in heads))
    for each in drilled.rounds:
        first, p50, longest, back = (
            "-" if x is None else f"{x:.2f}"
            for x in (each.first_answer, each.p50, each.longest, each.back)
        )
        hits = "-" if each.hits is None else each.hits
        lost = f"{each.lost}/{each.requests}"
        name = each.fault.name
        cells = (lost, first, p50, longest, hits, back)
        print(f"{name:10} " + " ".join(f"{cell:>9}" for cell in cells))
        if name in STRICT:
            wrong += [f"{name}: {each.lost} lost"] if each.lost else []
            wrong += [f"{name}: {each.hits} hits"] if (each.hits or 0) > MOST_HITS else []
            late = each.back is None or each.back > cooldown
            wrong += [f"{name}: back after {back}s"] if late else []
    return wrong


async def _drilled(model: Model, wanted: Plan, found: Configuration) -> Drilled:
    def say(line: str) -> None:
        print(line, file=sys.stderr)

    (wish,) = wishes(model, wanted, found, {}, wanted.cooldown / 2)
    known, place = partial(component_of, model), program(found.kind).installed(say)
    faults = [fault for fault in FAULTS.values() if not fault.others]
    async with staged(found, place, known, say, keys=None) as stage:
        return await exercise(stage, wish, faults, REQUESTS, CONCURRENCY, say)


def _speed() -> list[str]:
    lines = ["drctl: 1", "name: large", "providers:"]
    lines += [
        f'  p{i}: {{endpoint: {{api: openai, base_url: "http://p{i}.example", model: m, key: K}}}}'
        for i in range(NEEDS)
    ]
    lines.append("services:")
    for i in range(NEEDS):
        others = ", ".join(f"{{use: p{(i + j) % NEEDS}, switch: automatic}}" for j in (1, 2, 3))
        need = f"{{use: p{i}, timeout: {5 + i % 3}s, fallbacks: [{others}]}}"
        lines.append(f"  s{i}: {{replicas: 2, needs: {{llm: {need}}}}}")
    model = _model("\n".join(lines) + "\n")
    began = time.process_time()
    wanted = plan(model)
    text = gateway("litellm").emit(wanted).text
    emitted = time.process_time()
    found, findings = gateway("litellm").read(Source("litellm.yaml", text))
    assert found is not None
    held = check(Assessment(model), wanted, found, {})
    checked = time.process_time()
    assert not findings
    assert not held
    print(f"{NEEDS} needs: emitted in {emitted - began:.2f}s, checked in {checked - emitted:.2f}s")
    return ["emit and check take over 1s"] if checked - began > 1 else []


def _model(text: str) -> Model:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dr.yaml"
        path.write_text(text, encoding="utf-8")
        found, errors = load(path)
    assert found is not None, errors
    return found


def _configuration(wanted: Plan) -> Configuration:
    text = gateway("litellm").emit(wanted).text
    found, _ = gateway("litellm").read(Source("litellm.yaml", text))
    assert found is not None
    return found


if __name__ == "__main__":
    main()
