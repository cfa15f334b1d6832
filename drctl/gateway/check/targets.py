"""Who is asked: everybody whom the model names, in its order, and nobody else."""

from itertools import pairwise

from drctl.gateway.check._question import Question, Served
from drctl.gateway.wrong import Wrong
from drctl.model.errors import did_you_mean
from drctl.model.requirement import targets


def check(question: Question, wrong: Wrong) -> None:
    """Compare the file's chains with the model's groups."""
    _groups(question, wrong)
    for served in question.served:
        if served.group is not None:
            _members(question, served, wrong)
            _order(question, served, wrong)
    _strangers(question, wrong)


def _groups(question: Question, wrong: Wrong) -> None:
    """Every group of the model is there, and what is there is known."""
    chains = {chain.name for chain in question.configuration.chains}
    answered = {served.need.address for served in question.served}
    top = question.configuration.top
    for group in question.plan.groups:
        if group.name not in answered:
            told = f"nothing in this file answers for {group.name}"
            hint = did_you_mean(group.name, chains) or f'call the group "{group.name}"'
            related = (question.model.place(group.need.path, note="the need"),)
            wrong("missing-target", told, top, hint=hint, about=group.name, related=related)
    known = {served.chain.name for served in question.served}
    members = {d.name for s in question.served for d in s.chain.deployments}
    for chain in question.configuration.chains:
        if chain.name not in known | members and len(chain.deployments) > 1:
            told = f'the model has no need "{chain.name}", so nobody knows what it must survive'
            hint = did_you_mean(chain.name, {g.name for g in question.plan.groups})
            wrong("unknown-group", told, chain.node, hint=hint, about=chain.name)


def _members(question: Question, served: Served, wrong: Wrong) -> None:
    group, name = served.group, served.chain.name
    assert group is not None
    for component in dict.fromkeys(group.components):
        if component not in served.components:
            told = f"{name} never asks {component}, which the model names for it"
            hint = f"add {component}, or take it out of the model"
            related = (question.need_place(served, "the need"),)
            wrong(
                "missing-target", told, served.chain.node, hint=hint, about=name, related=related
            )
    wanted = set(group.components)
    by_hand = {ref.name for ref in targets(served.need.requirement)} - wanted
    for deployment, asked in served.asked:
        if asked is None or asked in wanted:
            continue
        node = deployment.node.at("model_name") or deployment.node
        if asked in by_hand:
            told = f"{name} goes to {asked} by itself, which the model leaves to people"
        else:
            told = f"{name} goes to {asked}, which is no option of it in the model"
        related = (question.need_place(served, "the need"),)
        wrong("extra-target", told, node, about=name, related=related)


def _order(question: Question, served: Served, wrong: Wrong) -> None:
    """Those that both name come in the same order."""
    group = served.group
    assert group is not None
    wanted: dict[str, int] = {}
    for member in group.members:
        wanted.setdefault(member.target.component, member.rank)
    found: list[tuple[int, str]] = []
    for rank, each in enumerate(served.chain.ranks):
        for deployment in each.deployments:
            name = next(n for d, n in served.asked if d is deployment)
            if name is not None and name in wanted and name not in {n for _, n in found}:
                found.append((rank, name))
    for (rank, before), (after, behind) in pairwise(found):
        together = rank == after
        same = wanted[before] == wanted[behind]
        if wanted[before] > wanted[behind] or together != same:
            asked = "together with" if together else "before"
            told = f"{served.chain.name} asks {before} {asked} {behind}; the model wants "
            told += ", then ".join(_ranked(group.components, wanted))
            hint = "the lowest number is asked first" if not together else "number them"
            related = (question.need_place(served, "the need"),)
            node = served.chain.node
            wrong("wrong-order", told, node, hint=hint, about=served.chain.name, related=related)
            return


def _ranked(components: tuple[str, ...], ranks: dict[str, int]) -> list[str]:
    by_rank: dict[int, list[str]] = {}
    for name in dict.fromkeys(components):
        by_rank.setdefault(ranks[name], []).append(name)
    return [" beside ".join(names) for _, names in sorted(by_rank.items())]


def _strangers(question: Question, wrong: Wrong) -> None:
    """Deployments in a known chain that are no component of the model."""
    told_of: set[int] = set()
    for served in question.served:
        for deployment, component in served.asked:
            if component is None and id(deployment.node) not in told_of:
                told_of.add(id(deployment.node))
                told = (
                    f'the model knows nothing at "{deployment.base_url or deployment.model}": '
                    "what it can do, where it is and what it falls with are unknown"
                )
                hint = "give a component this endpoint, or name one under model_info.component"
                node = deployment.node.at("model_name") or deployment.node
                wrong("unknown-component", told, node, hint=hint, about=served.chain.name)
