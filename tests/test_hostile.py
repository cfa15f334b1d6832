"""A model is data: whatever its texts hold, they show as text and change nothing else.

Each free text of the language, found by its JSON Schema, becomes an attack in one model. What is
written is compared, by readers that are not drctl's, with what the same model gives when the texts
are harmless: the same headings, tables, elements, nodes and arrows.
"""

import json
import re
import shlex
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from tests.hostile import as_yaml, every_key, free_spots, put
from tests.render.conftest import ATTACK, LINES
from tests.render.site.reading import read

ATTACKS = {
    "html": '"><img src=x onerror=alert(1)><script>alert(1)</script><!-- --></title></style>',
    "markdown": ATTACK,
    "lines": LINES,
    "tables": "a | b\n| --- | --- |\n|c|d|",
    "fences": "```\n````sh\n~~~\n    code",
    "dot": r'"]; } digraph x { a -> b; } \N \G \l \" <b>bold</b> <<TABLE>> {a|b} &amp; %s',
    "templates": "{{ 7 * 7 }} {% raw %} {# x #} ${HOME} $(id) `id`",
    "directions": "\u202ecba\u2066x\u2069 \u200b\u200f\ufeff",
    "terminal": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x08\x7f\x9b1m",
    "yaml": "- a: [b, {c: !!python/object:os.system x}]\n--- \n? &a *a",
    "long": "word " * 2000,
    "one-word": "w" * 5000,
    "scripts": "العربية 中文 😀 e\u0301",
    "addresses": "javascript:alert(1)//https://x",
}
# Where a text names something that must be there.
MEANT = {
    ("services", "app", "jurisdiction"),
    ("domains", "eu", "vendor"),
    ("scenarios", "dark", "fails", 1, "vendor"),
    ("scenarios", "dark", "fails", 2, "jurisdiction"),
    ("scenarios", "dark", "corrupts", 0),
    ("drills", 0, "need"),
    ("accepted", 0, "object"),
    ("accepted", 0, "cause", 0),
}
FREE, BOUND = free_spots()


def model_of(text: str) -> str:
    """The model that uses every key, each free text another, so that none hides another."""
    model = every_key()
    for number, spot in enumerate(FREE):
        model = put(model, spot, f"{text} {number:03}")
    return as_yaml(model)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Writes the model with a text everywhere, and builds all; once for each text."""
    from drctl.cli._run import run

    made: dict[str, Path] = {}

    def built(text: str) -> Path:
        if text not in made:
            folder = tmp_path_factory.mktemp("hostile")
            (folder / "dr.yaml").write_text(model_of(text), encoding="utf-8")
            with pytest.MonkeyPatch.context() as here:
                here.chdir(folder)
                # A page that is too large is continued on others, and has another shape.
                here.setattr("drctl.render.site.fitting.FIRST_PAINT", 10_000_000)
                here.setattr("drctl.render.site.sources.HEAVIEST", 10_000_000)
                assert run(["build", "--today", "2026-11-24"]) == 0
            made[text] = folder
        return made[text]

    return built


@pytest.fixture(params=ATTACKS)
def attack(request: pytest.FixtureRequest) -> str:
    return ATTACKS[request.param]


HARMLESS = "harmless"


def pages(folder: Path, pattern: str) -> dict[str, str]:
    files = sorted(folder.glob(pattern))
    return {f.relative_to(folder).as_posix(): f.read_bytes().decode() for f in files}


def test_every_free_text_of_the_language_is_attacked() -> None:
    assert set(BOUND) <= MEANT
    assert len(FREE) > 80


def test_markdown_keeps_its_shape(workspace: Callable[[str], Path], attack: str) -> None:
    """Read by markdown-it with HTML on."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])

    def shape(text: str) -> list[tuple[str, str]]:
        tokens = parser.parse(text)
        blocks = [(t.type, t.tag) for t in tokens if t.type not in ("inline", "html_block")]
        html = [("html", t.content.split(" ")[1]) for t in tokens if t.type == "html_block"]
        return blocks + html

    calm = pages(workspace(HARMLESS), "runbooks/*.md")
    wild = pages(workspace(attack), "runbooks/*.md")
    assert wild.keys() == calm.keys()
    for path, text in wild.items():
        assert Counter(shape(text)) == Counter(shape(calm[path])), path
        for token in parser.parse(text):
            kinds = Counter(child.type for child in token.children or ())
            assert not kinds["html_inline"], path
            for child in token.children or ():
                target = str(child.attrs.get("href", child.attrs.get("src", ""))).lower()
                assert not target.startswith(("javascript:", "data:")), path


