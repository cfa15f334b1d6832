"""The lightest set of changes that meets clauses, by MaxSAT."""

from collections.abc import Iterable, Sequence

from drctl.improve.search import Chosen, Clause


def lightest(weights: Sequence[int], clauses: Iterable[Clause]) -> Chosen | None:
    """Solve a weighted hitting set.

    Args:
        weights: of each change.
        clauses: what has to hold; see `Clause`.

    Returns:
        The changes, or None when the clauses can't all hold.

    Raises:
        ImportError: python-sat is not installed.

    Notes:
        RC2, exact (Ignatiev, Morgado, Marques-Silva, 2019).
    """
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    formula = WCNF()
    used = {abs(literal) - 1 for clause in clauses for literal in clause}
    for clause in clauses:
        formula.append(sorted(clause))
    for change in sorted(used):
        formula.append([-(change + 1)], weight=weights[change])
    with RC2(formula) as solver:
        model = solver.compute()
    return None if model is None else frozenset(v - 1 for v in model if v > 0 and v - 1 in used)
