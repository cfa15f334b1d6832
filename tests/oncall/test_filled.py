"""Values in commands: real shells say what they make of them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drctl.oncall.filled import HIDDEN, Unsafe, filled, names, text

FOUND = [found for name in ("sh", "dash", "bash") if (found := shutil.which(name))]
SHELLS = sorted({str(Path(found).resolve()) for found in FOUND})
HOSTILE = (
    "plain",
    "two words",
    "  blanks  ",
    "",
    "'",
    '"',
    "\\",
    "'; touch PWNED; '",
    '"; touch PWNED; "',
    "$(touch PWNED)",
    "`touch PWNED`",
    "; touch PWNED",
    "| touch PWNED",
    "&& touch PWNED",
    "a\nb",
    "a\ntouch PWNED\n",
    "*",
    "~",
    "$HOME",
    "${HOME}",
    "!!",
    "#no comment",
    "{{ x }}",
    "%s",
    "\ttab",
    "é€\U0001f600",
    "<(touch PWNED)",
    "> PWNED",
)
# Where each prints its value, and nothing else after `=`.
TEMPLATES = (
    "printf '=%s' {{ x }}",
    "printf '=%s' {{x}}",
    "printf '=%s' \"{{ x }}\"",
    "printf '=%s' '{{ x }}'",
    "printf = && printf %s {{ x }}  # a comment",
    "v={{ x }}; printf '=%s' \"$v\"",
    "(printf '=%s' {{ x }})",
    "printf '=%s' \"$(printf %s {{ x }}; printf .)\" | sed '$s/\\.$//'",
    "printf '=%s' \"$(printf '%s.' \"{{ x }}\")\" | sed '$s/\\.$//'",
    "if :; then printf '=%s' {{ x }}; fi",
    "f() { printf '=%s' \"$1\"; }; f {{ x }}",
)


def run(shell: str, command: str, environment: dict[str, str], cwd: Path) -> str:
    done = subprocess.run(
        [shell, "-c", command],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere", **environment},
        cwd=cwd,
        capture_output=True,
        check=False,
    )
    return done.stdout.decode()


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_value_is_one_word_and_never_a_command(
    template: str, value: str, tmp_path: Path
) -> None:
    if "sed" in template and value != "plain":
        with pytest.raises(Unsafe, match="which may read it"):
            filled(template, {"x": value + "'"})
        template = template.partition(" | sed")[0]
        expected = f"={value}."
    else:
        expected = f"={value}"
    found = filled(template, {"x": value})
    for shell in SHELLS:
        assert run(shell, found.command, dict(found.environment), tmp_path) == expected
        assert run(shell, found.shown, {}, tmp_path) == expected, "what is shown can be copied"
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_value_reaches_the_command_as_it_is(value: str) -> None:
    for template in (
        "printf '=%s' a{{ x }}",
        "printf '=%s' \"a{{ x }}\"",
        "printf '=%s' 'a{{ x }}'",
    ):
        found = filled(template, {"x": value})
        assert run("sh", found.command, dict(found.environment), Path("/")) == f"=a{value}"


@pytest.mark.parametrize(
    "template",
    [
        "echo `printf {{ x }}`",
        "echo ${y:-{{ x }}}",
        "echo $(({{ x }} + 1))",
        "echo $'{{ x }}'",
        "cat <<END\n{{ x }}\nEND",
        "cat <<'END'\n{{ x }}\nEND",
        "echo # {{ x }}",
        "echo \\{{ x }}",
        "echo '{{ x }}",
        'echo "{{ x }}',
        "case {{ x }} in a) echo ;; esac",
        "echo {{ y }}",
    ],
)
def test_what_is_not_understood_is_not_run(template: str) -> None:
    with pytest.raises(Unsafe):
        filled(template, {"x": "plain"})


@pytest.mark.parametrize(
    "value", ["a; reboot", "$(reboot)", "it's", 'say "x"', "a b", "a|b", "x\n"]
)
@pytest.mark.parametrize(
    "template",
    [
        "ssh db-1 sudo systemctl restart {{ x }}",
        "ssh db-1 'sudo systemctl restart {{ x }}'",
        "sh -c 'echo {{ x }}'",
        '/bin/bash -c "echo {{ x }}"',
        "eval echo {{ x }}",
        "kubectl exec pod -- sh -c 'rm {{ x }}'",
        "psql -c {{ x }}",
    ],
)
def test_a_second_reader_gets_plain_words_only(template: str, value: str) -> None:
    with pytest.raises(Unsafe, match="which may read it as more than a text"):
        filled(template, {"x": value})
    assert filled(template, {"x": "db-1.example:5432"}).command


@pytest.mark.parametrize("value", ["it's", "60'; drop table t; --", 'a"b', "$(x)", "`x`", "a\nb"])
@pytest.mark.parametrize(
    "template",
    [
        "client \"select now() <= interval '{{ x }} s'\"",
        'curl -d "{\\"location\\":\\"{{ x }}\\"}" http://localhost',
        'curl -d \'{"location":"{{ x }}"}\' http://localhost',
    ],
)
def test_quotes_in_quotes_are_another_language(template: str, value: str) -> None:
    with pytest.raises(Unsafe, match="inner quotes"):
        filled(template, {"x": value})
    assert filled(template, {"x": "2026-11-02 14:05:00"}).command


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_variable_of_one_command_may_hold_anything(quote: str, tmp_path: Path) -> None:
    """A password may have any signs: what is in the environment, nobody reads as a language."""
    value = 'it\'s $(touch PWNED); "x"'
    template = f"PGPASSWORD={quote}{{{{ x }}}}{quote} sh -c 'printf =%s \"$PGPASSWORD\"'"
    found = filled(template, {"x": value})
    assert run("sh", found.command, dict(found.environment), tmp_path) == f"={value}"
    assert run("sh", found.shown, {}, tmp_path) == f"={value}"
    for elsewhere in (
        "v={{ x }}; eval echo $v",
        "v={{ x }}\nsh -c $v",
        "echo A={{ x }} sh",
        "ssh host A={{ x }} env",
        "A=1{{ x }} sh -c :",
        "A='1 {{ x }}' sh -c :",
    ):
        with pytest.raises(Unsafe):
            filled(elsewhere, {"x": value})


def test_a_value_is_no_option() -> None:
    for template in ("rm {{ x }}", "rm '{{ x }}'", 'rm "{{ x }}"', "{{ x }}"):
        with pytest.raises(Unsafe, match="begins with -"):
            filled(template, {"x": "-rf"})
    assert filled("kubectl scale --replicas={{ x }}", {"x": "-1"}).command
    assert filled("rm -- a{{ x }}", {"x": "-rf"}).command


def test_a_secret_is_not_in_what_is_shown_or_said() -> None:
    found = filled("login -t {{ token }} {{ host }}", {"token": "a'b", "host": "h"}, ["token"])
    assert found.shown == f"login -t {HIDDEN} h"
    assert "a'b" not in found.command
    with pytest.raises(Unsafe) as told:
        filled("ssh h login {{ token }}", {"token": "a'b"}, ["token"])
    assert "a'b" not in str(told.value)


def test_names_that_would_be_one_variable_are_told_apart() -> None:
    found = filled("printf '%s ' {{ a-b }} {{ a_b }}", {"a-b": "1", "a_b": "2"})
    assert run("sh", found.command, dict(found.environment), Path("/")) == "1 2 "


def test_what_is_expected_is_plain_text() -> None:
    assert text("lag {{ x }} of {{ y }}", {"x": "$(1)"}) == "lag $(1) of {{ y }}"
    assert names("{{ b }} {{ a }}", None, "{{b}} {{.Names}}") == ("b", "a")