def test_pages_of_the_site_keep_their_shape(workspace: Callable[[str], Path], attack: str) -> None:
    """Read by Python's HTML parser, which also finds what is not closed."""

    def shape(text: str) -> Counter[tuple[str, tuple[str, ...]]]:
        return Counter((e.tag, tuple(sorted(e.attributes))) for e in read(text).one("body").all())

    calm = pages(workspace(HARMLESS), "site/**/*.html")
    wild = pages(workspace(attack), "site/**/*.html")
    # The page of an alert has the alert's name, which is an attack too.
    named = [[p for p in found if p.startswith("site/alerts/")] for found in (wild, calm)]
    shapes = [
        Counter(frozenset(shape(found[path]).items()) for path in paths)
        for found, paths in zip((wild, calm), named, strict=True)
    ]
    assert shapes[0] == shapes[1]
    assert wild.keys() - {*named[0]} == calm.keys() - {*named[1]}
    for path in wild.keys() & calm.keys():
        mine, other = shape(wild[path]), shape(calm[path])
        # A long line in a picture is broken.
        pictures = [("text", key[1]) for key in mine | other if key[0] == "text"]
        for key in pictures:
            del mine[key], other[key]
        assert mine == other, path


@pytest.mark.needs("dot")
def test_pictures_keep_their_shape(workspace: Callable[[str], Path], attack: str) -> None:
    """Read by dot itself, and by an XML parser."""

    def shape(text: str) -> list[tuple[str, ...]]:
        done = subprocess.run(
            ["dot", "-Tdot_json"], input=text.encode(), capture_output=True, check=True
        )
        graph: dict[str, Any] = json.loads(done.stdout, strict=False)
        nodes = [o["name"] for o in graph.get("objects", ())]
        ends = ((nodes[e["tail"]], nodes[e["head"]]) for e in graph.get("edges", ()))
        return sorted([*((name,) for name in nodes), *ends])

    calm = pages(workspace(HARMLESS), "diagrams/*.dot")
    wild = pages(workspace(attack), "diagrams/*.dot")
    assert wild.keys() == calm.keys()
    for path, text in wild.items():
        assert shape(text) == shape(calm[path]), path
    for path, text in pages(workspace(attack), "diagrams/*.svg").items():
        tags = {e.tag.rpartition("}")[2] for e in ElementTree.fromstring(text).iter()}
        shapes = {"path", "polygon", "polyline", "ellipse"}
        assert tags <= {"svg", "g", "a", "title", "desc", "style", "text", *shapes}, path
        assert "href" not in text, path


def test_nothing_written_holds_a_character_that_hides(
    workspace: Callable[[str], Path], attack: str
) -> None:
    hidden = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    folder = workspace(attack)
    for pattern in ("runbooks/*", "site/**/*.html", "diagrams/*"):
        for path, text in pages(folder, pattern).items():
            assert not hidden.search(text), path


@pytest.mark.parametrize(
    "line",
    [
        *("check", "show", "show app", "show dns", "show eu", "why app eu", "why app db"),
        *("simulate --scenario dark", "audit --exit-zero --show-accepted", "build --check"),
        *("recovery", "recovery app", "recovery dns"),
        *("build --diff", "test", "risks --years 2", "risks app --years 2"),
    ],
)
def test_a_terminal_shows_text_only(
    line: str, workspace: Callable[[str], Path], attack: str, drctl: Callable[..., Any]
) -> None:
    answer = drctl(*shlex.split(line), cwd=workspace(attack))
    assert answer.code in (0, 1), answer.err
    shown = answer.out + answer.err
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


@pytest.mark.parametrize(
    "name", ["<script>", "a b", 'a"', "a|b", "a\n", "\u202ea", "a/b", "..", ""]
)
def test_names_are_refused(name: str, tmp_path: Path, drctl: Callable[..., Any]) -> None:
    model = {"drctl": 1, "services": {name: {}}}
    (tmp_path / "dr.yaml").write_text(json.dumps(model), encoding="utf-8")
    answer = drctl("check", cwd=tmp_path)
    assert answer.code == 2
    assert re.search(r"dr\.yaml:1:\d+", answer.err)
    assert "Traceback" not in answer.err
