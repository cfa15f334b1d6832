"""What every store loses, and which copy is gone on from, read over the plain data of YAML.

The oracle of lost data; like the others it imports nothing of drctl.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import inf
from typing import Any

from tests.oracle.loading import NOBODY, Loading, Surge
from tests.oracle.reading import Names, World, met


@dataclass(frozen=True, slots=True)
class Loss:
    """What a store loses, in seconds of writes, and the place of its best copy in the list.

    `place` is None when no copy can be reached. `restoring`: the best is a backup, and not the
    copy that is used when nothing has failed; `restore` is what is written of how long that
    takes, None when nothing is.
    """

    seconds: float
    place: int | None
    restoring: bool
    restore: str | None


def seconds(text: str) -> float:
    """`30s` in seconds; the only form in which these models are written."""
    return float(text.removesuffix("s"))


class Losing:
    """One model and the copies of its stores."""

    def __init__(self, model: dict[str, Any]) -> None:
        """Read the model."""
        self.loading = Loading(model)
        self.stores: dict[str, list[dict[str, Any]]] = {
            f"{name}.{store}": kept["copies"]
            for name, has in self.loading.components.items()
            for store, kept in has.get("data", {}).items()
        }

    def losses(
        self, fails: Names, surge: Surge | None = None, corrupts: Collection[str] = ()
    ) -> dict[str, Loss]:
        """The loss of every store, in the state that is left after people acted."""
        down = self.loading.run(fails, surge).down[True]
        return {
            address: self.loss(copies, down, corrupted=address in corrupts)
            for address, copies in self.stores.items()
        }

    def loss(self, copies: list[dict[str, Any]], down: Names, *, corrupted: bool) -> Loss:
        """The least lag of the copies that can be reached, of backups only when corrupted."""
        place = self.best(copies, down, corrupted=corrupted)
        if place is None:
            return Loss(inf, None, restoring=False, restore=None)
        usual = self.best(copies, NOBODY, corrupted=False)
        copy = copies[place]
        restoring = copy.get("kind") == "backup" and place != usual
        return Loss(lag(copy), place, restoring, copy.get("restore") if restoring else None)

    def best(self, copies: list[dict[str, Any]], down: Names, *, corrupted: bool) -> int | None:
        """The place of the copy with the least lag; the first of several."""
        world = World(down, True, self.loading.reading.procedures)
        reached = [
            (lag(copy), place)
            for place, copy in enumerate(copies)
            if met(copy["in"], world) and not (corrupted and copy.get("kind") != "backup")
        ]
        return min(reached)[1] if reached else None


def lag(copy: dict[str, Any]) -> float:
    """How far a copy is behind; not at all when it doesn't say."""
    return seconds(copy.get("lag", "0s"))
