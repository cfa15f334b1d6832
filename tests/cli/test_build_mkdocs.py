"""`drctl build mkdocs`, held to the tools that read it, and to what CommonMark reads."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from drctl.render.mkdocs.dialect import dialect
from drctl.render.site.markdown import Surroundings, read
from tests.conftest import ROOT, Ran, missing
from tests.render.conftest import ATTACK, LINES, hostile_model, quoted
from tests.render.site.reading import read as read_html

Drctl = Callable[..., Ran]
_RENDER = """
import json, pathlib, sys, markdown
print(json.dumps({
    p.relative_to(sys.argv[1]).as_posix(): markdown.markdown(
        p.read_text(), extensions=["tables", "fenced_code"]
    )
    for p in pathlib.Path(sys.argv[1]).rglob("*.md")
}))
"""


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment's folder of programs: Zensical, and MkDocs with what TechDocs adds."""
    if reason := missing("pip-network"):
        pytest.skip(f"needs pip-network: {reason}")
    folder = tmp_path_factory.mktemp("tools")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    wanted = ("zensical>=0.0.73", "mkdocs<2", "mkdocs-techdocs-core")
    command = ("-m", "pip", "install", "--quiet", *wanted)
    done = subprocess.run(
        [folder / "bin" / "python", *command], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"needs pip-network: {done.stderr.strip().splitlines()[-1]}")
    return folder / "bin"


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    shutil.copy(ROOT / "dr.yaml", folder)
    for name in ("model", "notes", "diagrams"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """An estate whose every text attacks, and a note that does."""
    (tmp_path / "dr.yaml").write_text(hostile_model())
    (tmp_path / "notes").mkdir()
    front = f"---\nabout: node\ntags: [{quoted(ATTACK)}]\n---\n"
    (tmp_path / "notes" / "n.md").write_text(f"{front}# {ATTACK}\n\n{LINES}\n\n{ATTACK}\n")
    return tmp_path


def build(folder: Path, drctl: Drctl) -> Path:
    done = drctl("build", "mkdocs", cwd=folder)
    assert (done.code, done.err) == (0, "")
    return folder / "mkdocs"


@pytest.mark.needs("dot", "pip-network")
@pytest.mark.parametrize("estate", ["reference", "hostile"])
def test_the_tools_accept_it(
    estate: str, tools: Path, drctl: Drctl, request: pytest.FixtureRequest
) -> None:
    folder = build(request.getfixturevalue(estate), drctl)
    plain = (folder / "mkdocs.yml").read_text()
    techdocs = folder / "techdocs.yml"
    techdocs.write_text(f"{plain}plugins: [techdocs-core]\nsite_dir: techdocs\n")
    for command in (
        ("zensical", "build", "--strict"),
        ("mkdocs", "build", "--strict", "--site-dir", "by-mkdocs"),
        ("mkdocs", "build", "--strict", "--config-file", techdocs.name),
    ):
        done = subprocess.run(
            [tools / command[0], *command[1:]], cwd=folder, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    for made in ("site", "by-mkdocs", "techdocs"):
        built = list((folder / made).rglob("*.html"))
        assert len(built) > len(list((folder / "docs").rglob("*.md")))
        for page in built:
            tree = read_html(page.read_text())
            scripts = [e.text.strip() for e in tree.all("script")]
            assert not any(text.startswith("alert") for text in scripts), page
            assert not any(k.startswith("on") and "alert" in v for e in tree.all()
                           for k, v in e.attributes.items()), page  # fmt: skip
            assert not any(a.attributes.get("href", "").strip().lower().startswith("javascript:")
                           for a in tree.all("a")), page  # fmt: skip
    # What they built stays when drctl builds again.
    again = drctl("build", "mkdocs", cwd=folder.parent)
    assert "0 changed, 0 removed" in again.out


@pytest.mark.needs("dot", "pip-network")
def test_they_read_what_commonmark_reads(reference: Path, tools: Path, drctl: Drctl) -> None:
    """Python-Markdown on our dialect against markdown-it on the page that it was made from."""
    docs = build(reference, drctl) / "docs"
    assert drctl("build", "runbooks", cwd=reference).code == 0
    done = subprocess.run(
        [tools / "python", "-c", _RENDER, docs], capture_output=True, text=True, check=True
    )
    theirs = json.loads(done.stdout)
    around = Surroundings(lambda _: "x", lambda *_: "<i></i>", lambda _: "")
    pages = sorted(reference.glob("runbooks/*.md"))
    assert len(pages) > 60
    for page in pages:
        body = page.read_text().partition("\n")[2].partition("\n## Notes written by hand\n")[0]
        ours = read(body, around).body
        name = f"runbooks/{page.name}"
        assert _words(theirs[name]) == _words(str(ours)), name
        assert _shape(theirs[name]) == _shape(str(ours)), name


def _words(html: str) -> list[str]:
    # markdown-it shows what an address means, Python-Markdown how it is written.
    text = unquote(read_html(html.replace("<br", " <br")).text)
    return re.sub(r"→|!\[[^\]]*\]", " ", text).split()


def _shape(html: str) -> dict[str, int]:
    tree = read_html(html)
    kinds = ("h1", "h2", "h3", "h4", "pre", "table", "strong")
    return {kind: len(list(tree.all(kind))) for kind in kinds}


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('```sh {"name":"x"}\na < b\n- c\n```', "```sh\na < b\n- c\n```"),
        ("text\n```\nx\n```", "text\n\n```\nx\n```"),
        ("a\n- b", "a\n\n- b"),
        ("a\n| b |\n| - |", "a\n\n| b |\n| - |"),
        ("- a\n  - b\n  - c\n    - d\n- e", "- a<br>→ b<br>→ c<br>→ → d\n- e"),
        ("1. a\n   - b\n   more", "1. a<br>→ b\n   more"),
        (r"\<script\> \| \~ \$ \* \&amp;", r"&#60;script\> &#124; &#126; &#36; \* &#38;amp;"),
        ("<script>x</script>", "&lt;script>x&lt;/script>"),
        ("<https://a.example/?b=c>", "<https://a.example/?b=c>"),
        (r"`<b> \< [x](y.md)`", r"`<b> \< [x](y.md)`"),
        ("[a](b.md) [c](d.md#e) [`f`](b.md)", "[a](b.md) c [`f`](b.md)"),
        ("[up](../x.md) [out](../../etc/passwd)", "[up](../x.md) out"),
        ("[web](https://a.example) [js](javascript:alert(1))", "[web](https://a.example) js"),
        ('[a](<b.md> "t") [b](x_(y).md)', '[a](b.md) b'),
        ("[r]: javascript:alert(1)\n[s]: b.md", "\\[r]: javascript:alert(1)\n[s]: b.md"),
        ("[a\nb](javascript:x)", "[a\nb]\\(javascript:x)"),
        ("[a](\njavascript:x)", "[a]\\(\njavascript:x)"),
        ("[r]:\n javascript:x", "\\[r]:\n javascript:x"),
        ("a `b\nc` <i> `d`", "a \\`b\nc` <i> `d\\`"),
        (r"\`<i>`", r"\`&lt;i>\`"),
        ("```\n<b>", "```\n<b>\n```"),
        ("````\n```\n`````\nx", "````\n```\n````\nx"),
        ("- a\n\n  ```\n  <b>\n  ```", "- a\n\n```\n<b>\n```"),
        ("# T {: onclick=x }", "# T &#123;: onclick=x }"),
        ("![p](../diagrams/p.svg) ![q](https://a.example/q.png)", "![p](../diagrams/p.svg) q"),
        ("[a](#b) \x00 \x01", "[a](#b) \ufffd \ufffd"),
    ],
)  # fmt: skip
def test_dialect(written: str, read_as: str) -> None:
    known = {"runbooks/b.md", "x.md", "diagrams/p.svg"}
    assert dialect(written, "runbooks", known) == read_as


def test_it_is_built_only_when_asked(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\nservices: {a: {}}\n")
    assert drctl("build", cwd=tmp_path).code == 0
    assert not (tmp_path / "mkdocs").exists()
    done = drctl("build", "mkdoc", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "runbooks, diagrams, site, mkdocs and pdf" in done.err
