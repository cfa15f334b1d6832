"""However a command ends: one clean line, the right exit code, no traceback."""

import subprocess
from collections.abc import Callable

import pytest

Fake = Callable[..., tuple[int, str, str]]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.mark.parametrize(
    ("args", "first_lines"),
    [
        (["gret"], ['there is no command "gret"', '  hint: did you mean "greet"?']),
        (["zzz"], ['there is no command "zzz"', "  hint: the commands are greet, end"]),
        (["a\x1b[2J"], ['there is no command "a\\u001b[2J"']),
        (
            ["greet", "--mod"],
            ['"drctl greet" has no option "--mod"', '  hint: did you mean "--mo'],
        ),
        (["--colour"], ['"drctl" has no option "--colour"', '  hint: did you mean "--color"?']),
        (["greet"], ['"drctl greet" needs NAME']),
        (["greet", "Ada", "Bob"], ["got unexpected extra argument(s) (Bob)"]),
        (["greet", "Ada", "--times", "x"], ["--times: "]),
        (["--color", "red", "greet"], ["--color: 'red' is not one of 'auto', 'always', 'never'"]),
        (["--color", "never"], ["missing command"]),
    ],
)
def test_bad_usage(fake: Fake, args: list[str], first_lines: list[str]) -> None:
    code, out, err = fake(*args)
    assert (code, out) == (2, "")
    lines = err.splitlines()
    for line, start in zip(lines, [f"error: {first_lines[0]}", *first_lines[1:]], strict=False):
        assert line.startswith(start)
    assert any(line.startswith("Usage: drctl") for line in lines)
    assert lines[-1].endswith('--help" says more.')
    assert "\x1b" not in err


def test_without_words_it_shows_help(fake: Fake) -> None:
    code, out, err = fake()
    assert (code, out) == (2, "")
    assert "Greet someone." in err


@pytest.mark.parametrize(
    ("how", "code"), [("well", 0), ("code", 1), ("exit", 3), ("interrupt", 130), ("abort", 130)]
)
def test_exit_codes(fake: Fake, how: str, code: int) -> None:
    assert fake("end", how) == (code, "", "")


def test_internal_error(fake: Fake) -> None:
    code, out, err = fake("end", "bug")
    assert (code, out) == (2, "")
    assert err.startswith("internal error: KeyError: 'unknown' (drctl ")
    assert err.endswith("please report it with this text\n")
    assert len(err.splitlines()) == 1


def test_internal_error_with_traceback(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRCTL_DEBUG", "1")
    code, _, err = fake("end", "bug")
    assert code == 2
    assert err.startswith("Traceback")
    assert "internal error: KeyError" in err


def test_a_missing_file_is_no_internal_error(fake: Fake) -> None:
    expected = 'error: "nowhere.yaml": no such file or directory\n'
    assert fake("end", "file") == (2, "", expected)


def test_a_reader_that_goes_away_is_no_error(fake_process: Start) -> None:
    process = fake_process("end", "flood")
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "line 0\n"
    process.stdout.close()
    with process.stderr as errors:
        assert errors.read() == ""
    assert process.wait() == 0


def test_a_stream_that_cannot_show_a_character(fake_process: Start) -> None:
    process = fake_process("end", "arrow", PYTHONIOENCODING="ascii")
    assert process.communicate() == ("a \\u2192 b\n", "")
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("args", "colored"),
    [
        (["end", "color"], "False"),
        (["--color", "always", "end", "color"], "True"),
        (["end", "color", "--color", "always"], "True"),
        (["--color", "always", "end", "color", "--color", "never"], "False"),
    ],
)
def test_color(fake: Fake, args: list[str], colored: str) -> None:
    assert fake(*args) == (0, f"{colored}\n", "")
    assert fake("end", "color") == (0, "False\n", "")  # nothing is kept between runs
