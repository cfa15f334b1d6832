"""Compose projects in, a model out: each folder under data/compose is a project with its answer.

Each expected text was read and judged by a person; that it is a model, and the model that was
meant, is checked by drctl's own loader.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.importers._kind import Answer, Proposal, Source
from drctl.importers._workspace import render
from drctl.importers.compose import read
from drctl.importers.compose.variables import Unreadable, env_file, filled
from drctl.model.load import load, load_text

DATA = Path(__file__).parent / "data" / "compose"
PROJECTS = sorted(folder for folder in DATA.iterdir() if folder.is_dir())
FIRST = ("compose.yaml", "compose.override.yaml")


class Disk:
    """The files below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> Source | None:
        file = self.root / path
        return Source(path, file.read_text(encoding="utf-8")) if file.is_file() else None


class Memory(dict[str, str]):
    """Files that stand nowhere."""

    def read(self, path: str) -> Source | None:
        return Source(path, self[path]) if path in self else None


def answer(folder: Path) -> Answer:
    disk = Disk(folder)
    return read([source for name in FIRST if (source := disk.read(name))], disk)


def proposed(folder: Path) -> Proposal:
    proposal, findings = answer(folder)
    assert findings == ()
    assert proposal is not None
    return proposal


def edges(text: str, **others: str) -> set[tuple[str, str]]:
    proposal, findings = read([Source("compose.yaml", text)], Memory(others))
    assert proposal is not None, [f.message for f in findings]
    return {(e.source, target) for e in proposal.edges for target in e.targets}


def test_there_are_cases() -> None:
    assert len(PROJECTS) >= 10


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda f: f.name)
def test_case(folder: Path) -> None:
    assert render(proposed(folder)) == (folder / "out.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda f: f.name)
def test_what_is_written_loads_as_the_model_that_was_meant(folder: Path, tmp_path: Path) -> None:
    proposal = proposed(folder)
    (tmp_path / "dr.yaml").write_text(render(proposal), encoding="utf-8")
    model, findings = load(tmp_path / "dr.yaml")
    assert findings == ()
    assert model is not None
    assert set(model.components) == {c.name for c in proposal.components}
    slots = {(c.name, need.slot) for c in model.components.values() for need in c.needs}
    assert slots == {(e.source, e.slot) for e in proposal.edges}


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda f: f.name)
def test_every_need_has_evidence_that_stands_in_a_file(folder: Path) -> None:
    """The line named holds the variable, the key or the name that the evidence speaks of."""
    for edge in proposed(folder).edges:
        assert edge.evidence
        for evidence in edge.evidence:
            lines = (folder / evidence.path).read_text(encoding="utf-8").splitlines()
            around = " ".join(lines[max(0, evidence.line - 9) : evidence.line + 5])
            assert 1 <= evidence.line <= len(lines)
            word = evidence.why.partition("=")[0].partition(" ")[0]
            known = ("it", "the", "links", "depends_on")
            assert word in lines[evidence.line - 1] or word in known or word in around


