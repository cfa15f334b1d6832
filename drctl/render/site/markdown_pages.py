"""The pages that are Markdown already: the runbooks and the notes that people write."""

from pathlib import PurePosixPath

from drctl.render.site.frame import Frame, Pages

_HAND_WRITTEN = "\n## Notes written by hand\n"


def pages(frame: Frame) -> Pages:
    """The runbooks' index, each runbook, the notes' index, each note."""
    yield from _runbooks(frame)
    yield from _notes(frame)


def _runbooks(frame: Frame) -> Pages:
    sources = frame.sources
    components = {f"runbooks/{f.stem}.md": f for f in sources.facts}
    for source, text in sources.runbooks.items():
        facts = components.get(source)
        path = f"{source.removesuffix('.md')}.html" if facts else "runbooks.html"
        shown = whole(text, sources.kept.get(source, ""))
        page = frame.links(path).markdown(shown, source)
        kind = facts.header.kind if facts else ""
        yield (
            path,
            frame.page(
                path,
                "markdown.html",
                page.title,
                (("runbooks.html", "Runbooks"),) if facts else (),
                untitled=False,
                body=page.body,
                about=facts.name if facts and kind != "scenario" else "",
                scenario=facts.name if facts and kind == "scenario" else "",
            ),
        )


def whole(text: str, notes: str) -> str:
    """A runbook as it is read: without drctl's mark, and the notes without their lines."""
    _, _, body = text.partition("\n")
    head, region, _ = body.rpartition(_HAND_WRITTEN)
    if not region:
        return body
    return f"{head}\n{region}\n{notes}\n" if notes.strip() else f"{head}\n"


def _notes(frame: Frame) -> Pages:
    titles: list[tuple[str, str]] = []
    for source, text in sorted(frame.sources.notes.items()):
        path = f"{source.removesuffix('.md')}.html"
        page = frame.links(path).markdown(text, source)
        named = page.title or PurePosixPath(source).stem
        titles.append((path, named))
        yield (
            path,
            frame.page(
                path,
                "markdown.html",
                named,
                (("notes.html", "Notes"),),
                untitled=not page.title,
                body=page.body,
                about="",
                scenario="",
            ),
        )
    if titles:
        yield "notes.html", frame.page("notes.html", "notes.html", "Notes", notes=titles)
