"""Secrets in text that comes in pieces: whatever the pieces, no value is seen."""

import base64
import random
import urllib.parse

from drctl.oncall.masking import Mask


def test_no_value_gets_through_in_pieces() -> None:
    dice = random.Random(7)
    for _ in range(2000):
        mask = Mask()
        secret = "".join(dice.choice("abc\n'\"é%") for _ in range(dice.randint(1, 9)))
        mask.learn("token", secret)
        parts = ["a", "b", "c", "\n", secret, secret[:-1], secret[1:]]
        text = "".join(dice.choice(parts) for _ in range(12))
        shown, held = "", ""
        while text:
            count = dice.randint(1, 4)
            held, text = held + text[:count], text[count:]
            done = mask.settled(held)
            shown, held = shown + mask(held[:done]), held[done:]
        shown += mask(held)
        assert secret not in shown.replace("***", "\0")


def test_what_does_not_begin_a_value_is_shown_at_once() -> None:
    mask = Mask()
    mask.learn("token", "hunter2" * 100)
    assert mask.settled("waiting for the rollout... ") == 27
    assert mask.settled("token is hun") == 9


def test_other_ways_to_write_it() -> None:
    mask = Mask()
    secret = "s3cr3t/v4lue'\"+x\nsecond line"
    mask.learn("token", secret)
    for before in ("", "a", "ab", "user:"):
        coded = base64.b64encode(f"{before}{secret}tail".encode()).decode()
        assert "***" in mask(coded)
    assert "s3cr3t" not in mask(urllib.parse.quote(secret))
    assert "s3cr3t" not in mask("set -x: " + secret.splitlines()[0])
    assert mask("nothing of it") == "nothing of it"


def test_an_empty_value_hides_nothing() -> None:
    mask = Mask()
    mask.learn("token", "")
    assert (mask("text"), mask.settled("text")) == ("text", 4)
