"""Commands with the values of their parameters: a value never becomes part of the shell's text.

A `{{ name }}` is replaced by the expansion of an environment variable, quoted for the place where
it stands. POSIX shells do not read the result of an expansion again (XCU 2.6), so whatever a value
holds, it is no quote, no command and no second word. Two things are left, and are refused: places
whose quoting is not understood here, and values with signs that mean something to a second reader,
such as the shell behind ssh or SQL in quotes.
"""

import re
import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

PLACE = re.compile(r"\{\{\s*([A-Za-z0-9][A-Za-z0-9_-]*)\s*\}\}")
HIDDEN = "***"

_SECOND = re.compile(
    r"(?<![\w./-])(?:[\w./-]*/)?(?:eval|source|ssh|rsh|mosh|(?:ba|da|z|k|a|fi)?sh|su|xargs|parallel"
    r"|watch|psql|mysql|mariadb|sqlite3|mongosh|redis-cli|jq|awk|gawk|sed|perl|python3?|ruby|node"
    r"|php|osascript|trap|find|make|scp|rsync|tmux|ansible|crontab)(?![\w.-])"
)
"""Programs that read an argument as a language of their own."""
_ASSIGNED = re.compile(
    r"(?:^|[;&|(]|\n)[ \t]*(?:[A-Za-z_][A-Za-z0-9_]*=\S* )*[A-Za-z_][A-Za-z0-9_]*=$"
)
_COMMAND = re.compile(r"[ \t]+[A-Za-z0-9_./]")
_WORD = re.compile(r"[A-Za-z0-9_.:/@%+=,][A-Za-z0-9_.:/@%+=,-]*")
_TEXT = re.compile(r"[A-Za-z0-9_.:/@%+=, -]*")

_Quote = Literal["none", "double", "single"]


class Unsafe(Exception):
    """Why a command is not run with these values, in a sentence for people."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A command for `/bin/sh -c`, its environment variables, and how it is shown and copied.

    `shown` does the same in another terminal, but for what is secret.
    """

    command: str
    environment: Mapping[str, str]
    shown: str


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    name: str
    quote: _Quote
    opened: int
    """Where the quoted string begins; `start` when it stands in none."""


def names(*templates: str | None) -> tuple[str, ...]:
    """The parameters that commands name, each once."""
    return tuple(dict.fromkeys(n for t in templates if t for n in PLACE.findall(t)))


def text(template: str, values: Mapping[str, str]) -> str:
    """A text that is no command, such as what an output must hold."""
    return PLACE.sub(lambda found: values.get(found[1], found[0]), template)


def filled(template: str, values: Mapping[str, str], secret: Collection[str] = ()) -> Filled:
    """A command with its values.

    Args:
        template: as the model has it.
        values: by parameter.
        secret: the parameters whose values are not shown.

    Raises:
        Unsafe: a place or a value cannot be made safe.
    """
    variables = _variables(names(template))
    run, shown, at = "", "", 0
    for place in _places(template):
        if place.name not in values:
            raise Unsafe(f"{place.name} is no parameter of its procedure")
        value, variable = values[place.name], variables[place.name]
        _check(template, place, value, hidden=place.name in secret)
        between = template[at : place.start]
        run += between + _expansion(variable, place.quote)
        shown += between + (HIDDEN if place.name in secret else _copied(value, place.quote))
        at = place.end
    environment = {variables[name]: values[name] for name in variables}
    return Filled(run + template[at:], environment, shown + template[at:])


