"""Questions to servers that hang, drip, lie, flood: one line each, and never later than asked."""

import threading
import time
from collections.abc import Iterator

import pytest

from drctl.oncall import asking
from drctl.oncall.asking import MOST_BYTES, Answer, Question, Unanswered, ask_all
from tests import strangers
from tests.strangers import CERTIFICATES, Stranger, answers, redirects, stranger

# Beyond a deadline, for a machine that does other things.
GRACE = 3


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server() -> Iterator[Stranger]:
    ways = {
        "/fine": answers("hello", 200),
        "/teapot": answers("short and stout", 418),
        "/hangs": strangers.hangs,
        "/drips": strangers.drips,
        "/drips-headers": strangers.drips_headers,
        "/resets": strangers.resets,
        "/closes": strangers.closes,
        "/cut": strangers.cut,
        "/floods": strangers.floods,
        "/garbage": strangers.garbage,
        "/to-fine": redirects("/fine"),
        "/round": redirects("/round"),
        "/to-file": redirects("file:///etc/passwd"),
        "/to-nowhere": redirects("ftp://example.com/x"),
        "/many-headers": answers("", 200, **{f"x{i}": "y" for i in range(200)}),
        "/long-header": answers("", 200, x="y" * 100_000),
    }
    with stranger(ways) as found:
        yield found


def ask(url: str, timeout: float = 5, *, follow: bool = False) -> Answer | Unanswered:
    return ask_all([Question(url, timeout, follow)])[0]


@pytest.mark.parametrize(
    ("path", "why", "says"),
    [
        ("/hangs", "time", "no answer within 300ms (a connection, then silence)"),
        ("/drips", "time", "no answer within 300ms (only a part of it)"),
        ("/drips-headers", "time", "no answer within 300ms (a connection, then silence)"),
        ("/resets", "cut", "the connection was cut before an answer"),
        ("/closes", "cut", "the connection was cut before an answer"),
        ("/cut", "cut", "the connection was cut in the middle of the answer"),
        ("/garbage", "cut", "what came is no HTTP"),
        ("/round", "redirect", "it sends us on more than 5 times"),
        ("/to-file", "redirect", "it sends us on to file:///etc/passwd, no web address"),
        ("/to-nowhere", "redirect", "it sends us on to ftp://example.com/x, no web address"),
        ("/many-headers", "cut", "what came is no HTTP: got more than 100 headers"),
        ("/long-header", "cut", "what came is no HTTP: got more than 65536 bytes"),
    ],
)
def test_what_is_no_answer(server: Stranger, path: str, why: str, says: str) -> None:
    begun = time.monotonic()
    short = 0.3 if why == "time" else 5
    answer = ask(server.url + path, short, follow=True)
    assert isinstance(answer, Unanswered)
    assert (answer.why, answer.says[: len(says)]) == (why, says)
    assert time.monotonic() - begun < short + GRACE


def test_an_answer_and_what_is_sent(server: Stranger) -> None:
    answer = ask(f"{server.url}/teapot?a=b#c")
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.whole) == (418, b"short and stout", True)
    assert 0 < answer.seconds < 5
    path, headers = server.seen[0]
    assert path == "/teapot?a=b"
    assert {key.lower() for key in headers} <= {
        "accept", "accept-encoding", "connection", "host", "user-agent"
    }  # fmt: skip
    assert headers["Accept-Encoding"] == "identity"


def test_a_flood_is_dammed(server: Stranger) -> None:
    answer = ask(f"{server.url}/floods", 30)
    assert isinstance(answer, Answer)
    assert (len(answer.body), answer.whole) == (MOST_BYTES, False)


def test_redirects_are_followed_only_where_that_is_asked(server: Stranger) -> None:
    followed = ask(f"{server.url}/to-fine", follow=True)
    assert isinstance(followed, Answer)
    assert (followed.status, followed.url) == (200, f"{server.url}/fine")
    told = ask(f"{server.url}/to-fine")
    assert isinstance(told, Answer)
    assert (told.status, told.location) == (302, f"{server.url}/fine")


