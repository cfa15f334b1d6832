"""Random estates of any size, as a net of gates or as YAML: what the benchmarks run on.

One component in twenty needs nothing. Every other has one need, on five components drawn
evenly from those before it in a hidden order; the names are shuffled, so that they tell
nothing of that order.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from drctl.graph import FaultGraph
from drctl.graph.net import Net, NetBuilder

Gate = Literal["hard", "redundant", "quorum"]
FAN = 5
QUORUM = 3
LOAD = 10
VENDORS = 94


@dataclass(frozen=True, slots=True)
class Estate:
    """For each component the gate of its need, what is used there, and its next in a ring."""

    gates: tuple[Gate, ...]
    uses: tuple[tuple[int, ...], ...]
    ring: dict[int, int]

    @property
    def edges(self) -> int:
        """How many times one component names another."""
        return sum(map(len, self.uses)) + len(self.ring)


def estate(count: int, hard: float, rings: int = 0, seed: int = 1) -> Estate:
    """Draw an estate.

    Args:
        count: how many components.
        hard: the share of needs without any alternative; the others are redundant (all five
            must be lost) or a quorum (three of five must be lost), half and half.
        rings: how many rings of ten components that need one another.
        seed: the same seed gives the same estate.
    """
    draw = random.Random(seed)
    ids = list(range(count))
    draw.shuffle(ids)
    gates: list[Gate] = ["hard"] * count
    uses: list[tuple[int, ...]] = [()] * count
    free = max(count // 20, FAN)
    for place in range(free, count):
        chance = draw.random()
        if chance >= hard:
            gates[ids[place]] = "redundant" if chance < (1 + hard) / 2 else "quorum"
        uses[ids[place]] = tuple(ids[other] for other in draw.sample(range(place), FAN))
    ring: dict[int, int] = {}
    for first in draw.sample(range(free, count - 10, 10), rings):
        members = ids[first : first + 10]
        ring |= zip(members, [*members[1:], members[0]], strict=True)
    return Estate(tuple(gates), tuple(uses), ring)


def names(count: int) -> tuple[str, ...]:
    """The components' names, in the order of their numbers."""
    return tuple(f"c{i:06}" for i in range(count))


def builder(drawn: Estate) -> NetBuilder:
    """The estate's gates, as yet without an order."""
    made = NetBuilder(len(drawn.uses))
    for node, (gate, used) in enumerate(zip(drawn.gates, drawn.uses, strict=True)):
        beside = [drawn.ring[node]] if node in drawn.ring else []
        lost = {"hard": 1, "redundant": len(used), "quorum": len(used) - QUORUM + 1}[gate]
        needs = list(used) if lost == 1 else [made.at_least(lost, used)]
        made.define(node, needs + beside)
    return made


def graph(drawn: Estate, net: Net) -> FaultGraph:
    """The fault graph around a net of the estate."""
    count = len(drawn.uses)
    ids = {name: i for i, name in enumerate(names(count))}
    return FaultGraph(names(count), ids, (True,) * count, lambda question: net)


def yaml(drawn: Estate) -> str:
    """The same estate as a model file."""
    return "drctl: 1\nservices:\n" + "".join(_services(drawn))


