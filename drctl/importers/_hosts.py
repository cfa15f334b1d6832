"""Finds the hosts that a text names: in URLs, as host:port, or as a bare name.

Text of other tools holds credentials. Nothing here returns more of a text than the host and
its port, and where a text is so malformed that a part of a password could pass for a host,
nothing is found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Form = Literal["url", "port", "name"]

LONGEST_URL = 2_000

# In URLs any case will do; a word that stands alone is taken for a host in lower case only.
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_LOWER = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LOWER}(?:\.{_LOWER}){{0,15}}\.?")
_NAME_PORT = re.compile(rf"({_LABEL}(?:\.{_LABEL}){{0,15}}\.?)(?::(\d{{1,5}}))?")
_TOKEN_PORT = re.compile(rf"({_LOWER}(?:\.{_LOWER}){{0,15}}\.?):(\d{{1,5}})(?:[:/?].*)?", re.S)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*$")
_HINT = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]{0,80})[=:]\s*[\"']?$")
_KEYED = re.compile(r"-{0,2}([A-Za-z_][A-Za-z0-9_.\-]{0,80})=(.*)", re.S)
_SUBSTITUTED = re.compile(r"\$\([^()\s]*\)|\$\(cat [^()]*\)|\$\{[^{}\s]*\}")
_BREAKS = re.compile(r"[\s,;\"'`<>|()\[\]{}]+")
_URL_END = re.compile(r"[\s\"'`<>]")
_EXACT = re.compile(rf"(?:[A-Za-z][A-Za-z0-9+.-]*://)?{_LABEL}(?:\.{_LABEL})*\.?(?::\d{{1,5}})?/?")
_TRIED = re.compile(
    r"\b(?:nc|ncat|nslookup|dig|ping|telnet|getent hosts)"
    r"(?:[ \t]+-\S{1,20}(?:[ \t]+\d{1,5})?){0,5}"
    rf"[ \t]+({_LABEL}(?:\.{_LABEL}){{0,15}})(?:[ \t]+(\d{{1,5}})\b)?"
    rf"|[ \t](?:-h|--host)[ \t=]({_LABEL}(?:\.{_LABEL}){{0,15}})"
)
_NOT_NETWORK = frozenset(("file", "classpath", "unix", "jar", "data", "urn", "projects", "env"))


@dataclass(frozen=True, slots=True)
class Host:
    """A host that a text names.

    `hint` is the key that stands beside it inside a longer text; `beside_credentials` is
    True when the text also holds a user or a password.
    """

    name: str
    port: int | None
    form: Form
    scheme: str = ""
    hint: str = ""
    beside_credentials: bool = False

    @property
    def shown(self) -> str:
        """The host and its port."""
        return self.name if self.port is None else f"{self.name}:{self.port}"


def exact(text: str) -> bool:
    """Whether a text is a host, host:port or URL and holds nothing else."""
    return len(text) <= LONGEST_URL and _EXACT.fullmatch(text) is not None


def hosts_in(text: str) -> tuple[Host, ...]:
    """The hosts that a text names, each once, in the order of the text's URLs and tokens.

    Args:
        text: a variable's value, an argument, a script or a configuration file.

    Returns:
        The hosts, in lower case and without a dot at the end.

    Notes:
        Linear in the text: every pattern is bounded.
    """
    plain = (
        _SUBSTITUTED.sub("$", text).replace(".$.svc", ".svc").replace("Data Source=", "Server=")
    )
    found: dict[tuple[str, int | None, str], Host] = {}
    rest: list[str] = []
    end = 0
    for start, stop, hosts in _urls(plain):
        for host in hosts:
            found.setdefault((host.name, host.port, host.hint), host)
        rest.append(plain[end:start])
        end = max(end, stop)
    rest.append(plain[end:])
    for host in _in_tokens(" ".join(rest)):
        found.setdefault((host.name, host.port, host.hint), host)
    return tuple(found.values())


def hosts_tried_in(script: str) -> tuple[Host, ...]:
    """The hosts that a script tries: `nc -z db 5432`, `nslookup db`, `pg_isready -h db`.

    Args:
        script: the text of a shell script.

    Returns:
        The hosts in the order of the script.
    """
    plain = _SUBSTITUTED.sub("$", script).replace(".$.svc", ".svc")
    return tuple(
        _host(m.group(1) or m.group(3), m.group(2), "port", "", "host", False)
        for m in _TRIED.finditer(plain)
    )


def _urls(text: str) -> Iterator[tuple[int, int, list[Host]]]:
    at = text.find("://")
    while at >= 0:
        following = text.find("://", at + 3)
        scheme = _SCHEME.search(text, max(0, at - 32), at)
        limit = min(len(text), at + 3 + LONGEST_URL)
        near = at < following < limit
        mark = _URL_END.search(text, at + 3, following if near else limit)
        stop = mark.start() if mark else limit
        if near and not mark:
            comma = max(text.rfind(sign, at, following) for sign in ",;|")
            stop = comma if comma > 0 else following
        if scheme:
            start = scheme.start()
            hint = _HINT.search(text, max(0, start - 90), start)
            word = hint.group(1) if hint else ""
            yield start, stop, _of_url(scheme.group().lower(), text[at + 3 : stop], word)
        at = following


def _of_url(scheme: str, rest: str, hint: str) -> list[Host]:
    if scheme in _NOT_NETWORK:
        return []
    head = _authority(scheme, rest)
    secret = "@" in rest
    head = head.removeprefix("tcp(").rstrip(")")
    matches = (_NAME_PORT.fullmatch(part.strip()) for part in head.split(","))
    return [
        _host(m.group(1), m.group(2), "url", scheme, hint, secret)
        for m in matches
        if m is not None
    ]


def _authority(scheme: str, rest: str) -> str:
    """The hosts of a URL; nothing where a part of a password could pass for one."""
    before, _, query = rest.partition("?")
    head, *path = re.split(r"[/#;\\]", before, maxsplit=1)
    if "@" in before and "@" in query:
        return ""
    if "@" not in query and "@" not in "".join(path) and head.count("@") < 2:
        return head.rpartition("@")[2]
    if "@" in before and not scheme.startswith("http"):
        # Nobody calls a path with "@" but on the web: the password holds "@" or "/".
        return re.split(r"[/#;\\]", before.rpartition("@")[2], maxsplit=1)[0]
    if "@" in head or not _NAME_PORT.fullmatch(head):
        return ""
    # What looks like a port may be the beginning of a password.
    return head.partition(":")[0]


def _host(name: str, port: str | None, form: Form, scheme: str, hint: str, secret: bool) -> Host:
    number = int(port) if port else None
    return Host(name.lower().rstrip("."), number, form, scheme, hint, secret)


def _in_tokens(text: str) -> Iterator[Host]:
    for token in _BREAKS.split(text):
        keyed = _KEYED.fullmatch(token)
        hint, value = (keyed.group(1), keyed.group(2)) if keyed else ("", token)
        hint = hint.removeprefix("D") if token.startswith("-D") else hint
        value = value.removeprefix("tcp:")
        tail = value.rsplit("@", 1)[-1]
        if match := _TOKEN_PORT.fullmatch(tail):
            if 0 < int(match.group(2)) < 65_536:
                yield _host(match.group(1), match.group(2), "port", "", hint, "@" in text)
        elif tail == value and _NAME.fullmatch(value):
            yield _host(value, None, "name", "", hint, False)