@pytest.mark.parametrize(
    ("url", "why", "says"),
    [
        ("http://127.0.0.1:1/", "connection", "the connection is refused"),
        ("http://no-such-name.invalid/", "name", "its name is not found"),
        ("https://user:secret@example.com/", "address", "its address holds a user name"),
        ("file:///etc/passwd", "address", '"file:///etc/passwd" is no http:// or https://'),
        ("status.example.com", "address", '"status.example.com" is no http:// or https://'),
        ("", "address", '"" is no http:// or https://'),
        ("http://exa mple.com/", "address", '"http://exa mple.com/" is no http:// or https://'),
        ("http://[::1/", "address", '"http://[::1/" is no address'),
        ("http://a:99999999/", "address", '"http://a:99999999/" is no address'),
        ("http://" + "a" * 300 + ".invalid/", "address", ""),
        ("http://x\r\nHost: y/", "address", ""),
    ],
)
def test_what_cannot_be_asked(url: str, why: str, says: str) -> None:
    answer = ask(url)
    assert isinstance(answer, Unanswered)
    assert (answer.why, answer.says[: len(says)]) == (why, says)
    assert "secret" not in answer.says


def test_letters_of_all_scripts_in_a_path(server: Stranger) -> None:
    ask(f"{server.url}/é/%20?q=ü")
    assert server.seen[0][0] == "/%C3%A9/%20?q=%C3%BC"


def test_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    with stranger({"/": answers("hello")}, tls=True) as server:
        named = server.url.replace("127.0.0.1", "localhost") + "/"
        unknown = ask(named)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "localhost.pem"))
        known, other_name = ask(named), ask(f"{server.url}/")
    assert isinstance(unknown, Unanswered)
    assert unknown == Unanswered(
        "certificate", "its certificate is refused: self-signed certificate"
    )
    assert isinstance(known, Answer)
    assert isinstance(other_name, Unanswered)
    assert "IP address mismatch" in other_name.says


def test_no_encryption_where_it_was_asked_for(server: Stranger) -> None:
    answer = ask(server.url.replace("http:", "https:") + "/fine")
    assert isinstance(answer, Unanswered)
    assert answer.says.startswith("no encrypted connection")


def test_from_https_to_http_is_refused(server: Stranger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "localhost.pem"))
    with stranger({"/": redirects(f"{server.url}/fine")}, tls=True) as encrypted:
        answer = ask(encrypted.url.replace("127.0.0.1", "localhost") + "/", follow=True)
    assert isinstance(answer, Unanswered)
    assert answer.says.endswith("/fine, without encryption")


def test_the_environment_s_proxy(server: Stranger, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("http_proxy", "all_proxy"):
        monkeypatch.setenv(variable, server.url)
        through = ask("http://no-such-name.invalid/fine")
        assert isinstance(through, Answer)
        assert server.seen[-1][0] == "http://no-such-name.invalid/fine"
        monkeypatch.delenv(variable)
    monkeypatch.setenv("https_proxy", server.url)
    refused = ask("https://no-such-name.invalid/")
    assert isinstance(refused, Unanswered)
    assert refused.says == "our proxy does not let us through: 501 Not Implemented"
    monkeypatch.setenv("no_proxy", "no-such-name.invalid")
    assert isinstance(direct := ask("https://no-such-name.invalid/"), Unanswered)
    assert direct.why == "name"


def test_a_proxy_of_another_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://me:secret@127.0.0.1:1080")
    answer = ask("http://example.com/")
    assert answer == Unanswered(
        "proxy", "the environment names a socks5 proxy; drctl takes http:// ones"
    )


def test_many_at_once_take_as_long_as_the_slowest(server: Stranger) -> None:
    questions = [Question(f"{server.url}/hangs?{i}", 0.5) for i in range(40)]
    questions.insert(20, Question(f"{server.url}/fine", 5))
    begun = time.monotonic()
    found = ask_all(questions)
    assert time.monotonic() - begun < 0.5 + GRACE
    assert [isinstance(a, Answer) for a in found] == [i == 20 for i in range(41)]


def test_more_than_go_at_once(server: Stranger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 3)
    found = ask_all([Question(f"{server.url}/fine?{i}", 5) for i in range(20)])
    assert all(isinstance(a, Answer) for a in found)
    assert ask_all([]) == []


def test_threads_that_were_given_up_end(server: Stranger) -> None:
    before = threading.active_count()
    ask_all([Question(f"{server.url}/drips-headers", 0.2) for _ in range(10)])
    until = time.monotonic() + 10
    while threading.active_count() > before + 10 and time.monotonic() < until:
        time.sleep(0.02)
    named = [t for t in threading.enumerate() if "_work" in t.name]
    while any(t.is_alive() for t in named) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(t.is_alive() for t in named)
