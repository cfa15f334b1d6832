"""The fault graph of a model: component ids, and a net of gates per question."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from drctl import collector
from drctl.graph.net import Net
from drctl.graph.spread import Ways, ways


class Question(Enum):
    """What is asked of a scenario."""

    INSTANT = "down before people act"
    EVENTUAL = "down after people acted"
    IMPAIRED_INSTANT = "down or degraded before people act"
    IMPAIRED = "down or degraded after people acted"

    @property
    def people_act(self) -> bool:
        """Whether manual options count."""
        return self in (Question.EVENTUAL, Question.IMPAIRED)

    @property
    def impaired(self) -> bool:
        """Whether the degraded count too."""
        return self in (Question.IMPAIRED, Question.IMPAIRED_INSTANT)


@dataclass(frozen=True, slots=True)
class FaultGraph:
    """Components with stable ids (their order by name), and a net per question.

    In a net, node i (i < n) is "component i is down". In the nets of the impaired questions
    node n + i is "component i is down or degraded". `can_fail[i]` is False for a component
    that never fails by itself.
    """

    names: tuple[str, ...]
    ids: dict[str, int]
    can_fail: tuple[bool, ...]
    _make: Callable[[Question], Net]
    _nets: dict[Question, Net] = field(default_factory=dict)
    _ways: dict[Question, Ways] = field(default_factory=dict)

    def net(self, question: Question) -> Net:
        """The net that answers a question, built on first use."""
        if question not in self._nets:
            with collector.resting():
                self._nets[question] = self._make(question)
        return self._nets[question]

    def ways(self, question: Question) -> Ways:
        """The ways up that net, built on first use."""
        if question not in self._ways:
            net = self.net(question)
            with collector.resting():
                self._ways[question] = ways(net)
        return self._ways[question]

    def __len__(self) -> int:
        return len(self.names)
