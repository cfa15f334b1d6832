"""What a report of `drctl drift` tells an audit: where the model says too much or too little."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was observed, from a report.

    `undeclared` are components and what they were seen to need beyond the model; `unobserved` are
    addresses of needs that were not seen in use; `changed` is what is otherwise than said: the
    component, of what, as it is declared and as it was observed. `window` is how long was watched,
    "" if unknown.
    """

    kind: str
    sources: tuple[str, ...]
    window: str
    undeclared: tuple[tuple[str, tuple[str, ...]], ...]
    unobserved: tuple[str, ...]
    changed: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def told(self) -> str:
        """Whence it is: `jaeger in 7d`."""
        return f"{self.kind} in {self.window}" if self.window else self.kind


def evidence(text: str) -> Evidence | None:
    """Read what `drctl drift --json` has printed; None when it is nothing of the kind."""
    try:
        data = json.loads(text)
        return Evidence(
            _text(data["kind"]),
            tuple(map(_text, data["sources"])),
            _text(data["window"] or ""),
            tuple((_text(n["component"]), _texts(n["targets"])) for n in data["undeclared_needs"]),
            tuple(_text(n["need"]) for n in data["unobserved_needs"]),
            tuple(_change(c) for c in data["changed"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _change(value: Any) -> tuple[str, str, str, str]:
    component, what, declared, observed = (
        _text(value[key]) for key in ("component", "what", "declared", "observed")
    )
    return component, what, declared, observed


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(map(_text, value))
