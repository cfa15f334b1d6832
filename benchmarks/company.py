"""A company's estate, drawn at random: teams on a platform, in zones, beside what others run.

A team has a hundred services in five layers, each needing some of the layers below it. The upper
ones need some of other teams' middle layer besides. Everything has failure figures; tiers promise
an RTO, an SLO and to survive a failure, the critical one two.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TEAM, LAYER = 100, 20
ENTRY = 2
"""The layer of a team's services that other teams may need."""
REGIONS = ("eu", "us", "ap")
ZONES = tuple(f"{region}-{zone}" for region in REGIONS for zone in "abc")
HEAD = """\
drctl: 1
include: [model/*.yaml]
policy:
  tiers:
    critical: {rto: 1h, slo: 99.9%, survives: 2}
    standard: {rto: 8h, slo: 99%, survives: 1}
    internal: {}
"""


@dataclass(slots=True)
class Service:
    """What stands in the file of a service, as far as an edit may change it."""

    team: int
    tier: str
    place: str
    restore: int
    availability: str
    needs: dict[str, str]


def company(count: int, seed: int = 1) -> dict[str, Service]:
    """Draw the services by name.

    Args:
        count: how many, in whole teams.
        seed: the same seed gives the same company.
    """
    draw = random.Random(seed)
    return {_name(i): _service(draw, i, count // TEAM) for i in range(count)}


def changed(
    services: dict[str, Service], chosen: Sequence[str], seed: int = 2
) -> dict[str, Service]:
    """The company after every chosen service has been drawn anew."""
    draw = random.Random(seed)
    teams = len(services) // TEAM
    return services | {name: _service(draw, int(name[1:]), teams) for name in chosen}


def files(services: dict[str, Service]) -> dict[str, str]:
    """The company as a workspace, by path: the ground it stands on, and a file for each team."""
    teams: dict[int, list[str]] = {}
    for name, service in services.items():
        teams.setdefault(service.team, []).append("".join(_written(name, service)))
    return {"dr.yaml": HEAD, "model/ground.yaml": "".join(_ground(len(teams)))} | {
        f"model/team-{team:04}.yaml": "services:\n" + "".join(found)
        for team, found in teams.items()
    }


def _name(i: int) -> str:
    return f"s{i:06}"


def _ground(teams: int) -> Iterator[str]:
    yield "teams:\n"
    yield from (f"  team-{team:04}: {{}}\n" for team in range(teams))
    yield "domains:\n"
    for region in REGIONS:
        yield f"  {region}: {{kind: region, failure: {{availability: 99.995%}}}}\n"
    for zone in ZONES:
        yield f"  {zone}: {{kind: zone, in: {zone[:2]}, failure: {{availability: 99.99%}}}}\n"
    yield "providers:\n"
    for i in range(30):
        yield f"  p{i:02}: {{vendor: v{i // 2:02}, failure: {{mtbf: 30d, restore: 2h}}}}\n"


def _service(draw: random.Random, i: int, teams: int) -> Service:
    team, at = divmod(i, TEAM)
    layer = at // LAYER
    tier = draw.choices(("critical", "standard", "internal"), (1, 5, 4))[0]
    region = draw.choice(REGIONS)
    place = (
        f"{{any_of: [{region}-a, {region}-b, {region}-c], at_least: 1}}"
        if draw.random() < 0.9
        else f"{region}-{draw.choice('abc')}"
    )
    needs: dict[str, str] = {}
    for slot in range(draw.randrange(1, 5) if layer else 0):
        needs[f"n{slot}"] = _need(draw, team, layer, teams)
    if draw.random() < 0.05:
        first, other = draw.sample(range(30), 2)
        needs["api"] = f"{{use: p{first:02}, fallbacks: [{{use: p{other:02}, after: 5m}}]}}"
    restore = draw.choice((5, 15, 30, 60, 240))
    return Service(team, tier, place, restore, f"{draw.uniform(99.9, 99.999):.3f}%", needs)


def _need(draw: random.Random, team: int, layer: int, teams: int) -> str:
    """One need, of lower layers only: so there is no circle."""

    def one() -> str:
        # What a team serves others with needs nobody else's: only the layers above ask around.
        if layer > ENTRY and draw.random() < 0.15:
            return _name(draw.randrange(teams) * TEAM + ENTRY * LAYER + draw.randrange(LAYER))
        return _name(team * TEAM + draw.randrange(layer * LAYER))

    chance = draw.random()
    found = list(dict.fromkeys(one() for _ in range(2 if chance < 0.85 else 3)))
    if chance < 0.35 or len(found) == 1:
        return found[0]
    if chance < 0.55:
        return f"{{use: {found[0]}, optional: true}}"
    if chance < 0.85:
        return (
            f"{{use: {found[0]}, fallbacks: [{{use: {found[1]}, switch: automatic, after: 30s}}]}}"
        )
    return f"{{any_of: [{', '.join(found)}], at_least: 1}}"


def _written(name: str, service: Service) -> Iterator[str]:
    yield f"  {name}:\n    tier: {service.tier}\n    owner: team-{service.team:04}\n"
    yield f"    in: {service.place}\n    restart: 1m\n"
    yield f"    failure: {{availability: {service.availability}, restore: {service.restore}m}}\n"
    if service.needs:
        yield "    needs:\n"
        yield from (f"      {slot}: {need}\n" for slot, need in service.needs.items())
