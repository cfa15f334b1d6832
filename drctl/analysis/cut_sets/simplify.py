"""A fault tree -> a smaller one that says the same: what keeps diagrams small."""

from collections import Counter, defaultdict
from collections.abc import Callable

from drctl.analysis.cut_sets.tree import ALWAYS, NEVER, Gate, Tree, TreeMaker

ROUNDS = 8
"""Each round lets the steps see what the others have made; two are nearly always enough."""

WIDEST = 2_000
"""Gates with more parents or children than that are not searched for pairs."""


def simplify(tree: Tree) -> Tree:
    """Apply all steps until none changes anything.

    Args:
        tree: any fault tree.

    Returns:
        A tree with the same meaning over the same events.
    """
    steps: tuple[Callable[[Tree], Tree], ...] = (merge, narrow, merge, distribute, merge, share)
    for _ in range(ROUNDS):
        before = tree
        for step in steps:
            tree = step(tree)
        if tree == before:
            break
    return merge(tree)


def merge(tree: Tree) -> Tree:
    """Lift the children of a gate into its only parent where both are ors, or both are ands."""
    parents = tree.parents()
    maker = TreeMaker(tree.events)
    new = list(range(tree.events))
    for least, children in tree.gates:
        kids: list[int] = []
        sort = sort_of(least, len(children))
        for child in children:
            made = new[child]
            if sort and made >= tree.events and parents[child] == 1:
                below_least, below = maker.gates[made - tree.events]
                if sort_of(below_least, len(below)) == sort:
                    kids += below
                    continue
            kids.append(made)
        new.append(maker.gate(len(kids) if sort == "and" else least, kids))
    return maker.tree(new[tree.top]) if tree.top >= 0 else tree


def sort_of(least: int, children: int) -> str:
    """Whether a gate is an "or", an "and", or neither ("")."""
    return "or" if least == 1 else "and" if least == children else ""


def narrow(tree: Tree) -> Tree:
    """Fix what a gate can't see: below an or that a node x decides, x counts as false.

    Notes:
        Where x stands in an or beside g, g matters only while x does not hold; in an and, only
        while it does. What is so on every way from the top to a gate may be put in its place
        there. One pass down with the sets of what is known, over nodes with several parents only.
    """
    if tree.top < tree.events:
        return tree
    shared = {node for node, count in enumerate(tree.parents()) if count > 1}
    known: list[dict[int, int] | None] = [None] * (tree.events + len(tree.gates))
    known[tree.top] = {}
    chosen: list[list[int]] = [[] for _ in tree.gates]
    for node in range(tree.top, tree.events - 1, -1):
        here = known[node]
        if here is None:
            continue
        least, children = tree.gates[node - tree.events]
        kids = chosen[node - tree.events] = [here.get(child, child) for child in children]
        sort = sort_of(least, len(children))
        beside = dict(here)
        if sort:
            constant = NEVER if sort == "or" else ALWAYS
            beside |= {kid: constant for kid in kids if kid in shared and kid not in here}
        for kid in kids:
            if kid >= tree.events:
                told = known[kid]
                if told is None:
                    known[kid] = {x: v for x, v in beside.items() if x != kid}
                else:
                    known[kid] = {x: v for x, v in told.items() if x != kid and beside.get(x) == v}
    return _rebuilt(tree, chosen)


def _rebuilt(tree: Tree, chosen: list[list[int]]) -> Tree:
    maker = TreeMaker(tree.events)
    new = list(range(tree.events))
    for (least, _), kids in zip(tree.gates, chosen, strict=True):
        # A gate out of sight was given no children; nothing that is left refers to it.
        new.append(maker.gate(least, [new[kid] if kid >= 0 else kid for kid in kids]))
    top = new[tree.top]
    return maker.tree(top) if top >= 0 else Tree(tree.events, (), top)


def share(tree: Tree) -> Tree:
    """Give children that stand together in several ors (or several ands) a gate of their own."""
    gates = [list(kids) for _, kids in tree.gates]
    sorts = [sort_of(least, len(kids)) for least, kids in tree.gates]
    maker = TreeMaker(tree.events)
    fresh: dict[int, Gate] = {}
    number = tree.events + len(tree.gates)
    for sort in ("or", "and"):
        users: dict[int, set[int]] = defaultdict(set)
        for i, kids in enumerate(gates):
            if sorts[i] == sort:
                for kid in kids:
                    users[kid].add(i)
        while (pair := _commonest(gates, users)) is not None:
            common, holders = pair
            fresh[number] = (1 if sort == "or" else len(common), tuple(sorted(common)))
            for i in holders:
                gates[i] = [kid for kid in gates[i] if kid not in common] + [number]
                for kid in common:
                    users[kid].discard(i)
            users[number] = set(holders)
            number += 1
    return _with_fresh(tree, gates, fresh, maker)


