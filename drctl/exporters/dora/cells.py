"""What stands in a cell of the register, and whence it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from drctl.exporters.dora.facts import Fact
from drctl.finding import Place

Plain = str | int | float


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, or none.

    `why` tells from what a value follows that nobody has written; `hint` where to write one that
    is missing; both are "" otherwise. `place` is where one looks.
    """

    value: Plain | None = None
    why: str = ""
    hint: str = ""
    place: Place | None = None

    @property
    def missing(self) -> bool:
        """Whether it has to be filled in and is not."""
        return self.value is None and bool(self.hint)

    @property
    def same(self) -> "Cell":
        """The same in another table, where it is not told again whence it is."""
        return replace(self, why="", hint="")


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """A row: cells by the four digits of their columns; `about` names it in the model's words."""

    cells: Mapping[str, Cell]
    about: str
    sorts: tuple[object, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class About:
    """What a cell is missing of: where it would be written, and the place nearest to that."""

    path: str
    place: Place

    def cell(self, fact: Fact | None, key: str, *, needed: bool = True) -> Cell:
        """A fact, or what is missing of it."""
        if fact is not None:
            return stated(fact)
        return self.lacks(key) if needed else BLANK

    def lacks(self, key: str) -> Cell:
        """Nothing, where something has to stand."""
        return Cell(hint=f"{self.path}.{key}", place=self.place)

    def derived(self, value: Plain, why: str, place: Place | None = None) -> Cell:
        """What follows from the model."""
        return Cell(value, why, place=place or self.place)


def stated(fact: Fact) -> Cell:
    """What people wrote."""
    value = fact.value
    if isinstance(value, bool):
        value = "Yes" if value else "No"
    elif isinstance(value, tuple):
        value = "; ".join(value)
    return Cell(value, place=fact.place)
