"""The overview of a large estate: one card per tier in each domain or team, edges counted."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from drctl.assessment import Assessment
from drctl.model.component import Component
from drctl.model.language.component import Domain
from drctl.render.diagrams.edges import Bond, Edge
from drctl.render.diagrams.frames import Frames
from drctl.render.diagrams.key_points import key_points
from drctl.render.diagrams.sketch import BLUE, GREY, VERMILION, Frame, Line, Node, Sketch

By = Literal["domain", "team", "tier"]
MOST_GROUPS = 14
"""More groups than this: the smallest ones become one."""
MOST_EDGES = 20
"""More edges than this: those that stand for the fewest needs are left out."""
_NAMED = 4
_LONG = 24
_STRENGTH: tuple[Bond, ...] = ("needs", "one of", "soft", "fallback")
_OTHERS = "others"
THEIRS = "run by others"
TEAM = "team "
"""Before a team's name in a picture, where a component may have the same."""

_Group = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Estate:
    """What an overview is drawn of: who lies where, the edges, and what is counted."""

    assessment: Assessment
    inside: Frames
    drawn: list[Edge]
    nodes: list[Component]


def usual(estate: Estate) -> By:
    """What an overview is grouped by unless somebody says it.

    Returns:
        `domain` where at least half of what is drawn stands in one for sure, else `team` where
        at least half of the services have an owner, else `tier`.
    """
    nodes, services = estate.nodes, [c for c in estate.nodes if c.kind == "service"]
    if 2 * sum(c.name in estate.inside.home for c in nodes) >= len(nodes):
        return "domain"
    owned = sum(c.spec.owner is not None for c in services)
    return "team" if services and 2 * owned >= len(services) else "tier"


def grouped(estate: Estate, by: By) -> Sketch:
    """The overview by groups.

    Args:
        estate: what is drawn.
        by: what frames the groups: the outermost domain, the owner, or nothing but the tier.

    Returns:
        One picture: in each frame a card per tier, and one of what others run.
    """
    group = _groups(estate, by)
    members: dict[_Group, list[Component]] = defaultdict(list)
    for component in estate.nodes:
        members[group[component.name]].append(component)
    model = estate.assessment.model
    title = f"{model.title}: {len(estate.nodes)} components by {by}"
    sketch = Sketch(title, direction="TB")
    points = key_points(estate.assessment)
    for key in sorted(members, key=lambda k: (k[0], _order(estate, k[1]), k)):
        _card(estate, sketch, key, members[key], by, points)
    for outer in sorted({key[0] for key in members} - {""}):
        sketch.frames[outer] = _frame(estate, outer, by, points)
    counted = _counted(estate, group)
    shown = sorted(counted, key=lambda pair: (-counted[pair].total(), pair))[:MOST_EDGES]
    most = max((counted[pair].total() for pair in shown), default=1)
    sketch.lines += (_line(pair, counted[pair], most) for pair in sorted(shown))
    between = sum(bonds.total() for bonds in counted.values())
    rare = between - sum(counted[pair].total() for pair in shown)
    within = len(estate.drawn) - between
    without = len(model.components) - len(estate.nodes) - len(sketch.frames)
    left = [
        f"{within} needs inside cards" if within else "",
        f"{rare} on arrows that stand for few" if rare else "",
        "needs at start only or unnoticed",
        "failure domains"
        if by != "domain"
        else f"{without} components and domains"
        if without
        else "",
    ]
    frame = {
        "domain": "frame: failure domain · elsewhere: in none, or in a small one",
        "team": "frame: team · elsewhere: owned by none, or by a small one",
        "tier": "",
    }[by]
    return sketch.done(
        "card: the components of one tier and their number · at an arrow: how many needs it stands"
        " for",
        "▲ n, and a red line: takes a service of the first tier down alone, and n in all",
        f"left out: {', '.join(filter(None, left))}",
        frame_words=frame,
    )