def test_every_component_stands_where_its_key_does() -> None:
    for folder in PROJECTS:
        for component in proposed(folder).components:
            for evidence in component.evidence:
                line = (folder / evidence.path).read_text().splitlines()[evidence.line - 1]
                assert f"{component.name}:" in line, evidence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "compose.yaml:1:1: compose.yaml holds no service; a Compose file has `services`"),
        ("[1, 2]", "compose.yaml:1:1: a Compose file is a map with `services`, and this is none"),
        ("services: []", "compose.yaml:1:11: `services` is a list or a text; a map from names"),
        ("services: {a: [x]}", "compose.yaml:1:15: the service a is a list; a map is accepted"),
        ("services: {a: }", "compose.yaml:1:15: the service a is empty; a map is accepted"),
        (
            "services: {a: {depends_on: b}, b: {}}",
            "compose.yaml:1:28: `depends_on` of the service a is a text; a list or a map",
        ),
        (
            "services: {a: {depends_on: [b]}}",
            'compose.yaml:1:29: the service a depends on "b", and no service is called so',
        ),
        (
            "services: {a: {depends_on: [a]}}",
            "compose.yaml:1:29: the service a depends on itself; another one is accepted",
        ),
        (
            "services: {a: {network_mode: 'service:a'}}",
            "compose.yaml:1:30: the service a shares a namespace with itself; another one",
        ),
        (
            "services: {a: {links: ['b:c']}}",
            'compose.yaml:1:24: the service a links to "b", and no service is called so',
        ),
        (
            "services: {a: {network_mode: 'service:b'}}",
            'compose.yaml:1:30: the service a shares a namespace with "b", and no service is',
        ),
        (
            "services: {a: {volumes_from: [b]}}",
            'compose.yaml:1:31: the service a mounts volumes of "b", and no service is called so',
        ),
        (
            "services: {a: {environment: [{K: v}]}}",
            "compose.yaml:1:29: `environment` of the service a is a list; a list or a map",
        ),
        (
            "services: {a: {environment: {K: [v]}}}",
            "compose.yaml:1:33: K in the environment of a is a list; a text is accepted",
        ),
        (
            "services: {a: {scale: many}}",
            'compose.yaml:1:23: the replicas of the service a are "many"; a whole number',
        ),
        (
            "services: {a: {scale: 0}}",
            "compose.yaml:1:1: every service here has no replicas; one that runs is needed",
        ),
        (
            "services: {a: {image: '${'}}",
            "compose.yaml:1:23: this text holds a $ that begins no variable; ${NAME}, $NAME",
        ),
        (
            "services: {a: {extends: b}}",
            'compose.yaml:1:25: the service a extends "b", and no service is called so',
        ),
        (
            "services: {a: {extends: b}, b: {extends: c}, c: {extends: a}}",
            "compose.yaml:1:25: a extends b extends c extends a: that goes round in a circle",
        ),
        (
            "services: {a: {extends: {service: b, file: gone.yaml}}}",
            "compose.yaml:1:44: there is no file gone.yaml",
        ),
        (
            "services: {a: {extends: {service: b, file: other.yaml}}}",
            'compose.yaml:1:44: the service a extends "b", and no service in other.yaml is called',
        ),
        ("include: [gone.yaml]", "compose.yaml:1:11: there is no file gone.yaml"),
        (
            "include: [compose.yaml]",
            "compose.yaml:1:11: compose.yaml includes itself, and that goes round in a circle",
        ),
        (
            "include: [round.yaml]",
            "round.yaml:1:11: compose.yaml includes itself, and that goes round in a circle",
        ),
        (
            "include: [other.yaml]\nservices: {other: {}}",
            "compose.yaml:2:19: the service other is included too, from other.yaml:1",
        ),
        ("services: {a: *b}", 'compose.yaml:1:15: the alias "*b" has no anchor before it'),
        ("services: {a: {}, a: {}}", 'compose.yaml:1:19: "a" stands twice in this map'),
    ],
)
def test_what_cannot_be_read(text: str, told: str) -> None:
    others = Memory(
        {"other.yaml": "services: {other: {}}", "round.yaml": "include: [compose.yaml]"}
    )
    proposal, findings = read([Source("compose.yaml", text)], others)
    assert proposal is None
    assert len(findings) == 1
    assert f"{findings[0].place}: {findings[0].message}".startswith(told)


def test_all_errors_are_told_at_once() -> None:
    text = "services:\n  a: {links: [x], scale: -1}\n  b: {depends_on: [y]}\n"
    _, findings = read([Source("compose.yaml", text)])
    assert [(f.place.line, f.place.column) for f in findings] == [(2, 26), (2, 15), (3, 20)]


