"""What stands in the files, as plain data."""

from typing import Any


def plain(node: Any) -> Any:
    """A copy of what was written that knows no places; keys that begin with x- are left out."""
    if isinstance(node, dict):
        return {k: plain(v) for k, v in node.items() if not str(k).startswith("x-")}
    return [plain(item) for item in node] if isinstance(node, list) else node