def split_yaml(drawn: Estate, files: int, *, full: bool = False) -> dict[str, str]:
    """The same estate as a workspace of many files, by path, with a promise and an owner each.

    Args:
        drawn: the estate.
        files: how many files the services are dealt to.
        full: whether it also says what most rules ask for: vendors, jurisdictions, times,
            timeouts, and a drill of every second fallback.
    """
    keys = ["    tier: standard\n    owner: platform\n"] * len(drawn.uses)
    promise, drills, need = "survives: 1", "", ""
    if full:
        draw = random.Random(1)
        keys = [key + _stated(draw) for key in keys]
        promise += ", rto: 1h, drill_every: 90d"
        need = "        timeout: 5s\n        detect: {within: 2m}\n"
        drills = "drills:\n" + "".join(_drills(drawn, draw))
    services = list(_services(drawn, keys, need))
    head = (
        "drctl: 1\ninclude: [model/*.yaml]\nteams: {platform: {}}\n"
        f"policy: {{tiers: {{standard: {{{promise}}}}}}}\n{drills}"
    )
    starts = [i for i, line in enumerate(services) if line.startswith("  c")]
    bounds = [starts[len(starts) * i // files] for i in range(files)] + [len(services)]
    return {"dr.yaml": head} | {
        f"model/services-{i:03}.yaml": "services:\n" + "".join(services[bounds[i] : bounds[i + 1]])
        for i in range(files)
    }


def _stated(draw: random.Random) -> str:
    vendor = f"    vendor: v{draw.randrange(VENDORS):02}\n" if draw.random() < 0.3 else ""
    places = ("DE", "FR", "US", "CN", "IN", "BR", "JP", "UK")
    law = f"    jurisdiction: {draw.choice(places)}\n" if draw.random() < 0.3 else ""
    times = f"    failure: {{restore: {draw.choice((5, 30, 60, 240))}m}}\n    restart: 1m\n"
    return f"    replicas: 2\n{vendor}{law}{times}"


def _drills(drawn: Estate, draw: random.Random) -> Iterator[str]:
    called = names(len(drawn.uses))
    for name, gate, used in zip(called, drawn.gates, drawn.uses, strict=True):
        if gate == "redundant" and used and draw.random() < 0.5:
            date, result = f"2026-0{draw.randrange(1, 10)}-02", draw.choice(("passed", "failed"))
            yield f"  - {{need: {name}.store, date: {date}, result: {result}}}\n"


def busy_yaml(drawn: Estate, seed: int = 1) -> str:
    """The estate as a model file in which everything has times, loads and a capacity.

    Each need sends 10 rps; each component can take 2% to 200% more than reaches it on an
    ordinary day.
    """
    draw = random.Random(seed)
    received = [0.0] * len(drawn.uses)
    for gate, used in zip(drawn.gates, drawn.uses, strict=True):
        for kid in used[:1] if gate == "redundant" else used:
            received[kid] += LOAD / FAN if gate == "quorum" else LOAD
    keys = [
        f"    restart: {draw.choice((0, 30, 60, 120))}s\n"
        f"    failure: {{restore: {draw.choice((5, 30, 60, 240))}m}}\n"
        f"    capacity: {max(load * (1.02 + 1.98 * draw.random()), 1):.3f} rps\n"
        for load in received
    ]
    return "drctl: 1\nservices:\n" + "".join(_services(drawn, keys, f"        load: {LOAD} rps\n"))


def failing_yaml(drawn: Estate, seed: int = 1) -> str:
    """The estate as a model file in which everything fails now and then, for minutes or hours."""
    draw = random.Random(seed)
    keys = [
        f"    failure: {{mtbf: {draw.choice((60, 120, 240, 365))}d, "
        f"restore: {draw.choice((10, 30, 60, 240))}m}}\n"
        for _ in drawn.uses
    ]
    return "drctl: 1\nservices:\n" + "".join(_services(drawn, keys))


def _services(drawn: Estate, keys: Sequence[str] = (), load: str = "") -> Iterator[str]:
    called = names(len(drawn.uses))
    for node, (gate, used) in enumerate(zip(drawn.gates, drawn.uses, strict=True)):
        own = keys[node] if keys else ""
        yield f"  {called[node]}:\n    title: Component {node}\n{own}"
        if used:
            yield "    needs:\n"
            yield from _need(gate, [called[kid] for kid in used], load)
        if node in drawn.ring:
            yield f"      next: {called[drawn.ring[node]]}\n"


def _need(gate: Gate, used: list[str], load: str) -> Iterator[str]:
    listed = ", ".join(used)
    if gate == "hard":
        yield (
            f"      parts:\n        all_of: [{listed}]\n" if load else f"      parts: [{listed}]\n"
        )
    elif gate == "redundant":
        yield f"      store:\n        use: {used[0]}\n        fallbacks:\n"
        yield from (
            f"          - {{use: {name}, switch: automatic, after: 30s}}\n" for name in used[1:]
        )
    else:
        yield f"      quorum:\n        any_of: [{listed}]\n        at_least: {QUORUM}\n"
    yield load
