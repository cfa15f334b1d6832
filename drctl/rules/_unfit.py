"""Options that are not what their need wants: what three rules tell of them."""

from collections.abc import Collection, Iterable, Sequence

from drctl.analysis.mismatches import Mismatch
from drctl.finding import Place
from drctl.graph.wants import Lack
from drctl.model.language.component import Served
from drctl.model.model import Model
from drctl.rules._rule import Pair, few

Cause = tuple[str, ...]


def by_cause(found: Iterable[Mismatch]) -> list[tuple[Cause, list[Mismatch]]]:
    """Mismatches by the components that they are owed to; those that contradict come first."""
    groups: dict[Cause, list[Mismatch]] = {}
    for mismatch in found:
        groups.setdefault(cause_of(mismatch), []).append(mismatch)
    for group in groups.values():
        group.sort(key=lambda m: (m.unknown, m.need.address))
    return sorted(groups.items())


def cause_of(mismatch: Mismatch) -> Cause:
    """The components that contradict, or do not say, what is wanted."""
    return tuple(sorted({name for lack in mismatch.lacks for name in lack.names}))


def pairs(found: Iterable[Mismatch]) -> tuple[Pair, ...]:
    """What they hit, each once."""
    return tuple(dict.fromkeys((m.need.component, m.need.slot) for m in found))


def left_of(found: Sequence[Mismatch], kept: Collection[Pair]) -> list[Mismatch]:
    """Those that hit what is kept."""
    return [m for m in found if (m.need.component, m.need.slot) in kept]


def addresses(found: Iterable[Mismatch]) -> str:
    """The needs, as a phrase."""
    return few(list(dict.fromkeys(m.need.address for m in found)))


def places(model: Model, found: Sequence[Mismatch]) -> tuple[Place, ...]:
    """The needs, what they use, and what that says of itself."""
    shown = [model.place(m.need.path, note="the need") for m in found]
    shown += [model.place(m.path, "value", "; ".join(told(model, m.lacks))) for m in found]
    for mismatch in found:
        for lack in mismatch.lacks:
            for name in lack.names:
                path = model.components[name].path
                if lack.unknown:
                    shown.append(model.place(path, note=f"says nothing of {lack.key}"))
                else:
                    key = (*path, "capabilities", lack.key)
                    shown.append(model.place(key, "value", f"the {lack.key} of {name}"))
    return tuple(dict.fromkeys(shown))


def told(model: Model, lacks: Iterable[Lack]) -> list[str]:
    """What is lacking, one clause each."""
    return [_told(model, lack) for lack in lacks]


def _told(model: Model, lack: Lack) -> str:
    if lack.unknown:
        return f"nothing says its {lack.key}"
    return f"{lack.key} is {has(model, lack)}, wanted is {wanted(lack.wanted)}"


def has(model: Model, lack: Lack) -> str:
    """What the first component that contradicts has."""
    spec = model.components[lack.names[0]].spec
    return said(spec.capabilities.get(lack.key) if isinstance(spec, Served) else None)


def wanted(value: object) -> str:
    """What a need wants, in words."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"at least {said(value)}"
    return value[1:] if isinstance(value, str) and value.startswith("=") else said(value)


def said(value: object) -> str:
    """A capability in words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
