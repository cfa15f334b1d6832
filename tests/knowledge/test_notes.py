"""What stands in front of a note, and what is said of what is wrong there."""

import datetime

import pytest

from drctl.knowledge import notes
from drctl.model import Model, load_text

MODEL = """\
drctl: 1
providers: {deepseek-api: {}, stripe: {}}
scenarios: {deepseek-2026-03-30: {fails: [deepseek-api]}}
"""


@pytest.fixture(scope="module")
def model() -> Model:
    found, wrong = load_text(MODEL)
    assert found is not None, wrong
    return found


def test_all_keys(model: Model) -> None:
    text = (
        "---\nabout: [deepseek-api, deepseek-2026-03-30]\ntags: [incident, llm]\n"
        "date: 2026-03-30\npublic: true\nx-ticket: 12\n---\n# The *day* of `503`\n\nIt fell.\n"
    )
    (note,), wrong = notes.read({"notes/a/day.md": text}, model)
    assert wrong == ()
    assert note == notes.Note(
        path="notes/a/day.md",
        title="The day of 503",
        text="# The *day* of `503`\n\nIt fell.\n",
        about=("deepseek-api", "deepseek-2026-03-30"),
        tags=("incident", "llm"),
        date=datetime.date(2026, 3, 30),
        public=True,
    )


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("No front, no heading.\n", "n", "No front, no heading.\n"),
        ("---\n---\n# A\n", "A", "# A\n"),
        ("\ufeff---\r\nabout: stripe\r\n---\r\n# A #\r\n", "A", "# A #\r\n"),
        ("---\nabout: stripe\n...\ntext", "n", "text"),
        ("```\n# code\n```\n## [Real](x.md)\n", "Real", "```\n# code\n```\n## [Real](x.md)\n"),
        ("----\nno front\n", "n", "----\nno front\n"),
    ],
)
def test_forms(text: str, title: str, body: str, model: Model) -> None:
    (note,), wrong = notes.read({"notes/n.md": text}, model)
    assert (wrong, note.title, note.text) == ((), title, body)


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("about: deepsek-api", 'x/notes/n.md:2:8: no component or scenario is called "deepsek-api"'
         ' | did you mean "deepseek-api"?'),
        ("about: [stripe, 12]", "x/notes/n.md:2:17: about takes texts, and this is 12"
         ' | write it as "text"'),
        ("about: {a: b}", "x/notes/n.md:2:8: about takes a name or a list of them, and this is a"
         " map | "),
        ("tags: true", "x/notes/n.md:2:7: tags takes a name or a list of them, and this is true"
         " | "),
        ("date: 30.3.2026", "x/notes/n.md:2:7: date takes a date such as 2026-03-30, and this is"
         ' "30.3.2026" | '),
        ("date: 2026-02-30", "x/notes/n.md:2:7: date takes a date such as 2026-03-30, and this is"
         ' "2026-02-30" | '),
        ("public: sometimes", "x/notes/n.md:2:9: public takes true or false, and this is"
         ' "sometimes" | '),
        ("abuot: stripe", 'x/notes/n.md:2:1: "abuot" is no key of what stands in front of a note'
         ' | did you mean "about"?'),
        ("colour: red", 'x/notes/n.md:2:1: "colour" is no key of what stands in front of a note'
         " | the keys here are about, tags, date, public"),
    ],
)  # fmt: skip
def test_what_is_wrong(front: str, said: str, model: Model) -> None:
    (note,), (found,) = notes.read({"notes/n.md": f"---\n{front}\n---\n# A\n"}, model, "x/")
    assert f"{found.place}: {found.message} | {found.hint}" == said
    assert note.title == "A"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("---\nabout: [a\n---\n", "notes/n.md:3:1"),
        ("---\nabout: stripe\n", "notes/n.md:1:1"),
        ("---\nabout: stripe\nabout: stripe\n---\n", "notes/n.md:3:1"),
        ("---\nabout:\n---\n", "notes/n.md:2:1"),
        ("---\n- a\n---\n", "notes/n.md:2:1"),
        ("---\n\tabout: x\n---\n", "notes/n.md:2:1"),
        ("---\n!!python/object:os.system {}\n---\n", "notes/n.md:2:1"),
    ],
)
def test_what_is_no_front_at_all(text: str, place: str, model: Model) -> None:
    _, wrong = notes.read({"notes/n.md": text}, model)
    assert [str(found.place) for found in wrong] == [place]


def test_all_errors_of_all_notes_come_at_once(model: Model) -> None:
    texts = {f"notes/{n}.md": "---\nabout: [no, none]\ndate: x\n---\n" for n in "ba"}
    _, wrong = notes.read(texts, model)
    assert [str(found.place) for found in wrong] == [
        f"notes/{n}.md:{at}" for n in "ab" for at in ("2:9", "2:13", "3:7")
    ]


def test_the_latest_comes_first(model: Model) -> None:
    days = {"a": "", "b": "date: 2026-01-01", "c": "date: 2026-05-01", "d": ""}
    found, _ = notes.read({f"notes/{n}.md": f"---\n{d}\n---\n" for n, d in days.items()}, model)
    assert [note.title for note in found] == ["c", "b", "a", "d"]


def test_about_whom(model: Model) -> None:
    texts = {
        "notes/a.md": "---\nabout: stripe\n---\n",
        "notes/b.md": "---\nabout: [stripe, deepseek-api, stripe]\n---\n",
    }
    found = notes.about(notes.read(texts, model)[0])
    assert {name: [n.path for n in some] for name, some in found.items()} == {
        "stripe": ["notes/a.md", "notes/b.md"],
        "deepseek-api": ["notes/b.md"],
    }
