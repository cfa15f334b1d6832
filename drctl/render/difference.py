"""What building would change, as a unified diff."""

import difflib
from collections.abc import Iterator

from drctl.render.write import Plan

NOTHING = "/dev/null"


def difference(plan: Plan) -> Iterator[str]:
    """The lines of a unified diff from what is there to what is wanted, path by path.

    Args:
        plan: what building would do. Pictures are left out: one DOT is drawn differently by
            different versions of Graphviz, and its own lines are in the diff.

    Yields:
        Lines without their newlines.
    """
    removed = [path for path in plan.removed if not path.endswith(".svg")]
    for path in sorted({*plan.texts, *removed}):
        there = path not in plan.created
        old = (plan.root / path).read_bytes().decode() if there else ""
        new = plan.texts.get(path, "")
        yield from difflib.unified_diff(
            old.splitlines(),
            new.splitlines(),
            path if there else NOTHING,
            path if path in plan.texts else NOTHING,
            lineterm="",
        )
