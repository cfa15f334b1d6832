"""What falls for good when the loss of some needs changes nothing, for many such cases at once."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from drctl.analysis.falls import Falls, Reasons, Step
from drctl.graph import FaultGraph, Question, build
from drctl.graph.kernel import BATCH, under
from drctl.graph.spread import Spread
from drctl.model.component import stand_in
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Option, Ref, nothing


@dataclass(frozen=True, slots=True)
class Case:
    """What fails, and the needs (by address) whose loss then changes nothing."""

    fails: tuple[str, ...]
    spared: frozenset[str] = frozenset()


class Spared:
    """A model some of whose needs can be spared.

    Each such need gets a guard beside it, which meets it too: a component that fails with
    everything else, but stands where the need is spared. So one net answers for all cases.
    """

    def __init__(self, model: Model, graph: FaultGraph, needs: Collection[str]) -> None:
        """Take a model, its fault graph, and the needs, by address, that a case may spare."""
        self._model = model
        self._needs = frozenset(needs)
        self._graph = build(_guarded(model, self._needs)) if self._needs else graph
        self._last: tuple[Case, Falls] | None = None

    def down(self, asked: Sequence[tuple[Case, str]]) -> list[bool]:
        """Whether each component is down for good in its case, overload left out.

        Raises:
            KeyError: a name is no component.

        Notes:
            One walk of the net for 16,384 of them together.
        """
        if not asked:
            return []
        net, ids = self._graph.net(Question.EVENTUAL), self._graph.ids
        answers: list[bool] = []
        for first in range(0, len(asked), BATCH):
            batch = asked[first : first + BATCH]
            rows = under(net, [self._failed(case) for case, _ in batch])
            answers += (bool(rows[ids[name]] >> bit & 1) for bit, (_, name) in enumerate(batch))
        return answers

    def fall(self, case: Case, component: str) -> tuple[Step, ...]:
        """The steps by which a component goes down for good; none when it stands.

        Notes:
            Linear in what falls, once per case when its questions come together.
        """
        if self._last is None or self._last[0] != case:
            spread = Spread(self._graph.ways(Question.EVENTUAL))
            spread.add(self._failed(case))
            names, known = self._graph.names, self._model.components
            down = {names[n]: wave for n, wave in spread.found.items() if n < len(names)}
            down = {name: wave for name, wave in down.items() if name in known}
            model = without(self._model, case.spared)
            falls = Falls(model, frozenset(case.fails), down, {}, Reasons(model, people_act=True))
            self._last = (case, falls)
        return self._last[1].steps(component)

    def _failed(self, case: Case) -> list[int]:
        ids = self._graph.ids
        return [ids[name] for name in (*case.fails, *(self._needs - case.spared))]


def without(model: Model, needs: Collection[str]) -> Model:
    """The model in which the loss of some needs, by address, changes nothing."""
    return _changed(model, frozenset(needs), lambda need: replace(need, optional="unnoticed"))


def _changed(model: Model, needs: frozenset[str], change: Callable[[Need], Need]) -> Model:
    if not needs:
        return model
    holders = {address.partition(".")[0] for address in needs}
    components = {
        name: replace(c, needs=tuple(change(n) if n.address in needs else n for n in c.needs))
        if name in holders
        else c
        for name, c in model.components.items()
    }
    return replace(model, components=components)


def _guarded(model: Model, needs: frozenset[str]) -> Model:
    # No name has a dot in it, so an address is free.
    guards = {a: stand_in(a, need.path) for a in needs if (need := model.need(a))}
    model = _changed(model, needs, _with_guard)
    return replace(model, components=dict(model.components) | guards)


def _with_guard(need: Need) -> Need:
    path = need.path
    options = (Option(need.requirement, path), nothing(path, Ref(need.address, path)))
    return replace(need, requirement=Choice(options, None, path))
