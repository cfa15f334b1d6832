"""Changes -> edits of the YAML."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from drctl.improve.change import Also, Change, Fallback, New, Optional
from drctl.improve.written import plain
from drctl.model.edit import Append, Edit, Put, Remove
from drctl.model.edits import at, with_value
from drctl.model.model import Model
from drctl.model.requirement import Need
from drctl.model.source import Path

_FORM = ("any_of", "at_least", "switched_by", "all_of")
"""The keys of a need's map that say what is required when `use` doesn't."""


def edits(model: Model, changes: Iterable[Change]) -> list[Edit]:
    """What has to be written for changes, each edit to be made after those before it.

    Args:
        model: the model as it was loaded.
        changes: any that don't exclude one another.
    """
    effects = [effect for change in changes for effect in change.effects]
    written = _Written(model)
    found = [*written.also([e for e in effects if isinstance(e, Also)])]
    found += written.needs([e for e in effects if isinstance(e, (Fallback, Optional))])
    for effect in effects:
        if isinstance(effect, New):
            path = ("services", effect.component.name)
            found.append(Put(path, dict(effect.written), beside=effect.beside))
    return found


class _Written:
    """What stands at placements and needs, as the edits change it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._data: dict[Path, Any] = {}

    def _at(self, path: Path) -> Any:
        root = _root(path)
        if root not in self._data:
            self._data[root] = plain(self._model.index.node(root))
        return at(self._data[root], path[len(root) :])

    def _put(self, path: Path, value: Any) -> None:
        root = _root(path)
        self._data[root] = with_value(self._data[root], path[len(root) :], value)

    def also(self, effects: Sequence[Also]) -> Iterator[Edit]:
        """What may be something else besides; inner places first, for outer ones hold them."""
        grouped: defaultdict[Path, list[Also]] = defaultdict(list)
        for effect in effects:
            grouped[effect.path].append(effect)
        for path in sorted(grouped, key=lambda p: (-len(p), list(map(str, p)))):
            yield from self._any_of(path, grouped[path])

    def _any_of(self, path: Path, effects: Sequence[Also]) -> Iterator[Edit]:
        there = self._at(path)
        if effects[0].instead:
            value: Any = effects[0].written
        elif isinstance(there, dict) and "any_of" in there:
            yield from self._more(path, there, effects)
            return
        else:
            value = {"any_of": [there, *(effect.written for effect in effects)]}
            if len(value["any_of"]) > 2:
                value["at_least"] = 1
        self._put(path, value)
        yield Put(path, value)

    def _more(self, path: Path, there: dict[str, Any], effects: Sequence[Also]) -> Iterator[Edit]:
        there["any_of"] += [effect.written for effect in effects]
        for effect in effects:
            yield Append((*path, "any_of"), effect.written)
        if "at_least" not in there:
            there["at_least"] = 1
            yield Put((*path, "at_least"), 1)

    def needs(self, effects: Sequence[Fallback | Optional]) -> Iterator[Edit]:
        """What needs get more, and which become soft."""
        grouped: defaultdict[str, list[Fallback | Optional]] = defaultdict(list)
        for effect in effects:
            grouped[effect.need.address].append(effect)
        for group in grouped.values():
            yield from self._need(group[0].need, group)

    def _need(self, need: Need, effects: Sequence[Fallback | Optional]) -> Iterator[Edit]:
        path = need.path
        fallbacks = [e for e in effects if isinstance(e, Fallback)]
        ways = [dict(effect.written) for effect in fallbacks]
        soft = len(fallbacks) < len(effects)
        there = self._at(path)
        if not isinstance(there, dict):
            yield Put(path, _with({"use": there}, ways, soft))
            return
        if "use" not in there and ways:
            form = {key: there[key] for key in _FORM if key in there}
            rest = {key: value for key, value in there.items() if key not in form}
            yield Put(path, _with({"use": form, **rest}, ways, soft))
        else:
            for way in ways:
                yield Append((*path, "fallbacks"), way)
            if soft:
                yield Put((*path, "optional"), True)
        taken = sorted(e.candidate for e in fallbacks if e.candidate is not None)
        if taken and len(taken) == len(need.candidates):
            yield Remove((*path, "candidates"))
        else:
            for number in reversed(taken):
                yield Remove((*path, "candidates", number))


def _with(data: dict[str, Any], ways: list[dict[str, Any]], soft: bool) -> dict[str, Any]:
    if ways:
        data["fallbacks"] = ways
    if soft:
        data["optional"] = True
    return data


def _root(path: Path) -> Path:
    """The placement or the need that a path leads into."""
    return path[:3] if path[2] == "in" else path[:4]