# What each form gives, as the Compose Specification's page on interpolation says.
SET = {"SET": "value", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "wanted", "missing"),
    [
        ("$SET", "value", []),
        ("${SET}", "value", []),
        ("a${SET}b$SET-c", "avaluebvalue-c", []),
        ("${UNSET}", "", ["UNSET"]),
        ("$UNSET.", ".", ["UNSET"]),
        ("${UNSET:-default}", "default", []),
        ("${EMPTY:-default}", "default", []),
        ("${EMPTY-default}", "", []),
        ("${UNSET-default}", "default", []),
        ("${SET:-default}", "value", []),
        ("${UNSET:-}", "", []),
        ("${SET:+other}", "other", []),
        ("${EMPTY:+other}", "", []),
        ("${EMPTY+other}", "other", []),
        ("${UNSET+other}", "", []),
        ("${SET?say}", "value", []),
        ("${UNSET?say}", "", ["UNSET"]),
        ("${EMPTY?say}", "", []),
        ("${EMPTY:?say}", "", ["EMPTY"]),
        ("${UNSET:-${SET}}", "value", []),
        ("${UNSET:-${EMPTY:-${SET}!}}", "value!", []),
        ("${UNSET:-a}b}", "ab}", []),
        ("$$SET", "$SET", []),
        ("$$$SET", "$value", []),
        ("plain", "plain", []),
    ],
)
def test_variables_are_filled_in(text: str, wanted: str, missing: list[str]) -> None:
    told: list[str] = []
    assert filled(text, SET.get, told.append) == wanted
    assert told == missing


@pytest.mark.parametrize("text", ["$", "${", "${}", "${1}", "$ x", "${SET", "${SET!x}", "a$-b"])
def test_what_is_no_variable(text: str) -> None:
    with pytest.raises(Unreadable):
        filled(text, SET.get, lambda _: None)


def test_nested_defaults_and_long_values_are_bounded() -> None:
    with pytest.raises(Unreadable):
        filled("${A:-" * 100 + "}" * 100, lambda _: None, lambda _: None)
    long = filled("$A" * 5_000, lambda _: "x" * 5_000, lambda _: None)
    assert len(long) < 20_000


def test_an_environment_file() -> None:
    """The cases of Compose's own page on the syntax of `.env` files."""
    text = """\
VAR=VAL
EMPTY=
export EXPORTED=1
SPACED = spaced
COMMENT=VAL # comment
HASH=VAL# not a comment
DOUBLE="VAL # not" # comment
SINGLE='$VAR and ${VAR}'
FILLED="${VAR}-$VAR-${GONE:-default}"
QUOTE='Let\\'s go!'
LINES="one
two"
NO_VALUE
UNQUOTED=$VAR
"""
    found, broken = env_file(Source(".env", text), {})
    assert {name: v.value for name, v in found.items()} == {
        "VAR": "VAL",
        "EMPTY": "",
        "EXPORTED": "1",
        "SPACED": "spaced",
        "COMMENT": "VAL",
        "HASH": "VAL# not a comment",
        "DOUBLE": "VAL # not",
        "SINGLE": "$VAR and ${VAR}",
        "FILLED": "VAL-VAL-default",
        "QUOTE": "Let's go!",
        "LINES": "one\ntwo",
        "UNQUOTED": "VAL",
    }
    assert broken == []
    assert {name: v.line for name, v in found.items()}["UNQUOTED"] == 14
    assert env_file(Source(".env", "A=1\n='x\nB=2\n"), {})[1] == [2]


def test_the_environment_of_the_import_itself_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHERE", "db")
    text = "services: {a: {environment: {DB_HOST: '${WHERE}', WHERE: }}, db: {}}"
    assert edges(text) == set()
    assert edges(text, **{".env": "WHERE=db"}) == {("a", "db")}


def test_relative_paths_go_from_the_first_file() -> None:
    first = Source("deploy/compose.yaml", "services: {a: {env_file: a.env}, db: {}}")
    second = Source("other/more.yaml", "services: {b: {env_file: ../b.env, image: '${IMAGE}'}}")
    beside = {"deploy/a.env": "DB_HOST=db", "b.env": "DB_HOST=db", "deploy/.env": "IMAGE=b:1"}
    proposal, findings = read([first, second], Memory(beside))
    assert findings == ()
    assert proposal is not None
    assert {(e.source, *e.targets) for e in proposal.edges} == {("a", "db"), ("b", "db")}
    assert any("b:1" in str(e) for c in proposal.components for e in c.evidence)


