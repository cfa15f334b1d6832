"""The part of a net that some of its nodes rest on."""

from collections.abc import Iterable
from dataclasses import dataclass

from drctl.graph.net import Net


def reached(net: Net, tops: Iterable[int]) -> set[int]:
    """The nodes of a net that some of its nodes rest on, these included."""
    waiting = list(tops)
    found = set(waiting)
    while waiting:
        for kid in net.children[waiting.pop()]:
            if kid not in found:
                found.add(kid)
                waiting.append(kid)
    return found


@dataclass(frozen=True, slots=True)
class Cone:
    """A net cut down to what lies below some nodes; `number` has the new number of each kept."""

    net: Net
    number: dict[int, int]


def cone(net: Net, tops: Iterable[int]) -> Cone:
    """What lies below some nodes, themselves included.

    Args:
        net: the gates.
        tops: nodes of it.

    Returns:
        A net that tells the same of these nodes; numbers keep their order.

    Notes:
        Linear in what is kept.
    """
    nodes = sorted(reached(net, tops))
    number = {node: i for i, node in enumerate(nodes)}
    children = tuple([tuple([number[kid] for kid in net.children[node]]) for node in nodes])
    return Cone(Net(children, tuple([net.least[node] for node in nodes])), number)
