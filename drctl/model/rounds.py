"""Which edits have nothing to do with one another, so that they can be made at once."""

from collections.abc import Collection, Iterator, Sequence

from drctl.model.edits import Edit, Put
from drctl.model.model import SECTIONS
from drctl.model.source import Path


def rounds(edits: Sequence[Edit], known: Collection[Path]) -> Iterator[list[Edit]]:
    """Edits in groups, to be made one group after another.

    Args:
        edits: as they would be made one by one.
        known: the components that there are before, each with its section.

    Yields:
        Groups in which no two edits touch one component. What is done to a component keeps its
        order; an edit that touches more than one stands alone, with all others before or after.
    """
    groups: list[list[Edit]] = []
    touched: dict[Path, int] = {}
    new: set[Path] = set()
    for edit in edits:
        component = _touched(edit, known)
        name = edit.path[:2]
        if component is None or name in new:
            yield from groups
            yield [edit]
            groups, touched = [], {}
            continue
        if len(edit.path) == 2:
            new.add(name)
        turn = touched.get(component, 0)
        touched[component] = turn + 1
        if turn == len(groups):
            groups.append([])
        groups[turn].append(edit)
    yield from groups


def _touched(edit: Edit, known: Collection[Path]) -> Path | None:
    """The one component that an edit changes, or behind which it puts a new one."""
    match edit.path:
        case (section, name, _, *_) if section in SECTIONS and (section, name) in known:
            return section, name
        case (section, name) if (
            isinstance(edit, Put)
            and section in SECTIONS
            and (section, name) not in known
            and (section, edit.beside) in known
        ):
            return section, edit.beside
        case _:
            return None