def test_a_project_of_many_files_is_bounded() -> None:
    chain = {f"{i}.yaml": f"include: [{i + 1}.yaml]" for i in range(2_000)}
    proposal, findings = read([Source("compose.yaml", "include: [0.yaml]")], Memory(chain))
    assert proposal is None
    assert [f.message for f in findings] == ["more than 50 files include one another in a row"]
    wide = "include: [" + ", ".join(f"{i}.yaml" for i in range(400)) + "]"
    many = Memory({f"{i}.yaml": f"services: {{s{i}: {{}}}}" for i in range(400)})
    _, findings = read([Source("compose.yaml", wide)], many)
    assert {f.message for f in findings} == {"more than 300 files are named"}
    row = ", ".join(f"s{i}: {{extends: s{i + 1}}}" for i in range(500))
    _, findings = read([Source("compose.yaml", f"services: {{{row}, s500: {{}}}}")])
    assert {f.message for f in findings} == {"more than 50 services extend one another in a row"}


def test_the_command_reads_what_files_name(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    case = DATA / "include"
    answer = drctl("import", "compose", case / "compose.yaml")
    assert answer.code == 0
    expected = (case / "out.yaml").read_text(encoding="utf-8")
    shown = answer.out.replace(f"{case}/", "")
    assert "RELAY_HOST holds relay, which names the service relay" in shown
    assert shown.count("\n    needs:") == expected.count("\n    needs:")
    assert "note: https://example.com/compose.yaml" in answer.err


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "gone.yaml", "."])
def test_only_files_are_read(path: str, tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "compose.yaml").write_text(f"include: ['{path}']\n")
    answer = drctl("import", "compose", "compose.yaml", cwd=tmp_path)
    assert answer.code == 2
    assert "compose.yaml:1:" in answer.err and "there is no file" in answer.err


BITS = [
    *("{}", "[]", "null", "!reset []", "*x", "&x", "<<: *x", "${A:-${B}}", "${", "$$", "- ", "\t"),
    *("service:web", "container:x", "'", '"', "|\n  x", "0", "-1", "true", "?", "%", "\u202e"),
    *("{a: [b, {c: d}]}", "http://u:p@db:1/x?y=z#q", "extends: {service: a, file: b}"),
    *("include: [a]", "environment: 5", "links: {a: b}", "deploy: [1]", "ports: [{target: 1}, 2]"),
]


def mutated(text: str, dice: random.Random) -> str:
    """A text with pieces put in, taken out and moved about."""
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(text) + 1)
        end = min(len(text), at + dice.choice((0, 0, 1, 3, 10, 60)))
        lines = text.split("\n")
        one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(4):
            case 0:
                text = text[:at] + dice.choice(BITS) + text[end:]
            case 1:
                text = text[:at] + text[end:]
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
                text = "\n".join(lines)
            case _:
                lines[one] = f"{lines[one].partition(':')[0]}: {dice.choice(BITS)}"
                text = "\n".join(lines)
    return text


@pytest.mark.parametrize("seed", range(8))
def test_whatever_a_file_holds_there_is_a_model_or_a_reason(seed: int) -> None:
    """Broken projects: never a traceback, and what is accepted always loads."""
    dice = random.Random(seed)
    texts = [f.read_text(encoding="utf-8") for f in sorted(DATA.rglob("compose*.yaml"))]
    accepted = 0
    for _ in range(250):
        beside = Memory({name: dice.choice(texts) for name in ("a", "b", "gone.yaml")})
        proposal, findings = read([Source("c.yaml", mutated(dice.choice(texts), dice))], beside)
        assert (proposal is None) == bool(findings)
        assert all(f.place.line >= 1 and f.message for f in findings)
        if proposal is not None:
            accepted += 1
            model, wrong = load_text(render(proposal))
            assert model is not None, wrong
    assert accepted > 5