def _commonest(
    gates: list[list[int]], users: dict[int, set[int]]
) -> tuple[set[int], list[int]] | None:
    """The largest set of children that two gates have in common, and all gates that have it."""
    groups: dict[frozenset[int], list[int]] = defaultdict(list)
    for kid, above in users.items():
        if 1 < len(above) <= WIDEST:
            groups[frozenset(above)].append(kid)
    best: tuple[int, list[int], list[int]] | None = None
    for holding, kids in groups.items():
        if len(kids) > 1 and (best is None or (len(kids), kids) > (best[0], best[1])):
            best = (len(kids), kids, sorted(holding))
    if best is not None:
        return set(best[1]), best[2]
    together: Counter[tuple[int, int]] = Counter()
    for holding, kids in groups.items():
        ordered = sorted(holding)
        for n, i in enumerate(ordered):
            for j in ordered[n + 1 :]:
                together[i, j] += len(kids)
    if not together:
        return None
    (i, j), count = max(together.items(), key=lambda item: (item[1], item[0]))
    if count < 2:
        return None
    common = set(gates[i]) & set(gates[j])
    holders = set.intersection(*(users[kid] for kid in common))
    return common, sorted(holders)


def _with_fresh(
    tree: Tree, gates: list[list[int]], fresh: dict[int, Gate], maker: TreeMaker
) -> Tree:
    new: dict[int, int] = {node: node for node in range(tree.events)}

    def made(node: int) -> int:
        # A fresh gate holds what stood below its users: none of them is made yet.
        if node not in new:
            least, kids = fresh[node]
            new[node] = maker.gate(least, [made(kid) for kid in kids])
        return new[node]

    for i, (least, _) in enumerate(tree.gates):
        kids = gates[i]
        was_and = least > 1 and least == len(tree.gates[i][1])
        new[tree.events + i] = maker.gate(
            len(kids) if was_and else least, [made(kid) for kid in kids]
        )
    return maker.tree(new[tree.top]) if tree.top >= 0 else tree


def distribute(tree: Tree) -> Tree:
    """(x and a) or (x and b) -> x and (a or b), and the same with and and or exchanged."""
    parents = tree.parents()
    maker = TreeMaker(tree.events)
    new = list(range(tree.events))
    for least, children in tree.gates:
        sort = sort_of(least, len(children))
        inner = {"or": "and", "and": "or"}.get(sort, "")
        alone: list[set[int]] = []
        kept: list[int] = []
        for child in children:
            made = new[child]
            if inner and made >= tree.events and parents[child] == 1:
                below_least, below = maker.gates[made - tree.events]
                if sort_of(below_least, len(below)) == inner:
                    alone.append(set(below))
                    continue
            kept.append(made)
        kept += _factored(maker, alone, sort, inner)
        new.append(maker.gate(len(kept) if sort == "and" else least, kept))
    return maker.tree(new[tree.top]) if tree.top >= 0 else tree


def _factored(maker: TreeMaker, terms: list[set[int]], sort: str, inner: str) -> list[int]:
    """Terms of one gate, with what most of them share taken out, again and again."""

    def gate(which: str, kids: list[int]) -> int:
        return maker.gate(1 if which == "or" else len(kids), kids)

    done: list[int] = []
    while terms:
        count = Counter(kid for term in terms for kid in term)
        kid, most = max(count.items(), key=lambda item: (item[1], -item[0])) if count else (0, 0)
        if most < 2:
            break
        having = [term for term in terms if kid in term]
        terms = [term for term in terms if kid not in term]
        common = set.intersection(*having)
        rest = [term - common for term in having]
        if not all(rest):
            done.append(gate(inner, sorted(common)))
            continue
        below = _factored(maker, rest, sort, inner)
        done.append(gate(inner, [*sorted(common), gate(sort, below)]))
    return done + [gate(inner, sorted(term)) for term in terms]
