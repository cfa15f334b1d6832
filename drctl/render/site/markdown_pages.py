"""The pages that are Markdown already: the runbooks and the notes that people write."""

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
        whole = _whole(text, sources.kept.get(source, ""))
        page = frame.links(path).markdown(whole, source)
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
                notes=sources.notes_about.get(facts.name, ()) if facts else (),
                fails=facts.fails if facts and facts.header.can_fail else (),
            ),
        )


def _whole(text: str, notes: str) -> str:
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
