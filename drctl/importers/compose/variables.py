"""Variables in Compose files: `${NAME:-default}` filled in, and the `.env` files behind them."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from drctl.finding import Finding
from drctl.importers._documents import Node
from drctl.importers._kind import Source, problem

LONGEST = 10_000
"""Values that name one another could double from line to line: no longer results are made."""
_DEEPEST = 20

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r":?[-?+]")


class Unreadable(Exception):
    """A text whose `$` begins no variable."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A value of a `.env` file, and where it stands."""

    value: str
    path: str
    line: int


def filled(text: str, known: Callable[[str], str | None], missing: Callable[[str], None]) -> str:
    """A text with its variables filled in as Compose does.

    Args:
        text: what is written.
        known: gives a variable's value, None for one that is not set.
        missing: told of each variable that is not set and has no default.

    Returns:
        The text; what is not set is empty, and `$$` is `$`.

    Raises:
        Unreadable: a `$` begins neither a variable nor another `$`.
    """
    return _filled(text, known, missing, 0)[: LONGEST + 1]


def _filled(
    text: str, known: Callable[[str], str | None], missing: Callable[[str], None], depth: int
) -> str:
    if depth > _DEEPEST:
        raise Unreadable
    parts: list[str] = []
    at = 0
    while (sign := text.find("$", at)) >= 0:
        parts.append(text[at:sign])
        following = text[sign + 1 : sign + 2]
        if following == "$":
            parts.append("$")
            at = sign + 2
        elif following == "{":
            end = _closing(text, sign + 2)
            inner = text[sign + 2 : end]
            parts.append(_braced(inner, known, missing, depth))
            at = end + 1
        elif name := _NAME.match(text, sign + 1):
            value = known(name[0])
            if value is None:
                missing(name[0])
            parts.append(value or "")
            at = name.end()
        else:
            raise Unreadable
        if sum(map(len, parts)) > LONGEST:
            break
    else:
        parts.append(text[at:])
    return "".join(parts)


def _closing(text: str, at: int) -> int:
    """Where the brace that was opened before `at` is closed."""
    level = 1
    while at < len(text):
        if text[at] == "}":
            level -= 1
            if not level:
                return at
        elif text.startswith("${", at):
            level += 1
            at += 1
        at += 1
    raise Unreadable


def _braced(
    inner: str, known: Callable[[str], str | None], missing: Callable[[str], None], depth: int
) -> str:
    name = _NAME.match(inner)
    if name is None:
        raise Unreadable
    value, rest = known(name[0]), inner[name.end() :]
    if not rest:
        if value is None:
            missing(name[0])
        return value or ""
    operator = _OPERATOR.match(rest)
    if operator is None:
        raise Unreadable
    given = bool(value) if operator[0].startswith(":") else value is not None
    word = rest[operator.end() :]
    if operator[0].endswith("+"):
        return _filled(word, known, missing, depth + 1) if given else ""
    if given:
        return value or ""
    if operator[0].endswith("?"):
        missing(name[0])
        return ""
    return _filled(word, known, missing, depth + 1)


def interpolated(
    node: Node,
    known: Callable[[str], str | None],
    missing: Callable[[str, Node], None],
    wrong: Callable[[Node], None],
) -> Node:
    """A value with all variables in its texts filled in; keys stay as they are.

    Args:
        node: what is written.
        known: gives a variable's value, None for one that is not set.
        missing: told of each variable that is not set and has no default, and where.
        wrong: told of each text whose `$` begins no variable.
    """
    value = node.value
    if isinstance(value, str):
        if "$" not in value:
            return node
        try:
            text = filled(value, known, lambda name: missing(name, node))
        except Unreadable:
            wrong(node)
            return node
        return replace(node, value=text, written=value)
    if isinstance(value, list):
        return replace(node, value=[interpolated(v, known, missing, wrong) for v in value])
    entries = {k: interpolated(v, known, missing, wrong) for k, v in value.items()}
    return replace(node, value=entries)


def unreadable(source_of: Callable[[str], Source], node: Node) -> Finding:
    """The finding about a text whose `$` begins no variable."""
    # The text may be a password, so it is not told.
    what = "this text holds a $ that begins no variable; ${NAME}, $NAME and $$ are read"
    return problem("variable", what, source_of(node.path).place(node.line, node.column))


def env_file(
    source: Source, outer: Mapping[str, Variable]
) -> tuple[dict[str, Variable], list[int]]:
    """The variables of an environment file, as Compose reads it.

    Args:
        source: the file.
        outer: variables that its values may name, besides those above them in the file.

    Returns:
        The variables in the order of the file, and the lines that are none.

    Notes:
        The file's grammar (quotes, `export`, comments, values of several lines) is read by
        python-dotenv; single quotes keep `$` as it is.
    """
    from dotenv.parser import parse_stream

    found: dict[str, Variable] = {}
    broken: list[int] = []
    for binding in parse_stream(io.StringIO(source.text)):
        line = binding.original.line + _leading(binding.original.string)
        if binding.error:
            broken.append(line)
        elif binding.key is not None and binding.value is not None:
            value = binding.value
            if "$" in value and not _single_quoted(binding.original.string):
                value = _expanded(value, {**outer, **found})
            found[binding.key] = Variable(value, source.name, line)
    return found, broken


def _expanded(value: str, known: Mapping[str, Variable]) -> str:
    def one(name: str) -> str | None:
        return known[name].value if name in known else None

    try:
        return filled(value, one, lambda _: None)
    except Unreadable:
        return value


def _single_quoted(line: str) -> bool:
    return line.partition("=")[2].lstrip().startswith("'")


def _leading(text: str) -> int:
    """How many lines of a binding come before its first sign."""
    return text[: len(text) - len(text.lstrip())].count("\n")