def _groups(estate: Estate, by: By) -> dict[str, _Group]:
    group = {c.name: (_outer(estate, c, by), _inner(c)) for c in estate.nodes}
    sizes = Counter(group.values())
    if len(sizes) <= MOST_GROUPS:
        return group
    kinds = {inner for _, inner in sizes}
    room = max(MOST_GROUPS - len(kinds), 0)
    kept = {g for g, _ in sorted(sizes.items(), key=lambda i: (-i[1], i[0]))[:room]}
    # What has no frame of its own already stands for the rest of its tier.
    found = {n: g if g in kept else ("", g[1]) for n, g in group.items()}
    if len(set(found.values())) > MOST_GROUPS:
        sizes = Counter(found.values())
        most = sorted(sizes.items(), key=lambda i: (-i[1], i[0]))[: MOST_GROUPS - 1]
        found = {n: g if g in dict(most) else ("", _OTHERS) for n, g in found.items()}
    return found


def _outer(estate: Estate, component: Component, by: By) -> str:
    if by == "team":
        return f"{TEAM}{component.spec.owner}" if component.spec.owner else ""
    around = estate.inside.around(component.name) if by == "domain" else []
    return around[-1] if around else ""


def _inner(component: Component) -> str:
    return THEIRS if component.kind == "provider" else component.tier or "no tier"


def _order(estate: Estate, inner: str) -> int:
    tiers = list(estate.assessment.model.policy.tiers)
    return tiers.index(inner) if inner in tiers else len(tiers) + (inner == THEIRS)


def _key(group: _Group) -> str:
    return "/".join(group)


def _card(
    estate: Estate,
    sketch: Sketch,
    key: _Group,
    members: list[Component],
    by: By,
    points: frozenset[str],
) -> None:
    blast = estate.assessment.blast
    names = [c.name for c in members]
    vital = sorted(points.intersection(names), key=lambda n: (-len(blast[n]), n))
    shown = [*vital, *(n for n in names if n not in points)][:_NAMED]
    rest = len(names) - len(shown)
    rows = [_short(n) + (f"  ▲ {len(blast[n])}" if n in points else "") for n in shown]
    if rest:
        more = len(vital) - len([n for n in shown if n in points])
        rows.append(f"and {rest} more" + (f", {more} of them ▲" if more > 0 else ""))
    kind = "provider" if all(c.kind == "provider" for c in members) else "service"
    look = {"color": VERMILION, "penwidth": "2.2"} if vital else {}
    free = ", elsewhere" if not key[0] and by != "tier" else ""
    label = (f"{key[1]}{free} ({len(names)})", *rows)
    tooltip = ", ".join(names[:12])
    sketch.nodes[_key(key)] = Node(_key(key), label, kind, look, tooltip, key[0], card=True)


def _short(name: str) -> str:
    return name if len(name) <= _LONG else f"{name[: _LONG - 1]}…"


def _frame(estate: Estate, outer: str, by: By, points: frozenset[str]) -> Frame:
    model = estate.assessment.model
    if by == "team":
        name = outer.removeprefix(TEAM)
        team = model.teams.get(name)
        return Frame(_short((team.title if team else None) or name), "", {})
    spec = model.components[outer].spec
    kind = spec.kind if isinstance(spec, Domain) else None
    told = f"{_short(outer)} ({kind})" if kind else _short(outer)
    if outer not in points:
        return Frame(told, "", {})
    down = len(estate.assessment.blast[outer])
    return Frame(f"{told}  ▲ {down}", "", {"color": VERMILION, "penwidth": "2.5"})


def _counted(
    estate: Estate, group: dict[str, _Group]
) -> dict[tuple[_Group, _Group], Counter[Bond]]:
    found: dict[tuple[_Group, _Group], Counter[Bond]] = defaultdict(Counter)
    for edge in estate.drawn:
        pair = (group[edge.source], group[edge.target])
        if pair[0] != pair[1]:
            found[pair][edge.bond] += 1
    return found


def _line(pair: tuple[_Group, _Group], bonds: Counter[Bond], most: int) -> Line:
    bond = next(b for b in _STRENGTH if bonds[b])
    count = bonds.total()
    width = 1 + 2 * count / most
    color = {"fallback": BLUE, "soft": GREY}.get(bond, "#555555")
    look = {"penwidth": f"{width:.1f}", "color": color, "fontsize": "10", "fontcolor": "black"}
    label = str(count) if count > 1 else ""
    return Line(_key(pair[0]), _key(pair[1]), bond, label, look)
