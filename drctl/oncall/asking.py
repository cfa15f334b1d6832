"""Questions over HTTP, many at once: bounded in time and in bytes, without credentials.

A question has one deadline for all of it: names, connection, TLS, redirects, and an answer that
comes in drops. The standard library asks; a thread per question can be given up at its deadline
whatever it waits for, a name server that is silent too. Libraries offer time-outs per read only.
"""

import http.client
import queue
import socket
import ssl
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from drctl import __version__
from drctl.model.times import duration

MOST_BYTES = 4 * 2**20
MOST_REDIRECTS = 5
AT_ONCE = 64
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 2**16

Why = Literal["address", "name", "connection", "certificate", "time", "cut", "proxy", "redirect"]


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask: one GET; `timeout` seconds for all of it; `follow`: where it redirects to."""

    url: str
    timeout: float
    follow: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    `seconds` run until the whole answer was there, `whole` is False where it was longer than
    `MOST_BYTES`, `url` is where it came from, `location` where it would send one on to ("" for
    nowhere).
    """

    status: int
    body: bytes
    seconds: float
    url: str
    whole: bool = True
    location: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why nothing came back, in words that follow a name: `no answer within 5s`."""

    why: Why
    says: str


class _Refused(Exception):
    """A question that is not asked, or not to its end."""

    def __init__(self, why: Why, says: str) -> None:
        self.unanswered = Unanswered(why, says)
        super().__init__(says)


@dataclass(slots=True)
class _Line:
    """A question under way: who waits may cut it at its deadline."""

    question: Question
    until: float
    stage: str = "no connection"
    sockets: list[socket.socket] = field(default_factory=list)

    def left(self) -> float:
        return self.until - time.monotonic()

    def cut(self) -> None:
        """End it; a thread that reads from it wakes up."""
        for each in self.sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def too_late(self) -> Unanswered:
        within = duration(self.question.timeout)
        return Unanswered("time", f"no answer within {within} ({self.stage})")


def ask_all(questions: Sequence[Question]) -> list[Answer | Unanswered]:
    """Ask all questions, many at once.

    Args:
        questions: what to ask, each with its own deadline.

    Returns:
        What came of each, in their order. Nothing raises but Ctrl-C.

    Notes:
        At most `AT_ONCE` are under way. One that reaches its deadline is given up: its socket is
        shut, and its thread keeps nobody waiting.
    """
    context = _context()
    proxies = _proxies()
    done: queue.SimpleQueue[tuple[int, Answer | Unanswered]] = queue.SimpleQueue()
    waiting = deque(enumerate(questions))
    running: dict[int, _Line] = {}
    found: dict[int, Answer | Unanswered] = {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            number, question = waiting.popleft()
            line = running[number] = _Line(question, time.monotonic() + question.timeout)
            task = partial(_work, number, line, context, proxies, done)
            threading.Thread(target=task, daemon=True).start()
        nearest = min(line.left() for line in running.values())
        with suppress(queue.Empty):
            number, answer = done.get(timeout=max(0.0, nearest))
            if running.pop(number, None):
                found[number] = answer
            continue
        for number in [n for n, line in running.items() if line.left() <= 0]:
            line = running.pop(number)
            found[number] = line.too_late()  # its stage, before cutting moves it on
            line.cut()
    return [found[number] for number in range(len(questions))]


def _work(
    number: int,
    line: _Line,
    context: ssl.SSLContext,
    proxies: dict[str, str],
    done: "queue.SimpleQueue[tuple[int, Answer | Unanswered]]",
) -> None:
    try:
        answer: Answer | Unanswered = _ask(line, context, proxies)
    except _Refused as refused:
        answer = refused.unanswered
    except Exception as error:
        # Whatever a stranger's answer does to a parser, the others are still asked.
        answer = _told(error, line)
    done.put((number, answer))


def _ask(line: _Line, context: ssl.SSLContext, proxies: dict[str, str]) -> Answer:
    begun = time.monotonic()
    url = line.question.url
    for _ in range(MOST_REDIRECTS + 1):
        _check(url, proxies)
        answer = _get(url, line, context, proxies, begun)
        if not (line.question.follow and answer.location):
            return answer
        if urlsplit(url).scheme == "https" and urlsplit(answer.location).scheme == "http":
            raise _Refused("redirect", f"it sends us on to {answer.location}, without encryption")
        if urlsplit(answer.location).scheme not in ("http", "https"):
            raise _Refused("redirect", f"it sends us on to {answer.location}, no web address")
        url = answer.location
    raise _Refused("redirect", f"it sends us on more than {MOST_REDIRECTS} times")


def _check(url: str, proxies: dict[str, str]) -> None:
    """Refuse what can't be asked, or not without giving something away."""
    parts = urlsplit(url)
    odd = any(c <= " " or c == "\x7f" for c in url) or parts.port == 0
    if parts.scheme not in ("http", "https") or not parts.hostname or odd:
        raise _Refused("address", f'"{url}" is no http:// or https:// address')
    if "@" in parts.netloc:
        raise _Refused("address", "its address holds a user name; drctl sends no credentials")
    proxy = urlsplit(proxies.get(parts.scheme, ""))
    if proxy.scheme in ("", "http", "https") or urllib.request.proxy_bypass(parts.netloc):
        return
    raise _Refused(
        "proxy", f"the environment names a {proxy.scheme} proxy; drctl takes http:// ones"
    )


