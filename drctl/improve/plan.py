"""The cheapest plan for a wish, proven by applying it and auditing again."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from drctl import collector
from drctl.assessment import Assessment
from drctl.audit.run import audit
from drctl.finding import Finding
from drctl.graph import Question
from drctl.graph.cone import reached
from drctl.improve.board import Board
from drctl.improve.candidates import candidates
from drctl.improve.change import KINDS, Change
from drctl.improve.edits import edits
from drctl.improve.goals import Broken, Unavailable
from drctl.improve.in_time import InTime
from drctl.improve.maxsat import lightest
from drctl.improve.search import Goal, search
from drctl.improve.series import in_series
from drctl.improve.switched import moves
from drctl.improve.wish import Wish, goal_of
from drctl.model.edit import CannotEdit, edited
from drctl.model.edit import Change as Edited
from drctl.model.load import reload

_CENT = 100
_TIE = 1_000
"""Between plans of one price the one with fewer changes is lighter."""


@dataclass(frozen=True, slots=True)
class Part:
    """A change of a plan, what it weighs, and what would be broken without it."""

    change: Change
    weight: float
    mends: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """The unavailability of a service today, after the plan, and at most."""

    component: str
    before: float
    after: float
    limit: float


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of applying a plan to the files and auditing again.

    `errors` are those of a model that could not be loaded; `left` is what is still broken;
    `gone` and `new` are the findings that the plan ends and brings; `figures` are there when the
    goal speaks of unavailability.
    """

    errors: tuple[Finding, ...] = ()
    left: tuple[Broken, ...] = ()
    gone: tuple[Finding, ...] = ()
    new: tuple[Finding, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A set of changes that reaches a goal as far as it can be reached.

    `broken` is what is broken today, `hopeless` what no change mends. No plan weighs less than
    `bound`, per month; `weight` is this one's. `missing` are the components without failure
    figures that count as never failing, where the goal speaks of unavailability; `unsure` is what
    is in time only if times that are not written are short, where it speaks of recovery. `reach`
    has for each service without hope how unavailable it is today, and with all changes at once.
    """

    wish: Wish
    broken: tuple[Broken, ...]
    parts: tuple[Part, ...]
    hopeless: tuple[Broken, ...]
    weight: float
    bound: float
    tried: int
    files: dict[str, Edited]
    proof: Proof
    missing: tuple[str, ...] = ()
    unsure: tuple[Broken, ...] = ()
    reach: tuple[Figure, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the goal is reached, as the changed model itself shows."""
        return not (self.hopeless or self.proof.left or self.proof.errors)

    @property
    def cost(self) -> float:
        """What the changes with a price cost per month."""
        return sum(part.change.cost or 0.0 for part in self.parts)

    @property
    def unpriced(self) -> tuple[Part, ...]:
        """The changes whose cost the model does not give."""
        return tuple(part for part in self.parts if part.change.cost is None)


def improve(assessment: Assessment, wish: Wish, today: datetime.date) -> Plan:
    """Find the cheapest changes that fulfil a wish.

    Args:
        assessment: of a checked model.
        wish: the goal, for which services, at which prices.
        today: the day on which acceptances are judged.

    Returns:
        The plan, with its proof.

    Raises:
        CannotEdit: the plan cannot be written into the files as they are.
        TooHard: a figure that the goal asks for cannot be worked out.

    Notes:
        Exact, unless so many plans were tried that the gap is told; see `search`. The proof
        loads the edited files and knows nothing of switches.
    """
    with collector.resting():
        changes = _candidates(assessment, wish)
        while True:
            attempt = _Attempt(assessment, wish, today, changes)
            unusable = attempt.unusable()
            if not unusable:
                return attempt.plan()
            changes = tuple(change for change in changes if change.name not in unusable)


class _Attempt:
    """The cheapest plan from some changes."""

    def __init__(
        self, assessment: Assessment, wish: Wish, today: datetime.date, changes: Sequence[Change]
    ) -> None:
        self.assessment, self.wish, self.today = assessment, wish, today
        self.model = assessment.model
        self.changes = tuple(changes)
        board = Board(self.model, changes)
        self.goal = goal_of(board, wish, today)
        weights = [_weight(wish, change) for change in changes]
        found = in_series(self.goal, weights) if isinstance(self.goal, Unavailable) else None
        self.found = found or search(self.goal, weights, board.moves, board.apart, lightest)
        self.chosen = [changes[i] for i in sorted(self.found.made)]

    def unusable(self) -> set[str]:
        """The chosen changes that can't be written, or make a model with errors by themselves.

        Where moves only trade one failure for another it is all moves.
        """
        if not self.found.possible:
            return {change.name for change in self.changes if moves(change)}
        if self._written is not None and not self.proof.errors:
            return set()
        found = {c.name for c in self.chosen if self._texts([c]) is None}
        if found or not self.proof.errors:
            return found
        return {c.name for c in self.chosen if self._after(self._texts([c]) or {})[1]}

    @cached_property
    def _written(self) -> dict[str, Edited] | None:
        return self._texts(self.chosen)

    @property
    def files(self) -> dict[str, Edited]:
        """The files after the plan."""
        return self._written or {}

    def _texts(self, changes: Sequence[Change]) -> dict[str, Edited] | None:
        try:
            return edited(self.model, edits(self.model, changes))
        except CannotEdit:
            return None

    def _after(self, files: Mapping[str, Edited]) -> tuple[Assessment | None, tuple[Finding, ...]]:
        """The model that edited files make, or its errors."""
        texts = {path: file.after for path, file in files.items()}
        model, errors = reload(self.model, texts)
        if model is None:
            return None, errors
        after = Assessment(model)
        return after, after.normal_state()

    @cached_property
    def proof(self) -> Proof:
        """What the edited files themselves say; no switch has a part in it."""
        if not self.chosen:
            return Proof()
        after, errors = self._after(self.files)
        if after is None or errors:
            return Proof(errors)
        reached = goal_of(Board(after.model, ()), self.wish, self.today)
        known = set(self.found.hopeless)
        left = tuple(b for b in reached.broken(frozenset()) if b not in known)
        gone, new = _difference(self.assessment, after, self.today)
        return Proof((), left, gone, new, _figures(self.goal, reached))

    def plan(self) -> Plan:
        """The plan, with its proof."""
        found = self.found
        return Plan(
            self.wish,
            tuple(self.goal.broken(frozenset())),
            tuple(sorted(self._parts(), key=lambda p: (-p.weight, p.change.kind, p.change.place))),
            found.hopeless,
            _money(found.weight),
            _money(found.bound),
            len(self.changes),
            self.files,
            self.proof,
            self._missing(),
            tuple(self.goal.unsure(found.made)) if isinstance(self.goal, InTime) else (),
            self._reach(),
        )

    def _missing(self) -> tuple[str, ...]:
        if not isinstance(self.goal, Unavailable):
            return ()
        return tuple(sorted(self.goal.missing(self.found.made)))

    def _reach(self) -> tuple[Figure, ...]:
        goal = self.goal
        if not isinstance(goal, Unavailable):
            return ()
        none, every = frozenset[int](), frozenset(range(len(self.changes)))
        names = [broken.component for broken in self.found.hopeless]
        return tuple(
            Figure(n, goal.value(n, none, none), goal.value(n, none, every), goal.limits[n])
            for n in names
        )

    def _parts(self) -> Iterator[Part]:
        for i in sorted(self.found.made):
            without = self.goal.broken(self.found.made - {i})
            mends = tuple(b for b in without if b not in self.found.hopeless)
            yield Part(self.changes[i], _price(self.wish, self.changes[i]), mends)


def _candidates(assessment: Assessment, wish: Wish) -> tuple[Change, ...]:
    """The changes to all that the services rest on, and to all that these changes bring in."""
    kinds = [kind for kind in KINDS if wish.prices.get(kind) is not None]
    reached: set[str] = set()
    found: dict[str, Change] = {}
    new = _below(assessment, wish.services)
    while new:
        reached |= new
        more = candidates(assessment.model, new, wish.without, kinds, found.values())
        found |= {change.name: change for change in more}
        new = _below(assessment, [n for change in more for n in change.brings]) - reached
    return tuple(found.values())


def _below(assessment: Assessment, names: Sequence[str]) -> set[str]:
    """All components that some rest on, themselves included."""
    graph = assessment.graph
    found = reached(graph.net(Question.EVENTUAL), [graph.ids[name] for name in names])
    return {graph.names[node] for node in found if node < len(graph)}


def _price(wish: Wish, change: Change) -> float:
    return change.cost if change.cost is not None else wish.prices[change.kind] or 0.0


def _weight(wish: Wish, change: Change) -> int:
    return round(_price(wish, change) * _CENT) * _TIE + 1


def _money(weight: int) -> float:
    return weight // _TIE / _CENT


def _figures(before: Goal[Broken], after: Goal[Broken]) -> tuple[Figure, ...]:
    if not isinstance(before, Unavailable) or not isinstance(after, Unavailable):
        return ()
    none = frozenset[int]()
    return tuple(
        Figure(name, before.value(name, none, none), after.value(name, none, none), limit)
        for name, limit in before.limits.items()
    )


def _difference(
    before: Assessment, after: Assessment, today: datetime.date
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings of which some pair is only in the one audit, and only in the other."""
    old = audit(before, today=today).findings
    new = audit(after, today=today).findings
    marks = [{v.fingerprint for f in findings for v in f.victims} for findings in (old, new)]
    return (
        tuple(f for f in old if any(v.fingerprint not in marks[1] for v in f.victims)),
        tuple(f for f in new if any(v.fingerprint not in marks[0] for v in f.victims)),
    )
