"""The pages that are Markdown already: the runbooks and the notes that people write."""

from drctl.render.site.frame import Frame, Pages

_HAND_WRITTEN = "\n## Notes written by hand\n"


def pages(frame: Frame) -> Pages:
    """Each runbook, the notes' index, each note."""
    yield from _runbooks(frame)
    yield from _notes(frame)


def _runbooks(frame: Frame) -> Pages:
    sources = frame.sources
    components = {f"runbooks/{f.stem}.md": f for f in sources.facts}
    for source, text in sources.runbooks.items():
        facts = components.get(source)
        if facts is None:  # the index, which `runbook_index.py` writes
            continue
        path = f"{source.removesuffix('.md')}.html"
        body = whole(text, sources.kept.get(source, ""))
        page = frame.links(path).markdown(body, source)
        kind = facts.header.kind
        yield (
            path,
            frame.page(
                path,
                "markdown.html",
                page.title,
                (("runbooks.html", "Runbooks"),),
                untitled=False,
                body=page.body,
                about=facts.name if kind != "scenario" else "",
                scenario=facts.name if kind == "scenario" else "",
                fails=facts.fails if facts.header.can_fail else (),
                notes=sources.notes_about.get(facts.name, ()),
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
    told = frame.sources.told
    for note in told:
        path = f"{note.path.removesuffix('.md')}.html"
        page = frame.links(path).markdown(note.text, note.path)
        yield (
            path,
            frame.page(
                path,
                "note.html",
                page.title or note.title,
                (("notes.html", "Notes"),),
                untitled=not page.title,
                body=page.body,
                note=note,
            ),
        )
    if told:
        names = dict.fromkeys(name for note in told for name in note.about)
        about = frame.sources.notes_about
        yield (
            "notes.html",
            frame.page(
                "notes.html",
                "notes.html",
                "Notes",
                notes=told,
                tags=[(tag, [n for n in told if tag in n.tags]) for tag in frame.sources.tags],
                names=[(name, about[name]) for name in sorted(names)],
            ),
        )
