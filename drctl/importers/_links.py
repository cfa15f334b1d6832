"""What tools that watch have seen: calls that they counted, and spans; and what both propose."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from drctl.finding import Finding
from drctl.importers._json import Json, parsed
from drctl.importers._kind import Answer, Refused, Source, problem
from drctl.importers._observed import Call, proposed
from drctl.importers._spans import Span, calls_of

T = TypeVar("T")


def link(item: Json, client: str, server: str, times: str, failed: str = "") -> Call:
    """A counted call.

    Args:
        item: a map.
        client: the key of who calls.
        server: the key of who is called.
        times: the key of the number of calls.
        failed: the key of the number of those that failed.

    Raises:
        Refused: a name is missing, or a number is none.
    """
    value = item.value if isinstance(item.value, dict) else {}
    names = value.get(client), value.get(server)
    for name, key in zip(names, (client, server), strict=True):
        if not isinstance(name, str) or not name.strip():
            what = f'a link has a name as "{key}", but {_found(name)}'
            raise Refused(problem("link-shape", what, item.place))
    count, wrong = (_count(item, value, key) for key in (times, failed))
    return Call(str(names[0]), str(names[1]), count, item.evidence(""), "call", wrong or 0)


def observed(
    kind: str, sources: Sequence[Source], seen: Callable[[Json], Iterable[Call | Span]]
) -> Answer:
    """Propose what JSON texts show to have been called.

    Args:
        kind: the importer's name.
        sources: the texts; they are read as one estate.
        seen: the calls and spans of one text; it may raise `Refused`.

    Returns:
        The proposal and no findings; or None and all that is wrong, one thing for each text.
    """
    taken, findings = each(sources, seen)
    if findings:
        return None, findings
    calls = [one for one in taken if isinstance(one, Call)]
    spans = [one for one in taken if isinstance(one, Span)]
    if not calls and not spans:
        what = "no call stands in these files"
        hint = "ask for a longer time, and see that the tool has any traces of it"
        return None, (problem("no-calls", what, sources[0].place(1, 1), hint),)
    found, notes = calls_of(spans)
    alone = [(span.service, span.place) for span in spans]
    return proposed(kind, [s.name for s in sources], [*calls, *found], alone, notes), ()


def each(
    sources: Sequence[Source], seen: Callable[[Json], Iterable[T]]
) -> tuple[list[T], tuple[Finding, ...]]:
    """What is taken of JSON texts, and all that is wrong, one thing for each text.

    Args:
        sources: the texts.
        seen: what is taken of one of them; it may raise `Refused`.
    """
    taken: list[T] = []
    findings: list[Finding] = []
    for source in sources:
        top, wrong = parsed(source)
        findings += wrong
        try:
            if top is not None:
                taken += seen(top)
        except Refused as fault:
            findings.append(fault.finding)
    return taken, tuple(findings)


def _count(item: Json, value: dict[str, object], key: str) -> int | None:
    number = value.get(key) if key else None
    if number is None:
        return None
    # In proto3's JSON whole numbers of 64 bits are texts.
    if isinstance(number, str) and number.strip().isdecimal() and len(number) < 25:
        return int(number)
    if isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number < 1e25:
        return int(number)
    what = f'"{key}" is a number of calls, but {_found(number)}'
    raise Refused(problem("link-shape", what, item.place))


def _found(value: object) -> str:
    return "it is missing" if value is None else f"{str(value)[:60]!r} was found"
