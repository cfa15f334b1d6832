"""docs/follow.md: its walks are walked, its answers are given, its rules of quoting hold."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from drctl.oncall.event import What
from drctl.oncall.filled import Unsafe, filled
from drctl.oncall.walk import _KEYS
from tests.terminal import Terminal

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "follow.md").read_text(encoding="utf-8")
MODEL, *SHOWN = re.findall(r"^```(?:yaml|console)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
QUESTION = r"(?:\? help >|^[0-9]+>|\]:|\[y/n\]|not yet:|passed:|none\):|nobody yet\))"


def timeless(text: str) -> str:
    """Without what differs from day to day: moments, lengths, and the columns that follow them."""
    text = re.sub(r"\d{4}-\d{2}-\d{2}(-\d{4})?", "DAY", text)
    text = re.sub(r"\d{2}:\d{2}", "TIME", text)
    text = re.sub(r"\b\d+[hms](\d+[ms])*\b", "LONG", text)
    text = re.sub(r"─+", "─", text)
    lines = [re.sub(r" +", " ", line).strip() for line in text.strip().splitlines()]
    return "\n".join(line.replace("…", "").strip() for line in lines if "─" not in line)


def told(text: str) -> list[str]:
    """The lines, those of the board up to where they are cut."""
    return [re.sub(r"^(\d+ .{40}).*", r"\1", line) for line in timeless(text).splitlines()]


def walk(shown: str, folder: Path) -> str:
    """Types what the page types."""
    command, _, session = shown.partition("\n")
    answers = re.findall(rf"{QUESTION} ?(.*)$", session, re.MULTILINE)
    words = shlex.split(command)
    assert words[:2] == ["$", "drctl"]
    terminal = Terminal(*words[2:], cwd=folder, env={"NO_COLOR": "1"})
    for answer in answers:
        terminal.expect(rf"{QUESTION} $")
        terminal.send(answer)
    assert terminal.close() == 0
    return terminal.text


def test_the_walk_and_its_end(tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL)
    walks = [shown for shown in SHOWN if "drctl follow" in shown.partition("\n")[0]]
    assert len(walks) == 2
    for shown in walks:
        assert told(walk(shown, tmp_path)) == told(shown.partition("\n")[2])
    assert "runbook: provider-cloud-model" in (tmp_path / "dr.yaml").read_text()


def test_the_other_examples(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL)
    parts = [
        part
        for shown in SHOWN
        if "drctl follow" not in shown.partition("\n")[0]
        for part in re.split(r"^\$ drctl ", shown, flags=re.MULTILINE)[1:]
    ]
    assert len(parts) == 3
    for part in parts:
        command, _, output = part.partition("\n")
        answer = drctl(*shlex.split(command), cwd=tmp_path)
        assert (answer.code, answer.out, answer.err) == (0, output, "")


def test_the_keys_of_the_board_are_all_there() -> None:
    table = PAGE.partition("| On the board |")[2].partition("\n\n")[0]
    keys = set(re.findall(r"`(.)`", table))
    assert keys == set(_KEYS) | {"e", "q"}


def test_what_the_table_of_quoting_says() -> None:
    rows = re.findall(r"^\| `(echo .*)` \| `(echo .*)` \|$", PAGE, re.MULTILINE)
    assert len(rows) == 3
    for written, run in rows:
        assert filled(written, {"region": "x"}).command == run


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("echo `{{ x }}`", "a"),
        ("echo ${y:-{{ x }}}", "a"),
        ("echo $(({{ x }}))", "1"),
        ("cat <<END\n{{ x }}\nEND", "a"),
        ("ssh host echo {{ x }}", "a;b"),
        ("psql -c \"select '{{ x }}'\"", "it's"),
        ("rm {{ x }}", "-rf"),
    ],
)
def test_what_it_says_is_not_run(template: str, value: str) -> None:
    with pytest.raises(Unsafe):
        filled(template, {"x": value})


def test_what_it_advises_instead_is_run() -> None:
    (advice,) = re.findall(r"`(r=\{\{ region \}\}; )\.\.\.`", PAGE)
    assert filled(advice, {"region": "it's"}).command


def test_every_event_is_described() -> None:
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    described = set(re.findall(r"`(\w+)`", text.partition("events.jsonl")[2].partition("\n- ")[0]))
    assert set(get_args(What)) <= described