def _variables(found: Collection[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for name in found:
        variable = "DRCTL_" + re.sub(r"[^A-Z0-9]", "_", name.upper())
        while variable in made.values():
            variable += "_"
        made[name] = variable
    return made


def _expansion(variable: str, quote: _Quote) -> str:
    return {
        "none": f'"${{{variable}}}"',
        "double": f"${{{variable}}}",
        "single": f"'\"${{{variable}}}\"'",
    }[quote]


def _copied(value: str, quote: _Quote) -> str:
    if quote == "none":
        return shlex.quote(value)
    if _TEXT.fullmatch(value):
        return value
    mark = '"' if quote == "double" else "'"
    return f"{mark}{shlex.quote(value)}{mark}"


def _check(template: str, place: _Place, value: str, *, hidden: bool) -> None:
    """Refuse a value that something behind the shell would read as more than a text."""
    told = "its value" if hidden else f'"{value}"'
    if "\0" in value:
        raise Unsafe(f"{place.name}: no command can be given a zero byte")
    before = template[: place.opened]
    at_start = place.start - place.opened <= 1 and (not before or before[-1] in " \t\n(;|&")
    if value.startswith("-") and at_start:
        raise Unsafe(f"{place.name}: {told} begins with - and would be read as an option")
    inside = template[place.opened : place.start]
    nested = place.quote != "none" and bool(set(inside[1:]) & set("'\"`"))
    second = None if _for_one_command(template, place) else _SECOND.search(template)
    allowed = _TEXT if nested else _WORD
    if (nested or second) and not allowed.fullmatch(value):
        reader = second[0] if second else "what reads the inner quotes"
        signs = "letters, digits and _.:/@%+=,-" + (" and blanks" if nested else "")
        what = f"{place.name}: {told} goes to {reader}, which may read it as more than a text"
        raise Unsafe(f"{what}; only {signs} are handed on")


def _for_one_command(template: str, place: _Place) -> bool:
    """Whether it is all that a variable holds for one command: `PGPASSWORD={{ x }} psql ...`."""
    quoted = place.quote != "none"
    before, after = template[: place.opened], template[place.end + quoted :]
    whole = not quoted or place.start == place.opened + 1
    return bool(whole and _ASSIGNED.search(before) and _COMMAND.match(after))


def _places(template: str) -> Iterator[_Place]:
    """The parameters with the quotes around them.

    Raises:
        Unsafe: one stands where the quoting is not understood.
    """
    found = list(_lexed(template))
    if len(found) != len(PLACE.findall(template)):
        seen = {(place.start, place.end) for place in found}
        odd = next(m for m in PLACE.finditer(template) if m.span() not in seen)
        raise Unsafe(f"{odd[0]} stands where drctl does not put values (comment or escape)")
    return iter(found)


_CLOSES = {"$(": ")", "(": ")", "${": "}", "`": "`", "$((": "))"}
_REFUSED = {"${": "${…}", "`": "`…`; write $(…)", "$((": "$((…))", "$'": "$'…'"}


def _lexed(text: str) -> Iterator[_Place]:
    """Walks the text as a shell does, with a stack of what is open."""
    if PLACE.search(text) and re.search(r"(?<!\w)case(?!\w)", text):
        raise Unsafe("a command with case and parameters is not run; put them in variables before")
    stack: list[tuple[str, int]] = []
    at = 0
    while at < len(text):
        opened = stack[-1][0] if stack else ""
        if place := PLACE.match(text, at):
            yield _place(place, stack)
            at = place.end()
            continue
        at = _single(text, at, stack, opened) if opened in ("'", "$'") else _step(text, at, stack)
    if stack and PLACE.search(text):
        raise Unsafe(f"a {stack[-1][0]} is never closed")


def _place(found: re.Match[str], stack: list[tuple[str, int]]) -> _Place:
    for opened, _ in stack:
        if opened in _REFUSED:
            raise Unsafe(f"{found[0]} stands in {_REFUSED[opened]}, where no value is put")
    opened, since = stack[-1] if stack else ("", 0)
    if opened in ("'", '"'):
        quote: _Quote = "single" if opened == "'" else "double"
        return _Place(found.start(), found.end(), found[1], quote, since)
    return _Place(found.start(), found.end(), found[1], "none", found.start())


def _single(text: str, at: int, stack: list[tuple[str, int]], opened: str) -> int:
    if opened == "$'" and text[at] == "\\":
        return at + 2
    if text[at] == "'":
        stack.pop()
    return at + 1


def _step(text: str, at: int, stack: list[tuple[str, int]]) -> int:
    """One sign outside of single quotes; returns where to go on."""
    opened = stack[-1][0] if stack else ""
    if text[at] == "\\":
        return at + 2
    closes = '"' if opened == '"' else _CLOSES.get(opened, "")
    if closes and text.startswith(closes, at):
        stack.pop()
        return at + len(closes)
    for opens in ("$((", "$(", "${", "`", '"'):
        if text.startswith(opens, at):
            stack.append((opens, at))
            return at + len(opens)
    if opened == '"':
        return at + 1
    return _unquoted(text, at, stack)


def _unquoted(text: str, at: int, stack: list[tuple[str, int]]) -> int:
    if text.startswith("$'", at):
        stack.append(("$'", at))
        return at + 2
    if text[at] in "'(":
        stack.append((text[at], at))
    elif text.startswith("<<", at) and PLACE.search(text):
        raise Unsafe("a command with << and parameters is not run; put them in variables before")
    elif text[at] == "#" and (at == 0 or text[at - 1] in " \t\n;&|("):
        return text.find("\n", at) if "\n" in text[at:] else len(text)
    return at + 1
