"""A real gateway with the emitted configuration, and every fault of its primary.

Usage: gateway.py [litellm|portkey]. 500 requests for each fault, 8 at once, in front of stand-ins
that take 20 ms. What must hold: no request lost; with LiteLLM at most 24 on the failing primary,
and back on it within the cooldown. Then how long it takes to write and to check the configuration
of 200 needs.
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
from drctl.gateway.drill.measured import Measured
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
  first:
    capacity: 90 rps
    endpoint: {api: openai, base_url: "http://first.example/v1", model: a, key: A}
  second:
    capacity: 30 rps
    endpoint: {api: openai, base_url: "http://second.example/v1", model: b, key: B}
  third:
    capacity: 5 rps
    endpoint: {api: anthropic, base_url: "http://third.example", model: c, key: C}
services:
  desk: {needs: {talk: {use: router, timeout: 5s, load: 40 rps}}}
  router:
    needs:
      talk:
        load: 1x
        use: first
        timeout: 2s
        fallbacks:
          - {use: second, switch: automatic, after: 10s, timeout: 2s}
          - {use: third, switch: automatic, after: 10s, timeout: 2s}
"""


def main() -> None:
    """Print the figures; the exit code is 1 where one does not hold."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "litellm"
    wrong = _drill(kind) + _speed(kind)
    for line in wrong:
        print(f"NOT KEPT: {line}")
    sys.exit(bool(wrong))


def _drill(kind: str) -> list[str]:
    model = _model(MODEL)
    wanted = plan(model)
    found = _configuration(kind, wanted)
    print(program(kind).named)
    heads = ("lost", "first", "p50", "longest", "hits", "back")
    print(f"{'fault':10} " + " ".join(f"{head:>9}" for head in heads))
    wrong = []
    for each in asyncio.run(_drilled(model, wanted, found)).rounds:
        first, p50, longest, back = (
            "-" if x is None else f"{x:.2f}"
            for x in (each.first_answer, each.p50, each.longest, each.back)
        )
        hits = "-" if each.hits is None else each.hits
        cells = (f"{each.lost}/{each.requests}", first, p50, longest, hits, back)
        print(f"{each.fault.name:10} " + " ".join(f"{cell:>9}" for cell in cells))
        if each.fault.name in STRICT:
            wrong += _not_kept(each, wanted.cooldown, breaker=found.breaker is not None)
    return wrong


def _not_kept(each: Measured, cooldown: float, *, breaker: bool) -> list[str]:
    name = each.fault.name
    wrong = [f"{name}: {each.lost} lost"] if each.lost else []
    if breaker and (each.hits or 0) > MOST_HITS:
        wrong.append(f"{name}: {each.hits} hits")
    if each.back is None or each.back > cooldown:
        wrong.append(f"{name}: back after {each.back}s")
    return wrong


async def _drilled(model: Model, wanted: Plan, found: Configuration) -> Drilled:
    def say(line: str) -> None:
        print(line, file=sys.stderr)

    every = wanted.cooldown / 2 if found.health_checks else 0.0
    (wish,) = wishes(model, wanted, found, {}, every)
    known, place = partial(component_of, model), program(found.kind).installed(say)
    async with staged(found, place, known, say, keys=None) as stage:
        return await exercise(stage, wish, list(FAULTS.values()), REQUESTS, CONCURRENCY, say)


def _speed(kind: str) -> list[str]:
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
    text = gateway(kind).emit(wanted).text
    emitted = time.process_time()
    found, findings = gateway(kind).read(Source(kind, text))
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


def _configuration(kind: str, wanted: Plan) -> Configuration:
    text = gateway(kind).emit(wanted).text
    found, _ = gateway(kind).read(Source(kind, text))
    assert found is not None
    return found


if __name__ == "__main__":
    main()
