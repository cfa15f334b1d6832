"""YAML text -> maps and lists with places, from the parser's events.

libyaml's parser (through ruamel.yaml.clib) gives the events; without it ruamel.yaml's own
parser does, ten times slower. Measured: 12 MB with 100,000 components in about 5 s, half of
it in libyaml and in its making of events.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from drctl.finding import Finding
from drctl.model.comments import comments, may_count
from drctl.model.reader import Reader, Refused
from drctl.model.source import Map, Source
from drctl.model.syntax import disguised, is_yaml_error, syntax_error


def parse(source: Source, text: str, keep: str = "") -> tuple[Map | None, list[Finding]]:
    """Read one YAML document whose top is a map.

    Args:
        source: the file; its positions are filled in.
        text: what the file holds.
        keep: the one key that begins with x- and is not left out.

    Returns:
        The top map (None when there is none to speak of) and all that is wrong with the text.
        A key without a value is one of the errors and stands in its map with None.

    Notes:
        One pass over the events, and one more where comments may count; linear in the text.
        Aliases share their target; their
        expanded size is bounded before anything walks it.
    """
    as_read = text
    top, findings, problem = _read(source, text, _events(text), keep)
    if problem is not None:
        other, meant = disguised(text)
        if other != text:
            del source.positions[:]
            undisguised = _undisguised(_events(other), meant)
            top, findings, problem = _read(source, text, undisguised, keep)
            as_read = other
    if problem is not None:
        findings.append(syntax_error(source, text, problem))
    if top is not None and may_count(text):
        source.comments = tuple(comments(source, _events(as_read)))
    return top, findings


def events(text: str) -> list[Any]:
    """The parser's events of a text that `parse` finds nothing wrong with.

    Raises:
        Exception: the parser's, for any other text.
    """
    try:
        return list(_events(text))
    except Exception as problem:
        other, meant = disguised(text)
        if other == text or not is_yaml_error(problem):
            raise
        return list(_undisguised(_events(other), meant))


def _read(
    source: Source, text: str, given: Iterable[Any], keep: str
) -> tuple[Map | None, list[Finding], Exception | None]:
    reader = Reader(source, len(text), keep)
    try:
        return reader.read(given), reader.findings, None
    except Refused as refused:
        return None, [*reader.findings, refused.finding], None
    except Exception as problem:
        if not is_yaml_error(problem):
            raise
        return None, reader.findings, problem


def _events(text: str) -> Iterable[Any]:
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        from ruamel.yaml import YAML

        parsed: Iterable[Any] = YAML(typ="safe", pure=True).parse(text)
        return parsed
    return iter(CParser(text).get_event, None)


def _undisguised(given: Iterable[Any], meant: dict[str, str]) -> Iterator[Any]:
    table = str.maketrans(meant)
    for event in given:
        if hasattr(event, "value"):
            event.value = event.value.translate(table)
        yield event
