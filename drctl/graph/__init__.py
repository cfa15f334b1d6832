"""Model -> fault graph: all / any / k-of-n over basic events, and the kernel that runs it."""

from drctl.graph.build import build
from drctl.graph.faultgraph import FaultGraph, Question

__all__ = ["FaultGraph", "Question", "build"]
