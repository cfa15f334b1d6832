"""The model as a fault tree of the Open-PSA Model Exchange Format.

A component that can fall is a gate of its name: it is down once people have done what they can.
Its own failure is a basic event, of its name where there is no gate, else `NAME-itself`. Circles
are written out, so that the tree has none.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from drctl.analysis.cut_sets.tree import ALWAYS, NEVER
from drctl.analysis.cut_sets.unfold import Unfolded, unfold
from drctl.analysis.unavailability import own_unavailability
from drctl.assessment import Assessment
from drctl.exporters._kind import Export
from drctl.graph import Question
from drctl.model.model import Model


def write(assessment: Assessment, component: str | None = None) -> Export:
    """Write a model as Open-PSA.

    Args:
        assessment: a checked model.
        component: the one that is wanted with all below it; None for all.

    Returns:
        XML; a note names the components without failure figures.
    """
    graph = assessment.graph
    wanted = graph.names if component is None else (component,)
    tree = unfold(graph, wanted, Question.EVENTUAL)
    tops = (
        tree.node if component is None else {graph.ids[component]: tree.node[graph.ids[component]]}
    )
    writer = _Writer(assessment.model, tree, graph.names, tops)
    text = "\n".join(writer.lines()) + "\n"
    missing = ", ".join(writer.missing)
    note = f"No failure figures, so no probability: {missing}"
    return Export(text, (note,) if missing else ())


class _Writer:
    """One export: which names are used, and what has no figures."""

    def __init__(
        self, model: Model, tree: Unfolded, names: tuple[str, ...], tops: dict[int, int]
    ) -> None:
        self.model = model
        self.tree = tree
        self.names = names
        self.missing: list[str] = []
        used = set().union(*map(tree.maker.below, tops.values()))
        self.events = sorted(node for node in used if 0 <= node < tree.events)
        self.inner = sorted((node for node in used if node >= tree.events), reverse=True)
        # A component whose own failure is all that takes it down needs no gate of its own, and one
        # that is down when something else is needs one only when it is asked for.
        known = {i: node for i, node in tree.node.items() if node in used or i in tops}
        order = sorted(known, key=lambda i: (i not in tops, i))
        self.defined_by: dict[int, int] = {}
        for i in order:
            if known[i] >= tree.events:
                self.defined_by.setdefault(known[i], i)
        self.gates = {
            i: node
            for i, node in sorted(known.items())
            if node != i and (i in tops or self.defined_by.get(node) == i)
        }
        self._used: set[str] = set()
        self.gate_word = {i: self._fresh(names[i]) for i in self.gates}
        self.word: dict[int, str] = {}
        for event in self.events:
            own = names[event] + "-itself" if event in self.gates else names[event]
            self.word[event] = self._fresh(own)
        self.word |= {node: self.gate_word[i] for node, i in self.defined_by.items()}
        numbers = count(1)
        for node in reversed(self.inner):
            if node not in self.word:
                self.word[node] = self._fresh(f"gate-{next(numbers)}")

    def lines(self) -> Iterator[str]:
        """The whole file."""
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield "<opsa-mef>"
        yield f"<define-fault-tree name={quoteattr(self._fresh(self.model.name or 'model'))}>"
        for node in self.inner:
            yield from self._gate(node)
        for i, node in sorted(self.gates.items()):
            if self.defined_by.get(node) != i:
                yield from self._alias(i, node)
        yield "</define-fault-tree>"
        yield "<model-data>"
        for event in self.events:
            yield from self._event(event)
        if any(node < 0 for node in self.gates.values()):
            for word, value in (("never", "false"), ("always", "true")):
                yield f'<define-house-event name="{word}"><constant value="{value}"/>'
                yield "</define-house-event>"
        yield "</model-data>"
        yield "</opsa-mef>"

    def _gate(self, node: int) -> Iterator[str]:
        least, children = self.tree.gates[node - self.tree.events]
        yield f"<define-gate name={quoteattr(self.word[node])}>"
        if node in self.defined_by:
            yield from self._label(self.names[self.defined_by[node]], self.word[node])
        if least == 1:
            kind, end = "<or>", "</or>"
        elif least == len(children):
            kind, end = "<and>", "</and>"
        else:
            kind, end = f'<atleast min="{least}">', "</atleast>"
        yield kind
        yield from (f"  {self._reference(kid)}" for kid in children)
        yield end
        yield "</define-gate>"

    def _alias(self, i: int, node: int) -> Iterator[str]:
        """A component that is down exactly when something else is, never, or always."""
        yield f"<define-gate name={quoteattr(self.gate_word[i])}>"
        yield from self._label(self.names[i], self.gate_word[i])
        yield self._reference(node)
        yield "</define-gate>"

    def _reference(self, node: int) -> str:
        if node < 0:
            return f'<house-event name="{ {NEVER: "never", ALWAYS: "always"}[node] }"/>'
        kind = "basic-event" if node < self.tree.events else "gate"
        return f"<{kind} name={quoteattr(self.word[node])}/>"

    def _event(self, event: int) -> Iterator[str]:
        name = self.names[event]
        chance = own_unavailability(self.model.components[name])
        yield f"<define-basic-event name={quoteattr(self.word[event])}>"
        yield from self._label(name, self.word[event])
        if chance is None:
            self.missing.append(name)
        else:
            yield f'<float value="{chance!r}"/>'
        yield "</define-basic-event>"

    def _label(self, name: str, word: str) -> Iterable[str]:
        title = self.model.components[name].spec.title
        if title or word not in (name, f"{name}-itself"):
            yield f"<label>{escape(title or name)}</label>"

    def _fresh(self, name: str) -> str:
        """An identifier of the format, used for nothing else."""
        base = re.sub(r"-+", "-", name).strip("-")
        if not re.match(r"[A-Za-z]", base):
            base = f"c-{base}".rstrip("-")
        word, number = base, 1
        while word.casefold() in self._used or word in ("never", "always"):
            number += 1
            word = f"{base}-{number}"
        self._used.add(word.casefold())
        return word
