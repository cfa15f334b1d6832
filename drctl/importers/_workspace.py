"""A proposal -> the YAML text of one whole workspace file, with the evidence as comments."""

from collections import defaultdict
from collections.abc import Iterator

from drctl.importers._kind import Component, Edge, Proposal, Team, printable
from drctl.importers._names import cleaned
from drctl.importers._scalars import quoted

LONGEST_COMMENT = 1_000

SECTIONS = {"provider": "providers", "service": "services"}

_WIDTH = 96


def render(proposal: Proposal, name: str = "imported", part: bool = False) -> str:
    """Write a proposal as a model.

    Args:
        proposal: what an importer found.
        name: the workspace's name where the files give none; characters that a name cannot hold
            become `-`.
        part: whether the file is one of a workspace's others, which has a name and tiers.

    Returns:
        YAML that drctl loads; the same proposal gives the same text.
    """
    needs: dict[str, list[Edge]] = defaultdict(list)
    for edge in proposal.edges:
        needs[edge.source].append(edge)
    lines = [
        *_head(proposal),
        "",
        "drctl: 1",
        *([] if part else [f"name: {quoted(cleaned(proposal.name or name))}", ""]),
    ]
    if not part and any(c.kind == "service" and c.promised for c in proposal.components):
        lines += _policy()
    lines += _teams(proposal.teams)
    for kind, section in SECTIONS.items():
        chosen = [c for c in proposal.components if c.kind == kind]
        for number, component in enumerate(chosen):
            lines += ["", *([] if number else [f"{section}:"])]
            lines += declaration(component, needs[component.name])
    return "\n".join(lines) + "\n"


def _head(proposal: Proposal) -> Iterator[str]:
    files = ", ".join(proposal.sources)
    yield from _paragraph(f"Proposed by `drctl import {proposal.kind}` from {files}.")
    yield "# Nothing here is known, all of it was read off files: the comments say where."
    yield "# Check every need, and delete the comments of those that you have checked."
    for note in proposal.notes:
        yield "#"
        yield from _paragraph(note)


def _policy() -> list[str]:
    return [
        "policy:",
        "  tiers:",
        "    # A proposal: every service shall survive the failure of any one other component.",
        "    # Make tiers of your own, and say what each promises (rto, rpo, slo).",
        "    standard: {survives: 1}",
    ]


def _teams(teams: tuple[Team, ...]) -> Iterator[str]:
    if teams:
        yield from ("", "teams:")
    for team in teams:
        yield from team_declaration(team)


def team_declaration(team: Team) -> Iterator[str]:
    """The lines of a team inside its section."""
    yield from (_comment(str(evidence), "  ") for evidence in team.evidence)
    yield f"  {quoted(team.name)}:{'' if team.title else ' {}'}"
    if team.title:
        yield f"    title: {quoted(team.title)}"


def declaration(component: Component, needs: list[Edge]) -> Iterator[str]:
    """The lines of a component inside its section, with its needs and all evidence."""
    for text in (*map(str, component.evidence), *component.remarks):
        yield _comment(text, "  ")
    body = list(_body(component, needs))
    yield f"  {quoted(component.name)}:{'' if body else ' {}'}"
    yield from body


def _body(component: Component, needs: list[Edge]) -> Iterator[str]:
    if component.title:
        yield f"    title: {quoted(component.title)}"
    if component.owner:
        yield f"    owner: {quoted(component.owner)}"
    if component.vendor:
        yield f"    vendor: {quoted(component.vendor)}"
    if component.kind == "service" and component.promised:
        yield "    tier: standard"
    if component.replicas is not None:
        yield f"    replicas: {component.replicas}"
    if component.failure:
        yield f"    failure: {component.failure}"
    for key, value in component.facts:
        yield f"    {key}: {value}"
    if needs:
        yield "    needs:"
    for edge in needs:
        yield from need(edge)


def need(edge: Edge) -> Iterator[str]:
    """The lines of a need inside its component's `needs`, with its evidence."""
    for evidence in edge.evidence:
        yield _comment(str(evidence), "      ")
    if edge.confidence == "likely":
        yield "      # likely, not certain"
    if edge.reason:
        yield _comment(edge.reason, "      ")
    yield f"      {quoted(edge.slot)}: {_requirement(edge)}"


def _requirement(edge: Edge) -> str:
    if edge.requirement:
        return edge.requirement
    keys = []
    if edge.at_start_only:
        keys.append("at_start: only")
    elif edge.strength != "hard":
        keys.append("optional: " + ("true" if edge.strength == "soft" else "unnoticed"))
    if len(edge.targets) == 1:
        target = quoted(edge.targets[0])
        return f"{{{', '.join([f'use: {target}', *keys])}}}" if keys else target
    members = f"any_of: [{', '.join(quoted(t) for t in edge.targets)}]"
    # With three or more options the language wants to hear how many are enough.
    enough = ["at_least: 1"] if len(edge.targets) > 2 else []
    return f"{{{', '.join([members, *enough, *keys])}}}"


def _comment(text: str, indent: str = "") -> str:
    """A text as a comment of one line, with nothing unprintable in it."""
    safe = printable(text)
    if len(safe) > LONGEST_COMMENT:
        safe = safe[: LONGEST_COMMENT - 1] + "…"
    return f"{indent}# {safe}"


def _paragraph(text: str) -> list[str]:
    """A text as comment lines of a readable width."""
    lines = [""]
    for word in _comment(text).removeprefix("# ").split():
        if lines[-1] and len(lines[-1]) + len(word) >= _WIDTH:
            lines.append("")
        lines[-1] += f" {word}"
    return [f"#{line}" for line in lines]
