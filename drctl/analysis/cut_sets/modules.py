"""Modules: gates that share nothing with the rest of the tree (Dutuit and Rauzy)."""

from drctl.analysis.cut_sets.tree import Tree


def modules(tree: Tree) -> list[int]:
    """The gates below which nothing is used from elsewhere, children before parents.

    Args:
        tree: any fault tree; its top, when it is a gate, is a module.

    Notes:
        Y. Dutuit, A. Rauzy, "A linear-time algorithm to find modules of fault trees", IEEE
        Transactions on Reliability 45 (1996). One walk notes when each node is first and last
        visited; a gate is a module when all below it is visited only between the first two
        visits of the gate itself. Linear in the edges.
    """
    if tree.top < tree.events:
        return []
    first, second, last = _visits(tree)
    size = tree.events + len(tree.gates)
    earliest = [0] * size
    latest = [0] * size
    found: list[int] = []
    for node, (_, children) in enumerate(tree.gates, tree.events):
        if not first[node]:
            continue
        low = min(min(first[kid], earliest[kid] or first[kid]) for kid in children)
        high = max(max(last[kid], latest[kid]) for kid in children)
        earliest[node], latest[node] = low, high
        if first[node] < low and high < second[node]:
            found.append(node)
    return found


def _visits(tree: Tree) -> tuple[list[int], list[int], list[int]]:
    """When each node is first visited, when left for the first time, and when visited last."""
    size = tree.events + len(tree.gates)
    first, second, last = [0] * size, [0] * size, [0] * size
    time = 0
    stack: list[tuple[int, int]] = [(tree.top, 0)]
    while stack:
        node, at = stack.pop()
        time += 1
        if at == 0:
            last[node] = time
            if first[node]:
                continue
            first[node] = time
            if node < tree.events:
                continue
        children = tree.gates[node - tree.events][1]
        if at < len(children):
            stack += [(node, at + 1), (children[at], 0)]
        else:
            second[node] = last[node] = time
    return first, second, last
