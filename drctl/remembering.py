"""What a model's answers take over from those of the model before a change."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Any, Self, TypeVar

from drctl.analysis.unchanged import Placed, left_alone, part, resting, still, unchanged
from drctl.finding import Place
from drctl.model.model import Model

T = TypeVar("T")
A = TypeVar("A")
P = TypeVar("P", bound=Placed | Place)


class Remembering:
    """A model, and what was known before of the parts of it that have not changed."""

    def __init__(self, model: Model, before: Self | None) -> None:
        """Remember the model, and the assessment before."""
        self.model = model
        self._before = before
        self._told: dict[str, dict[object, Any]] = {}
        self.judged: tuple[object, dict[int, Any]] = (None, {})
        """The policies, and what the rules found, judged by them, by the identity of the hits."""

    def judged_before(self, policies: object) -> dict[int, Any]:
        """What `judged` held before, by the same policies."""
        before = (None, {}) if self._before is None else self._before.judged
        return before[1] if before[0] == policies else {}

    @cached_property
    def _unchanged(self) -> frozenset[str]:
        if self._before is None:
            return frozenset()
        return unchanged(self._before.model, self.model, self.rests_on)

    @cached_property
    def _changed(self) -> Self:
        """What has changed and all that it rests on, as a model of its own."""
        changed = self.model.components.keys() - self._unchanged
        made = type(self)(part(self.model, changed, self.rests_on), None)
        made.rests_on = {name: self.rests_on[name] for name in made.model.components}
        return made

    def covering(self, names: Collection[str]) -> Self:
        """An assessment that answers the same about some components; a small one, if it can be."""
        return self._changed if self._unchanged and self._unchanged.isdisjoint(names) else self

    @cached_property
    def rests_on(self) -> dict[str, frozenset[str]]:
        """For each component all that its declaration names, its procedures' requirements too."""
        before: dict[str, frozenset[str]] = self._known_before("rests_on", {})
        if self._before is None or not before:
            return resting(self.model)
        same = left_alone(self._before.model, self.model)
        return resting(self.model, {name: before[name] for name in same})

    def _known_before(self, name: str, nothing: T) -> T:
        """An answer of before, if it is known already."""
        return nothing if self._before is None else self._before.__dict__.get(name, nothing)

    def _same(self, name: str) -> frozenset[str]:
        """The components of which that answer may be taken over."""
        known = self._before is not None and name in self._before.__dict__
        return self._unchanged if known else frozenset()

    def told(self, what: str, about: str, component: str, work: Callable[[], T]) -> T:
        """What a rule works out about something, where only a component's cone decides it.

        Args:
            what: names the question.
            about: what it is asked about.
            component: on whose cone the answer rests, which is taken over if that is unchanged.
            work: works it out.
        """
        found = self._told.setdefault(what, {})
        if about not in found:
            before = self._before if component in self._unchanged else None
            known = {} if before is None else before._told.get(what, {})
            found[about] = known[about] if about in known else work()
        return found[about]  # type: ignore[no-any-return]

    def told_together(
        self,
        what: str,
        asked: Sequence[tuple[A, str]],
        work: Callable[[Sequence[A]], Iterable[T]],
    ) -> list[T]:
        """The same for much that is worked out together.

        Args:
            what: names the question.
            asked: what it is asked about, each with the component on whose cone that answer rests.
            work: works some of it out, in order.
        """
        found = self._told.setdefault(what, {})
        known = {} if self._before is None else self._before._told.get(what, {})
        same = self._unchanged if known else frozenset()
        found |= {about: known[about] for about, name in asked if name in same and about in known}
        left = [about for about, _ in asked if about not in found]
        found |= zip(left, work(left) if left else (), strict=True)
        return [found[about] for about, _ in asked]

    def placed(self, what: str, about: object, names: Sequence[str], work: Callable[[], P]) -> P:
        """The same for what the cones of several components decide, and where its places stand.

        It is taken over if all of these are unchanged, and the files that it points into.
        """
        found = self._told.setdefault(what, {})
        known = None if self._before is None else self._before._told.get(what, {}).get(about)
        holds = (
            known is not None
            and known[0] == names
            and self._unchanged.issuperset(names)
            and all(place.path in self._still for place in _places(known[1]))
        )
        found[about] = known if holds else (names, work())
        return found[about][1]  # type: ignore[no-any-return]

    @cached_property
    def _still(self) -> frozenset[str]:
        """The files that hold the same text as before."""
        return frozenset() if self._before is None else still(self._before.model, self.model)

    def _once(
        self,
        component: str,
        answers: Callable[[Self], dict[str, T]],
        work: Callable[[], T],
    ) -> T:
        """An answer that depends on a component's cone only: known, known from before, or new."""
        found = answers(self)
        if component not in found:
            before = self._before if component in self._unchanged else None
            known = {} if before is None else answers(before)
            found[component] = known[component] if component in known else work()
        return found[component]


def _places(found: Placed | Place) -> tuple[Place, ...]:
    return (found,) if isinstance(found, Place) else found.places
