"""How Compose puts one definition over another: maps merge, lists grow, commands are replaced."""

from dataclasses import replace

from drctl.importers._documents import Node

_REPLACED = frozenset(("command", "entrypoint", "test"))


def merged(under: Node, over: Node, key: str = "") -> Node:
    """One value over another.

    Args:
        under: what was there.
        over: what comes later; tagged `!override` it stands alone, `!reset` takes away.
        key: the key under which both stand.

    Returns:
        A value at the place of the first; what it holds keeps its own places.
    """
    if over.tag.endswith(("override", "reset")) or key in _REPLACED:
        return over
    if isinstance(under.value, dict) and isinstance(over.value, dict):
        entries = dict(under.value)
        for name, value in over.value.items():
            entries[name] = merged(entries[name], value, name) if name in entries else value
        return replace(under, value=entries)
    if isinstance(under.value, list) and isinstance(over.value, list):
        return replace(under, value=[*under.value, *over.value])
    return over if over.value != "" else under


def without_resets(node: Node) -> Node:
    """A value without what is tagged `!reset`."""
    if isinstance(node.value, dict):
        left = {k: without_resets(v) for k, v in node.value.items() if not _reset(v)}
        return replace(node, value=left)
    if isinstance(node.value, list):
        return replace(node, value=[without_resets(v) for v in node.value if not _reset(v)])
    return node


def _reset(node: Node) -> bool:
    return node.tag.endswith("reset")
