"""What stands in the files, as plain data."""

from typing import Any

from drctl.model.source import Path


def plain(node: Any) -> Any:
    """A copy of what was written that knows no places; keys that begin with x- are left out."""
    if isinstance(node, dict):
        return {k: plain(v) for k, v in node.items() if not str(k).startswith("x-")}
    return [plain(item) for item in node] if isinstance(node, list) else node


def at(data: Any, path: Path) -> Any:
    """What stands at a path below some data."""
    for step in path:
        data = data[step]
    return data


def put(data: Any, path: Path, value: Any) -> Any:
    """The data with something else at a path; the data are changed, but for an empty path."""
    if not path:
        return value
    at(data, path[:-1])[path[-1]] = value
    return data
