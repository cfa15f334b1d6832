"""A model for the public: without phones, account ids, endpoints and commands' parameters.

The answers about it are the same: what is left out is replaced, never taken away. What stands at
a known place (a telephone, an address to call, a command) is replaced there, and wherever else a
text repeats it; what only looks like such a thing (a number of twelve digits, an e-mail address)
is replaced in every text, in names too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from drctl.model.load import assemble
from drctl.model.model import Model
from drctl.model.source import Map, Path, Seq

LEFT_OUT = "left out"
_COMMANDS = ("run", "verify", "undo")
_ENDPOINT = ("api", "base_url", "model", "key")
_NUMBERS = """
after at_least availability capacity cost date drill_every lag leads load mtbf recovered_in
replicas restart restore rpo rto slo survives takes timeout tolerates until warn weight within
"""
_TYPED = frozenset(_NUMBERS.split())
"""Keys whose values are numbers, times and dates: nothing in them is anybody's."""

_PROGRAM = re.compile(r"[A-Za-z][\w.+-]*(?=\s|\Z)")
_PARAMETER = re.compile(r"\{\{\s*[A-Za-z0-9_-]+\s*\}\}")
_ADDRESS = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?<![A-Za-z0-9])(?:\d{12}|\d{4}-\d{4}-\d{4})(?![A-Za-z0-9])"  # of AWS
    r"|(?<![A-Za-z0-9])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?:acct|cus|org|proj|sub)_\w+"
    r"|(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,}"
    r"|(?<![A-Za-z0-9])sk-[\w-]{8,}"
)
_PRIVATE = re.compile(
    r"(?<![\w+])(?:\+|00)[1-9][\d ()/.-]{5,}\d"  # a telephone
    r"|\btel:[^\s)>\]]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\barn:aws[\w-]*:[^\s,;)]+"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\w.])"  # an address of the Internet
)
_SHORTEST = 3


class Redaction:
    """What is left out of one model, and out of the texts that people wrote about it."""

    def __init__(self, model: Model) -> None:
        """Find out what a model says that is not for the public."""
        self._model = model
        self._accounts: dict[str, str] = {}
        names = frozenset((*model.components, *model.teams, *model.procedures, *model.scenarios))
        held = {text for text in _held(model) if len(text) >= _SHORTEST and text not in names}
        hosts = {urlsplit(text).hostname or "" for text in held if _ADDRESS.match(text)}
        literals = sorted(held | (hosts - {""}), key=lambda text: (-len(text), text))
        found = "|".join(map(re.escape, literals))
        self._literal = re.compile(rf"(?<![\w.-])(?:{found})(?![\w-])") if literals else None

    def text(self, text: str) -> str:
        """A text without what is left out; an account keeps a name, so that two stay two."""
        found = _ACCOUNT.sub(self._account, text)
        if self._literal is not None:
            found = self._literal.sub(LEFT_OUT, found)
        found = _PRIVATE.sub(LEFT_OUT, found)
        return LEFT_OUT if found != text and _ADDRESS.match(text) else found

    def model(self) -> Model:
        """The model without it."""
        files = [replace(file, top=self._value(file.top, ())) for file in self._model.files]
        model, findings = assemble(files, [], self._model.root)
        assert model is not None, findings
        return model

    def _account(self, found: re.Match[str]) -> str:
        return self._accounts.setdefault(found[0], f"account-{len(self._accounts) + 1}")

    def _value(self, value: Any, path: Path) -> Any:
        if isinstance(value, Map):
            made = Map(
                (self.text(key), self._value(inner, (*path, key))) for key, inner in value.items()
            )
            made.source, made.at = value.source, value.at
            return made
        if isinstance(value, Seq):
            items = value[:1] if path[:1] == ("teams",) and path[2:] == ("escalation",) else value
            listed = Seq(self._value(item, (*path, i)) for i, item in enumerate(items))
            listed.source, listed.at = value.source, value.at
            return listed
        return self._string(value, path) if isinstance(value, str) else value

    def _string(self, text: str, path: Path) -> str:
        place = _place(path)
        if place == "command":
            return _command(text.strip())
        if place == "held":
            return LEFT_OUT
        return text if path[-1:] and path[-1] in _TYPED else self.text(text)


def _command(text: str) -> str:
    """A command's program, and the names of the parameters that it takes."""
    program = _PROGRAM.match(text)
    if program is None:
        start = LEFT_OUT
    else:
        start = program[0] if program[0] == text else f"{program[0]} …"
    return " ".join((start, *_PARAMETER.findall(text)))


def _place(path: Path) -> str:
    """What stands at a place of the language: a "command", something "held" back, or ""."""
    match path:
        case ("procedures", _, "steps", int(), key) if key in _COMMANDS:
            return "command"
        case (
            ("procedures", _, "steps", int(), "expect")
            | ("procedures", _, "parameters", _, "default")
            | ("teams", _, "oncall", _)
            | ("teams", _, "escalation", *_)
            | ("providers", _, "probe", "url")
        ):
            return "held"
        case ("providers", _, "endpoint", key) if key in _ENDPOINT:
            return "held"
    return ""


def _held(model: Model) -> Iterator[str]:
    """What is left out wherever a text repeats it."""
    for team in model.teams.values():
        yield from team.oncall.values()
    for procedure in model.procedures.values():
        defaults = (p.default or "" for p in procedure.parameters.values())
        yield from (text for text in defaults if not text.isalpha())  # "latest" is anybody's word
    for provider in model.of_kind("provider"):
        probe = getattr(provider.spec, "probe", None)
        endpoint = getattr(provider.spec, "endpoint", None)
        if probe is not None:
            yield probe.url
        if endpoint is not None:
            yield from (text for text in (endpoint.base_url, endpoint.key) if text)
