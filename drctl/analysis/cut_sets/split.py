"""Gates of their own for what stands apart below one gate: the smallest modules there are."""

from drctl.analysis.cut_sets.modules import modules
from drctl.analysis.cut_sets.simplify import sort_of
from drctl.analysis.cut_sets.tree import Tree, TreeMaker


def split(tree: Tree) -> Tree:
    """Group the children of ors and ands so that what shares nothing becomes a module.

    Args:
        tree: a simplified tree; merging undoes this step.

    Returns:
        The same function. Below a module the children fall into groups that share no event; below
        another gate those that are used nowhere else are one group.
    """
    if tree.top < tree.events:
        return tree
    apart = set(modules(tree))
    parents = tree.parents()
    maker = TreeMaker(tree.events)
    new = list(range(tree.events))
    for node, (least, children) in enumerate(tree.gates, tree.events):
        sort = sort_of(least, len(children))
        if not sort:
            new.append(maker.gate(least, [new[kid] for kid in children]))
            continue
        if node in apart:
            groups = _linked(tree, children, apart)
        else:
            own = [k for k in children if parents[k] == 1 and (k < tree.events or k in apart)]
            groups = [own, *([kid] for kid in children if kid not in set(own))]
        kids = [_gate(maker, sort, [new[kid] for kid in group]) for group in groups if group]
        new.append(_gate(maker, sort, kids))
    return maker.tree(new[tree.top])


def _gate(maker: TreeMaker, sort: str, kids: list[int]) -> int:
    return maker.gate(1 if sort == "or" else len(kids), kids)


def _linked(tree: Tree, children: tuple[int, ...], apart: set[int]) -> list[list[int]]:
    """The children that share something, together; all that share nothing are one more group."""
    link: dict[int, int] = {}

    def find(node: int) -> int:
        while (up := link.setdefault(node, node)) != node:
            link[node] = node = link.setdefault(up, up)
        return node

    waiting = list(children)
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node < tree.events or node in apart or node in seen:
            continue
        seen.add(node)
        for kid in tree.gates[node - tree.events][1]:
            link[find(kid)] = find(node)
            waiting.append(kid)
    groups: dict[int, list[int]] = {}
    for kid in children:
        groups.setdefault(find(kid), []).append(kid)
    linked = [group for group in groups.values() if len(group) > 1]
    return [*linked, [group[0] for group in groups.values() if len(group) == 1]]