def _get(
    url: str, line: _Line, context: ssl.SSLContext, proxies: dict[str, str], begun: float
) -> Answer:
    if line.left() <= 0:
        raise TimeoutError
    request = urllib.request.Request(
        _ascii(url),
        headers={"Accept": "application/json, */*;q=0.5", "User-Agent": f"drctl/{__version__}"},
    )
    with _opener(line, context, proxies).open(request, timeout=max(0.01, line.left())) as response:
        line.stage = "only a part of it"
        parts, size = [], 0
        while size <= MOST_BYTES and (part := response.read1(_CHUNK)):
            parts.append(part)
            size += len(part)
            if line.left() <= 0:
                raise TimeoutError
        headers = response.headers
        if size <= MOST_BYTES and response.length:
            raise http.client.IncompleteRead(b"", response.length)
        target = headers.get("Location", "") if response.status in _REDIRECTS else ""
    return Answer(
        status=response.status,
        body=b"".join(parts)[:MOST_BYTES],
        seconds=time.monotonic() - begun,
        url=url,
        whole=size <= MOST_BYTES,
        location=urljoin(url, target) if target else "",
    )


def _opener(
    line: _Line, context: ssl.SSLContext, proxies: dict[str, str]
) -> urllib.request.OpenerDirector:
    """Opens http and https only, gives every status back, and follows nothing."""
    opener = urllib.request.OpenerDirector()
    opener.addheaders = []
    opener.add_handler(urllib.request.ProxyHandler(proxies))
    opener.add_handler(_Http(line))
    opener.add_handler(_Https(line, context))
    return opener


class _Http(urllib.request.HTTPHandler):
    """Tells the line of the sockets that it opens."""

    def __init__(self, line: _Line) -> None:
        super().__init__()
        self.line = line

    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(partial(_seen(http.client.HTTPConnection), self.line), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, line: _Line, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self.line, self.context = line, context

    def https_open(self, req: urllib.request.Request) -> Any:
        kind = partial(_seen(http.client.HTTPSConnection), self.line)
        return self.do_open(kind, req, context=self.context)


def _seen(kind: Any) -> Any:
    """A kind of connection whose socket the line knows before TLS begins."""

    class Seen(kind):  # type: ignore[misc]
        def __init__(self, line: _Line, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            connect = self.__dict__["_create_connection"]

            def connected(*words: Any) -> socket.socket:
                opened: socket.socket = connect(*words)
                line.sockets.append(opened)
                line.stage = "a connection, then silence"
                return opened

            self.__dict__["_create_connection"] = connected

    return Seen


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _proxies() -> dict[str, str]:
    """The proxies that the environment names, `ALL_PROXY` for both schemes."""
    found = urllib.request.getproxies()
    everything = found.get("all")
    both = {"http": everything, "https": everything} if everything else {}
    return {**both, **{k: v for k, v in found.items() if k in ("http", "https")}}


def _ascii(url: str) -> str:
    """An address in the characters that HTTP takes."""
    from urllib.parse import quote

    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    rest = url.split(parts.netloc, 1)[1].split("#")[0]
    return f"{parts.scheme}://{host}{quote(rest, safe='/?:@!$&()*+,;=%-._~')}"


def _told(error: Exception, line: _Line) -> Unanswered:
    """An error in words, as they follow a name."""
    cause = getattr(error, "reason", error)
    match cause:
        case TimeoutError():
            return line.too_late()
        case ssl.SSLCertVerificationError():
            return Unanswered("certificate", f"its certificate is refused: {cause.verify_message}")
        case ssl.SSLError():
            return Unanswered("certificate", f"no encrypted connection: {_plain(cause)}")
        case socket.gaierror():
            return Unanswered("name", f"its name is not found: {cause.strerror}")
        case ConnectionRefusedError():
            return Unanswered("connection", "the connection is refused")
        case ConnectionResetError() | BrokenPipeError() | http.client.RemoteDisconnected():
            return Unanswered("cut", "the connection was cut before an answer")
        case OSError() if str(cause).startswith("Tunnel connection failed"):
            return Unanswered("proxy", f"our proxy does not let us through: {_proxy_code(cause)}")
        case OSError():
            return Unanswered("connection", f"no connection: {cause.strerror or _plain(cause)}")
        case http.client.IncompleteRead():
            return Unanswered("cut", "the connection was cut in the middle of the answer")
        case ValueError() | http.client.InvalidURL():
            return Unanswered("address", f'"{line.question.url}" is no address: {_plain(cause)}')
        case http.client.HTTPException():
            return Unanswered("cut", f"what came is no HTTP: {_plain(cause)}")
        case _:
            return Unanswered("cut", f"the answer cannot be read: {_plain(cause)}")


def _proxy_code(error: OSError) -> str:
    number = next((word for word in str(error).split() if word.isdigit()), "")
    with suppress(ValueError):
        return f"{number} {HTTPStatus(int(number)).phrase}"
    return number or "it gave no reason"


def _plain(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 120 else f"{text[:119]}…"
