"""Commands with variables, run by a shell: each value arrives as it is, in one word."""

import random
import shutil
import subprocess

import pytest

from drctl.analysis.planning.shell import variable, with_variables

VALUES = ("plain", "two words", "'", '"', "`id`", "$(id)", "$HOME", "a\\b", "*", "; exit 3", "-n")
SHELLS = [s for s in ("sh", "bash", "dash") if shutil.which(s)]
PRINT = "printf '<%s>' "
COMMANDS = (
    ("{{ x }}", "<@>"),
    ("a{{ x }}b", "<a@b>"),
    ('"a {{x}} b"', "<a @ b>"),
    ("'a {{ x }} b'", "<a @ b>"),
    ('"{\\"a\\":\\"{{ x }}\\"}"', '<{"a":"@"}>'),
    ("\"$(printf '%s' {{ x }})\"", "<@>"),
    ('"$(printf \'%s\' "{{ x }}")"', "<@>"),
    ("\"$(printf '%s' '{{ x }}')\"", "<@>"),
    ("\"`printf '%s' {{ x }}`\"", "<@>"),
    ("it\\'s {{ x }} # don't {{ x }}", "<it's><@>"),
    ("'it''s' {{ x }} '{{ x }}'", "<its><@><@>"),
    ("\"$( (printf '%s' {{ x }}) )\"", "<@>"),
    ('"$(cat <<E\nit\'s {{ x }} "q"\nE\n)"', '<it\'s @ "q">'),
    ("'{{.Names}}' '{{ end }}' {{ x }}", "<{{.Names}}><{{ end }}><@>"),
    ("\"$(cat <<'E'\n{{ x }}\nE\n)\"", "<{{ x }}>"),
)
PIECES = (
    ("{{ x }}", "@"),
    ('"{{ x }}"', "@"),
    ("'{{ x }}'", "@"),
    ("'\"'", '"'),
    ('"\'"', "'"),
    ("\\'", "'"),
    ('"\\""', '"'),
    ("\\\\", "\\"),
    ("#", "#"),
    ("a", "a"),
)


def said(shell: str, command: str, value: str) -> str:
    """What a shell prints of a command's words when a parameter has a value."""
    told = with_variables(PRINT + command, ["x"])
    given = {"PATH": "/usr/bin:/bin", "dr_x": value}
    ran = subprocess.run([shell, "-c", told], capture_output=True, text=True, env=given)
    assert ran.returncode == 0, told
    return ran.stdout


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("command", "wanted"), COMMANDS)
def test_a_value_arrives_as_it_is(shell: str, command: str, wanted: str) -> None:
    for value in VALUES:
        assert said(shell, command, value) == wanted.replace("@", value)


def test_random_quoting() -> None:
    """Words quoted in all ways, put together at random."""
    dice = random.Random(7)
    for _ in range(120):
        chosen = [dice.choice(PIECES) for _ in range(dice.randint(1, 9))]
        command, wanted = ("".join(parts) for parts in zip(*chosen, strict=True))
        value = dice.choice(VALUES)
        assert said("sh", "a" + command, value) == f"<a{wanted.replace('@', value)}>", command


def test_variables_are_no_names_of_the_shell() -> None:
    assert variable("path") == "dr_path"
    assert variable("max-lag") == "dr_max_lag"
