"""`drctl build site --redact`: what is left out is looked for in all that is written."""

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from drctl.model import Model, load
from drctl.model.language.component import Provider
from tests.conftest import ROOT, Ran
from tests.model.test_redact import MODEL

Drctl = Callable[..., Ran]

_PRIVATE = re.compile(r"[=/@$\"']|\{\{")

NOTES = {
    "private.md": "---\nabout: chat\n---\n# Whom to call\n\nOur number there is zq-4711.\n",
    "public.md": (
        "---\nabout: [chat, aws-123456789012]\npublic: true\ntags: [how]\n---\n"
        "# How we switch\n\nCall +49 30 1234 5678 of account 123456789012, see [it](private.md).\n"
        "<script>fetch('https://tenant.llm.example/v1')</script>\n"
    ),
}


def held(model: Model) -> Iterator[str]:
    """Every value of a model that is not for the public, as it is written there."""
    for team in model.teams.values():
        yield from team.oncall.values()
    for component in model.of_kind("provider"):
        spec = component.spec
        assert isinstance(spec, Provider)
        if spec.probe:
            yield from (spec.probe.url, urlsplit(spec.probe.url).hostname or "")
        if spec.endpoint:
            base = spec.endpoint.base_url or ""
            yield from (base, urlsplit(base).hostname or "", spec.endpoint.key or "")
    for procedure in model.procedures.values():
        yield from (p.default or "" for p in procedure.parameters.values() if p.default)
        for step in procedure.steps:
            for command in filter(None, (step.run, step.verify, step.undo)):
                _, _, parameters = command.partition(" ")
                yield parameters
                yield from (word for word in _words(command) if _PRIVATE.search(word))
            yield step.expect or ""


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)[1:]
    except ValueError:
        return command.split()[1:]


def written(folder: Path) -> dict[str, str]:
    """All files as they are, and as a reader sees them."""
    texts = {p.name: p.read_text() for p in folder.rglob("*") if p.is_file()}
    return texts | {f"{name}, read": unescape(text) for name, text in texts.items()}


def kept(model: Model, texts: dict[str, str]) -> list[tuple[str, str]]:
    """What was left in."""
    names = {*model.components, *model.procedures, *model.scenarios, *model.teams}
    values = {v.strip() for v in held(model)} - names
    # drctl writes some of a probe's command itself.
    long = sorted(v for v in values if len(v) > 5 and v not in ("latest", "/dev/null"))
    assert len(long) > 5
    return [(value, name) for value in long for name, text in texts.items() if value in text]


def build(folder: Path, drctl: Drctl, *words: str) -> dict[str, str]:
    done = drctl("build", "site", "--bundle", folder / "all.html", *words, cwd=folder)
    assert (done.code, done.err) == (0, "")
    return written(folder / "site") | {"all.html": (folder / "all.html").read_text()}


@pytest.mark.needs("dot")
def test_the_reference_estate(tmp_path: Path, drctl: Drctl) -> None:
    shutil.copy(ROOT / "dr.yaml", tmp_path)
    for name in ("model", "notes", "runbooks", "diagrams"):
        shutil.copytree(ROOT / name, tmp_path / name)
    runbook = tmp_path / "runbooks" / "service-redis.md"
    text = runbook.read_text().replace("<!-- notes -->\n", "<!-- notes -->\nAsk zq-4712 first.\n")
    runbook.write_text(text)
    model, wrong = load(tmp_path / "dr.yaml")
    assert model is not None, wrong
    texts = build(tmp_path, drctl)
    assert len({value for value, _ in kept(model, texts)}) > 60  # the test finds what is there
    assert "zq-4712" in texts["service-redis.html"]
    texts = build(tmp_path, drctl, "--redact")
    assert kept(model, texts) == []
    for told in ("zq-4712", "nw-4711", "acct_nw", "nwassist"):
        assert [name for name, text in texts.items() if told in text] == []
    assert "vendor-contacts.html" not in texts
    assert "fallback-protocol.html" in texts
    assert "left out" in texts["contacts.html"]
    assert any("kubectl …" in text for text in texts.values())
    for name, text in texts.items():
        assert not re.search(r"\+1 614|@northwind|(?<![0-9a-f])\d{12}(?![0-9a-f])", text), name


@pytest.mark.needs("dot")
def test_a_hostile_estate(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL)
    (tmp_path / "notes").mkdir()
    for name, text in NOTES.items():
        (tmp_path / "notes" / name).write_text(text)
    model, wrong = load(tmp_path / "dr.yaml")
    assert model is not None, wrong
    assert kept(model, build(tmp_path, drctl))
    texts = build(tmp_path, drctl, "--redact")
    assert kept(model, texts) == []
    for told in ("zq-4711", "s3cr3t", "p4ss", "1234567", "1234 5678", "123456789012",
                 "1234-5678-9012", "AKIA", "Jane", "corp.example", "10.1.2.3", "db-7",
                 " tenant.llm", "PX99", "console.example"):  # fmt: skip
        assert [name for name, text in texts.items() if told in text] == [], told
    assert "private.html" not in texts
    assert "<script>fetch(" not in texts["public.html"]
    assert (tmp_path / "site/domains/aws-account-1.html").is_file()


def test_only_the_site(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\nservices: {a: {}}\n")
    for parts in ((), ("runbooks",), ("site", "diagrams")):
        done = drctl("build", *parts, "--redact", cwd=tmp_path)
        assert (done.code, done.out) == (2, "")
        assert "drctl build site --redact" in done.err
