"""What can be found in a workspace, each thing with its texts by how much they tell of it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import log2
from pathlib import PurePosixPath

from drctl.knowledge.document import KINDS, Document
from drctl.knowledge.notes import Note, title_of
from drctl.model.alerts import alerts
from drctl.model.component import Component
from drctl.model.language.component import LinkMap, Provider
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Ref, targets
from drctl.model.source import Path

_FOLDERS = {"service": "services", "provider": "providers", "domain": "domains"}
_RUNBOOK = re.compile(r"runbooks/(service|provider|domain|scenario)-(.+)\.md")
_LESS = {"provider": 1.0, "service": 0.98, "domain": 0.9, "scenario": 0.75}
_MARK = re.compile(r"\A<!--.*?-->\n")
_LONGEST = 140


def documents(
    model: Model,
    *,
    runbooks: Mapping[str, str],
    notes: Iterable[Note],
    rules: Iterable[tuple[str, str]],
) -> tuple[Document, ...]:
    """All that can be found.

    Args:
        model: the workspace's model.
        runbooks: Markdown by path from the workspace's root.
        notes: what people wrote.
        rules: the audit's rules: (name, page).

    Returns:
        In a stable order: equally good ones are shown in it.
    """
    watched = _watched(model)
    found = [
        *_runbooks(model, runbooks, watched, _users(model)),
        *(_component(model, c, watched) for c in model.components.values()),
        *_scenarios(model),
        *map(_note, notes),
        *(_rule(name, page) for name, page in rules),
        *_alerts(model),
        *_teams(model),
    ]
    order = list(KINDS)
    return tuple(sorted(found, key=lambda d: (order.index(d.kind), d.name)))


def _runbooks(
    model: Model,
    runbooks: Mapping[str, str],
    watched: Mapping[str, list[str]],
    users: Mapping[str, int],
) -> Iterator[Document]:
    for path, text in runbooks.items():
        if path == "runbooks/README.md":
            continue
        found = _RUNBOOK.fullmatch(path)
        kind, name = (found[1], found[2]) if found else ("", "")
        body = _MARK.sub("", text)
        page = f"{path.removesuffix('.md')}.html"
        weight = KINDS["runbook"] * _LESS.get(kind, 1.0)
        if kind == "scenario" and name in model.scenarios:
            scenario = model.scenarios[name]
            title = scenario.title or name
            said = _short(scenario.description or "")
            names = (name, title)
            yield _made(
                "runbook",
                name,
                f"Scenario: {title}",
                said,
                path,
                page,
                names,
                text=body,
                weight=weight,
            )
        elif name in model.components:
            component = model.components[name]
            signs = _signs(component, watched)
            said = _short("; ".join(dict.fromkeys(signs)) or component.spec.description or "")
            # Of many with one name in them people mean the one that most rests on.
            weight *= 1 + log2(1 + users.get(name, 0)) / 20
            yield _made(
                "runbook",
                name,
                f"{component.title}: down",
                said,
                path,
                page,
                (name, component.title),
                signs,
                _marks(component),
                body,
                weight,
            )

        else:  # a page that people wrote, or one of what is no longer in the model
            name = PurePosixPath(path).stem
            title = title_of(body, path)
            yield _made("runbook", name, title, "", path, page, (name, title), text=body)


def _component(model: Model, c: Component, watched: Mapping[str, list[str]]) -> Document:
    spec = c.spec
    links = [x.title or "" if isinstance(x, LinkMap) else x for x in spec.links or ()]
    status = spec.status if isinstance(spec, Provider) else None
    text = [
        spec.description or "",
        *links,
        *(need.why or "" for need in c.needs),
        *(sign for need in c.needs for sign in _signals(need)),
        (status.component or "") if status else "",
    ]
    return _made(
        c.kind,
        c.name,
        c.title,
        _short(spec.description or "; ".join(spec.symptoms or ())),
        _file(model, c.path),
        f"{_FOLDERS[c.kind]}/{c.name}.html",
        (c.name, c.title),
        _signs(c, watched),
        _marks(c),
        "\n".join(text),
    )


def _scenarios(model: Model) -> Iterator[Document]:
    for name, scenario in model.scenarios.items():
        text = "\n".join((scenario.description or "", scenario.source or ""))
        said = _short(scenario.description or "")
        yield _made(
            "scenario",
            name,
            scenario.title or name,
            said,
            _file(model, ("scenarios", name)),
            f"scenarios/{name}.html",
            (name, scenario.title or ""),
            text=text,
        )


def _note(note: Note) -> Document:
    day = note.date.isoformat() if note.date else ""
    said = ", ".join(part for part in (day, *note.tags) if part)
    page = f"{note.path.removesuffix('.md')}.html"
    stem = page.rpartition("/")[2].removesuffix(".html")
    marks = (*note.tags, *note.about, day)
    return _made(
        "note", stem, note.title, said, note.path, page, (stem, note.title), (), marks, note.text
    )


def _rule(name: str, page: str) -> Document:
    said = _short(page.partition("\n")[0])
    return _made("rule", name, name, said, "", f"rules/{name}.html", (name,), (), (), page)


def _alerts(model: Model) -> Iterator[Document]:
    for alert in alerts(model):
        said = ", ".join((*alert.components, *alert.needs))
        path = _file(model, model.components[said.partition(",")[0].partition(".")[0]].path)
        names = (alert.name,)
        yield _made("alert", alert.name, alert.name, said, path, alert.page, names, text=said)


def _teams(model: Model) -> Iterator[Document]:
    for name, team in model.teams.items():
        said = "; ".join(f"{way} {value}" for way, value in team.oncall.items())
        owned = [c.name for c in model.components.values() if c.spec.owner == name]
        text = "\n".join((*team.oncall.values(), *(team.escalation or ()), *owned, "on-call"))
        names = (name, team.title or "")
        path = _file(model, ("teams", name))
        page = f"contacts.html#team-{name}"
        yield _made("team", name, team.title or name, _short(said), path, page, names, text=text)


def _made(
    kind: str,
    name: str,
    title: str,
    summary: str,
    path: str,
    page: str,
    names: Iterable[str],
    signs: Iterable[str] = (),
    marks: Iterable[str] = (),
    text: str = "",
    weight: float | None = None,
) -> Document:
    return Document(
        kind,
        name,
        " ".join(title.split()),
        " ".join(summary.split()),
        path,
        page,
        "\n".join(names),
        "\n".join(signs),
        "\n".join(marks),
        text,
        KINDS[kind] if weight is None else round(weight, 3),
    )


def _watched(model: Model) -> dict[str, list[str]]:
    """For each component the signals and alerts by which those who use it notice its loss."""
    found: dict[str, list[str]] = {}
    for component in model.components.values():
        for need in component.needs:
            first = need.requirement
            if isinstance(first, Choice):
                first = first.primary.requirement
            if isinstance(first, Ref):
                found.setdefault(first.name, []).extend(_signals(need))
    return found


def _users(model: Model) -> Counter[str]:
    """How many needs name a component."""
    return Counter(
        ref.name
        for component in model.components.values()
        for need in component.needs
        for ref in targets(need.requirement)
    )


def _signals(need: Need) -> Iterator[str]:
    if need.detect is not None:
        yield from (said for said in (need.detect.signal, need.detect.alert) if said)


def _signs(component: Component, watched: Mapping[str, list[str]]) -> tuple[str, ...]:
    spec = component.spec
    return (
        *(spec.symptoms or ()),
        *(spec.alerts or ()),
        *watched.get(component.name, ()),
    )


def _marks(component: Component) -> tuple[str, ...]:
    spec = component.spec
    own = (component.kind, spec.owner or "", component.tier or "")
    return (*own, *sorted(component.vendors), *(spec.tags or ()))


def _file(model: Model, path: Path) -> str:
    section, name = str(path[0]), path[1]
    for file in model.files:
        if isinstance(file.top.get(section), dict) and name in file.top[section]:
            return file.source.path
    return ""


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1].rstrip()}…"
