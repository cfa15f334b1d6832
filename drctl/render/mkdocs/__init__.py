"""A folder that MkDocs, Zensical and Backstage TechDocs turn into their own sites.

`mkdocs/mkdocs.yml` needs no plugin and names no theme; below `mkdocs/docs/` lie the runbooks, the
notes, the rules and the pictures as Markdown that these tools read.
"""

import json
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping

from drctl.finding import Finding
from drctl.knowledge.notes import Note
from drctl.model.model import Model
from drctl.render import marks
from drctl.render.escape import Written, code, md, one_line
from drctl.render.mkdocs.dialect import dialect
from drctl.render.site.markdown_pages import whole
from drctl.render.site.sources import Sources
from drctl.rules import ALL

FOLDER = "mkdocs"
_DOCS = f"{FOLDER}/docs"
_HARMLESS = {ord("<"): "\u2039", ord(">"): "\u203a", ord('"'): "\u2033"}
_TITLES = {
    "provider": "Providers",
    "domain": "Failure domains",
    "service": "Services",
    "scenario": "Scenarios",
}


def pages(sources: Sources) -> dict[str, str]:
    """The folder's files.

    Args:
        sources: the answers and texts that they show.

    Returns:
        Text by path from the workspace's root, sorted. The same sources give the same bytes.
    """
    model, told, drawn = sources.model, sources.told, sources.drawn
    runbooks = {p: whole(text, sources.kept.get(p, "")) for p, text in sources.runbooks.items()}
    written = {
        "index.md": _first(model, told),
        "risks.md": _risks(sources.report.findings),
        **runbooks,
        **{note.path: _note(note, frozenset(runbooks)) for note in told},
        **{f"rules/{rule.name}.md": f"# {rule.name}\n\n{rule.page}\n" for rule in ALL},
    }
    known = frozenset((*written, *drawn))
    texts = {
        f"{_DOCS}/{path}": marks.page(dialect(text, posixpath.dirname(path), known))
        for path, text in written.items()
    }
    texts |= {f"{_DOCS}/{path}": svg for path, svg in drawn.items()}
    titles = {f"runbooks/{facts.stem}.md": facts.title for facts in sources.facts}
    texts[f"{FOLDER}/mkdocs.yml"] = marks.yaml(_settings(model, titles, told))
    return dict(sorted(texts.items()))


def _first(model: Model, notes: Iterable[Note]) -> str:
    lines = [
        f"# {md(model.title)}",
        "",
        "Something is broken? Find the runbook by what you see, or by alert:",
        "[runbooks](runbooks/README.md).",
        "",
        "What is at risk: [what the audit found](risks.md).",
        "",
    ]
    listed = [f"- [{md(note.title)}](<{note.path}>)" for note in notes]
    if listed:
        lines += ["## What people wrote", "", *listed, ""]
    return "\n".join([*lines, "![Overview](diagrams/overview.svg)", ""])


def _risks(findings: Iterable[Finding]) -> str:
    lines = ["# At risk", ""]
    for found in findings:
        lines.append(f"- **{found.severity.word}** {md(found.message)} ({_rule(found.rule)})")
        if found.hint:
            lines.append(f"  - {md(found.hint)}")
    return "\n".join([*lines, ""]) if len(lines) > 2 else "# At risk\n\nThe audit finds nothing.\n"


def _rule(name: str) -> Written:
    return Written(f"[{code(name)}](rules/{name}.md)")


def _note(note: Note, runbooks: Collection[str]) -> str:
    """A note with what stands in front of it as its first line, for readers and all tools."""
    up = "../" * note.path.count("/")
    about = [_named(name, runbooks, up) for name in note.about]
    day = note.date.isoformat() if note.date else ""
    parts = [day, ", ".join(map(md, note.tags)), ", ".join(about)]
    head = " · ".join(part for part in parts if part)
    return f"{head}\n\n{note.text}" if head else note.text


def _named(name: str, runbooks: Collection[str], up: str) -> Written:
    stems = (f"runbooks/{kind}-{name}.md" for kind in _TITLES)
    there = next((path for path in stems if path in runbooks), "")
    return Written(f"[{code(name)}]({up}{there})") if there else code(name)


def _settings(model: Model, titles: Mapping[str, str], notes: Iterable[Note]) -> str:
    """The settings, with all pages in an order."""
    runbooks: list[object] = [{"By what you see": "runbooks/README.md"}]
    for kind in _TITLES:
        own = [{title: path} for path, title in titles.items() if f"/{kind}-" in path]
        runbooks += [{_TITLES[kind]: own}] if own else []
    nav: list[object] = [{"Home": "index.md"}, {"Runbooks": runbooks}, {"At risk": "risks.md"}]
    told = [{note.title: note.path} for note in notes]
    nav += [{"Notes": told}] if told else []
    nav.append({"Rules": [f"rules/{rule.name}.md" for rule in ALL]})
    settings = {"site_name": model.title, "site_url": model.policy.site_url, "docs_dir": "docs"}
    lines = [f"{key}: {_text(value)}" for key, value in settings.items() if value]
    return (
        "\n".join([*lines, "markdown_extensions: [tables, fenced_code]", "nav:", *_nav(nav)])
        + "\n"
    )


def _nav(entries: Iterable[object], indent: str = "  ") -> Iterator[str]:
    for entry in entries:
        ((title, there),) = entry.items() if isinstance(entry, dict) else ((None, entry),)
        head = f"{indent}- {_text(title)}:" if title else f"{indent}-"
        if isinstance(there, list):
            yield head
            yield from _nav(there, f"{indent}    ")
        else:
            yield f"{head} {_text(there)}"


def _text(value: object) -> str:
    """A text as JSON has it, which is YAML too.

    The tools put names and titles into their pages without escaping them: what HTML would take
    for its own becomes something that looks like it.
    """
    return json.dumps(one_line(str(value)).translate(_HARMLESS), ensure_ascii=False)
