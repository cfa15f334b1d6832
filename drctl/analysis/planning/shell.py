"""Commands with values in them: a value stands in a variable and is never pasted into a command.

`{{ name }}` becomes `$dr_name`, quoted as the place asks for where it stands: a shell expands it
to exactly one word, whatever it holds.
"""

import re
import shlex
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from drctl.analysis.recovery_plan import PlanParameter

_MARK = re.compile(r"\{\{\s*([A-Za-z0-9][A-Za-z0-9_-]*)\s*\}\}")
_HERE = re.compile(r"<<(?!<)-?\s*(\\?['\"]?)([A-Za-z0-9_.-]+)\1")


def variable(name: str) -> str:
    """The shell variable of a parameter; none that a shell knows begins like this."""
    return f"dr_{name.replace('-', '_')}"


def with_variables(command: str, names: Collection[str]) -> str:
    """A command in which some parameters are shell variables, quoted for where they stand.

    Args:
        command: the command with its `{{ name }}`.
        names: the parameters; what else stands between such brackets is left as it is.

    Notes:
        Follows the quotes of POSIX shells, `$(…)`, backquotes, comments, `$'…'` and here
        documents. In a here document whose end is quoted nothing is expanded: such a mark stays.
    """
    return _Reader(command, names).read() if _MARK.search(command) else command


@dataclass
class _Reader:
    text: str
    names: Collection[str]
    at: int = 0
    inside: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    here: list[tuple[str, bool]] = field(default_factory=list)

    def read(self) -> str:
        while self.at < len(self.text):
            self._one()
        return "".join(self.out)

    def _one(self) -> None:
        state = self.inside[-1] if self.inside else ""
        found = _MARK.match(self.text, self.at)
        if found is not None and found[1] in self.names:
            self._take(found.end(), _quoted(variable(found[1]), state))
        elif state == "'":
            self._ends("'")
        elif state == "$'":
            if not self._escaped():
                self._ends("'")
        elif state == '"':
            if not (self._escaped() or self._opens()):
                self._ends('"')
        else:
            self._plain(state)

    def _plain(self, state: str) -> None:
        char = self.text[self.at]
        if self._escaped() or self._opens():
            return
        if char == "#" and self._word_begins():
            end = self.text.find("\n", self.at)
            self._take(len(self.text) if end < 0 else end)
        elif char == "\n" and self.here:
            self._take(self.at + 1)
            self._documents()
        elif (here := _HERE.match(self.text, self.at)) and self.text[
            self.at : self.at + 3
        ] != "<<<":
            self.here.append((here[2], bool(here[1])))
            self._take(here.end())
        elif char in "'\"":
            self.inside.append(char)
            self._take(self.at + 1)
        elif char == "(":
            self.inside.append("(")
            self._take(self.at + 1)
        elif char == ")" and state == "(":
            self._ends(")")
        elif char == "`" and state == "`":
            self._ends("`")
        else:
            self._take(self.at + 1)

    def _opens(self) -> bool:
        """Whether a substitution begins, in which quotes begin anew."""
        for mark, state in (("$(", "("), ("$'", "$'"), ("`", "`")):
            if not self.text.startswith(mark, self.at):
                continue
            if mark == "$'" and self.inside[-1:] == ['"']:
                continue
            if mark == "`" and "`" in self.inside:
                continue
            self.inside.append(state)
            self._take(self.at + len(mark))
            return True
        return False

    def _escaped(self) -> bool:
        if self.text[self.at] != "\\":
            return False
        self._take(self.at + 2)
        return True

    def _ends(self, mark: str) -> None:
        if self.text[self.at] == mark:
            self.inside.pop()
        self._take(self.at + 1)

    def _word_begins(self) -> bool:
        return self.at == 0 or self.text[self.at - 1] in " \t\n;|&("

    def _documents(self) -> None:
        """The bodies of the here documents that the line before announced."""
        for end, literal in self.here:
            while self.at < len(self.text):
                stop = self.text.find("\n", self.at) + 1 or len(self.text)
                line = self.text[self.at : stop]
                filled = line if literal else _MARK.sub(self._bare, line)
                self._take(stop, filled)
                if line.strip("\t\n") == end:
                    break
        self.here.clear()

    def _bare(self, found: re.Match[str]) -> str:
        return f"${{{variable(found[1])}}}" if found[1] in self.names else found[0]

    def _take(self, until: int, told: str | None = None) -> None:
        self.out.append(self.text[self.at : until] if told is None else told)
        self.at = until


def _quoted(name: str, state: str) -> str:
    value = f"${{{name}}}"
    match state:
        case '"':
            return value
        case "'" | "$'":
            return f'\'"{value}"{state}'
        case _:
            return f'"{value}"'


def asking(parameters: Iterable[PlanParameter]) -> str:
    """The lines that set the variables of some parameters, asked for once.

    What has a default gets it, to be changed in its line. Others are read from the keyboard,
    secret ones without being shown. Braces keep a shell from reading the next pasted line.
    """
    given = list(parameters)
    lines = [
        f"  export {variable(p.name)}={shlex.quote(p.default)}"
        for p in given
        if p.default and not p.secret
    ]
    for one in given:
        name = variable(one.name)
        prompt = f"printf '%s: ' {shlex.quote(' '.join(one.title.split()))} >&2"
        if one.secret:
            hidden = f"stty -echo; IFS= read -r {name}; stty echo; echo >&2"
            lines.append(f"  {prompt}; {hidden}")
        elif not one.default:
            lines.append(f"  {prompt}; IFS= read -r {name}; export {name}")
    return "\n".join(("{", *lines, "}"))
