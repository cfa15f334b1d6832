"""The documents of the reference estate, and both engines over any documents."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from drctl.knowledge import notes, store
from drctl.knowledge.document import Document
from drctl.knowledge.documents import documents
from drctl.knowledge.script import script
from drctl.knowledge.workspace import markdown
from drctl.model import load
from drctl.render.templates import folder
from drctl.rules import ALL

ROOT = Path(__file__).parents[2]
_RUN = """
const fs = require("fs");
const [index, engine, questions] = process.argv.slice(1);
eval(fs.readFileSync(index, "utf8"));
eval(fs.readFileSync(engine, "utf8"));
const search = new drctlSearch.Search(drctlIndex);
const asked = JSON.parse(fs.readFileSync(questions, "utf8"));
console.log(JSON.stringify(asked.map((question) => search.search(question))));
"""

Found = list[list[tuple[str, float]]]
"""For each question the pages found, with their scores."""

Engine = Callable[[Sequence[Document], Sequence[str]], Found]


def in_terminal(found: Sequence[Document], questions: Sequence[str]) -> Found:
    """What `drctl search` finds: SQLite."""
    with store.in_memory(found) as made:
        return [[(d.page, h.score) for d, h in made.search(question)] for question in questions]


@pytest.fixture
def in_browser(tmp_path: Path) -> Engine:
    """What the site finds: its own script, run by Node."""

    def search(found: Sequence[Document], questions: Sequence[str]) -> Found:
        index, asked = tmp_path / "index.js", tmp_path / "asked.json"
        index.write_text(script(found), encoding="utf-8")
        asked.write_text(json.dumps(list(questions)))
        done = subprocess.run(
            ["node", "-e", _RUN, index, folder() / "site/js/search.js", asked],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return [
            [(found[hit["document"]].page, hit["score"]) for hit in hits]
            for hits in json.loads(done.stdout)
        ]

    return search


@pytest.fixture(scope="session")
def reference() -> tuple[Document, ...]:
    """The documents of the estate in this repository, from what is committed."""
    model, wrong = load(ROOT / "dr.yaml")
    assert model is not None, wrong
    told, wrong = notes.read(markdown(ROOT, "notes"), model)
    assert not wrong
    return documents(
        model,
        runbooks=markdown(ROOT, "runbooks"),
        notes=told,
        rules=[(rule.name, rule.page) for rule in ALL],
    )
