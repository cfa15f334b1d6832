"""A provider of the catalogue put into a model's file: what is missing is added, no more."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from drctl.catalogue import Known, Shared
from drctl.importers._scalars import quoted
from drctl.model.add_lines import Lines, takes_lines, with_lines
from drctl.model.model import File, Model
from drctl.model.written import Written


@dataclass(frozen=True, slots=True)
class Adopted:
    """A file's text with a provider, and what was left to people."""

    text: str
    conflicts: tuple[str, ...] = ()


def adopted(
    provider: Known, name: str, model: Model, file: File, kinds: Container[str]
) -> Adopted:
    """Put a provider into a file, with the domains that it lies in.

    Args:
        provider: what is known of it.
        name: what the model calls it, or shall call it.
        model: the model of which the file is a part.
        file: one of the model's files.
        kinds: of status pages that can be asked.

    Returns:
        The file's new text, the old one when nothing is missing.

    Raises:
        CannotEdit: the file is written in a way that lines cannot be added to.
    """
    here = _there(name, model)
    if here is None:
        facts, conflicts = _free(provider, model)
        declaration = ["", *_declaration(name, facts, provider, kinds)]
        additions = [_section(file, "providers", declaration)]
        if domains := _domains(facts, model):
            additions.append(_section(file, "domains", domains))
        return Adopted(with_lines(file.source, additions), tuple(conflicts))
    component = model.components[here]
    place = model.place(component.path)
    if component.kind != "provider":
        said = f"{place}: {here} is a {component.kind}; --as gives the provider another name"
        return Adopted(file.source.text, (said,))
    facts, conflicts = _free(provider, model)
    declared = file.top.get("providers", {}).get(here)
    parts = {key: lines for key, lines in _parts(provider, facts, kinds) if lines}
    if declared is None and place.path == file.source.path:
        declared = {}
    if declared is None:
        said = f"{place}: {here} stands in another file; --into {place.path} adds what it lacks"
        return Adopted(file.source.text, (said,))
    missing = {key: lines for key, lines in parts.items() if key not in declared}
    if not missing:
        return Adopted(file.source.text)
    path = ("providers", here)
    if not takes_lines(Written(file.source), path):
        said = f"{place}: {here} is written between brackets and lacks {', '.join(missing)}"
        return Adopted(file.source.text, (said,))
    additions = [Lines(path, [line for lines in missing.values() for line in lines])]
    domains = _domains(facts, model) if "in" in missing else []
    if domains:
        additions.append(_section(file, "domains", domains))
    return Adopted(with_lines(file.source, additions), tuple(conflicts) if "in" in missing else ())


def part(provider: Known, name: str, model: Model, kinds: Container[str]) -> Adopted:
    """A new file of a workspace, with a provider and the domains that it lies in."""
    here = _there(name, model)
    if here is not None:
        place = model.place(model.components[here].path)
        return Adopted("", (f"{place}: there is a {here} already; --into {place.path}",))
    facts, conflicts = _free(provider, model)
    domains = _domains(facts, model)
    lines = ["drctl: 1", ""]
    if domains:
        lines += ["domains:", *_indented(domains[1:]), ""]
    lines += ["providers:", *_indented(_declaration(name, facts, provider, kinds))]
    return Adopted("\n".join(lines) + "\n", tuple(conflicts))


def _there(name: str, model: Model) -> str | None:
    """The name under which a model has a component; letter case tells no two apart."""
    return next((c for c in model.components if c.casefold() == name.casefold()), None)


def _free(provider: Known, model: Model) -> tuple[list[Shared], list[str]]:
    """The domains that the provider can lie in, and those whose names mean something else."""
    facts: list[Shared] = []
    conflicts: list[str] = []
    for shared in (one for one in provider.shares if one.whole):
        there = _there(shared.name, model)
        component = model.components[there] if there is not None else None
        if component is not None and component.kind != "domain":
            place = model.place(component.path)
            conflicts.append(f"{place}: {there} is a {component.kind}, not the {shared.kind}")
        else:
            facts.append(shared)
    return facts, conflicts


def _section(file: File, section: str, lines: list[str]) -> Lines:
    """Entries of a section, each with an empty line before it but the first of a new section."""
    return Lines((section,), lines if section in file.top else lines[1:])


def _domains(facts: list[Shared], model: Model) -> list[str]:
    lines: list[str] = []
    for shared in facts:
        if _there(shared.name, model) is None:
            lines += [
                "",
                f"# {shared.proof}",
                f"# {shared.source} ({shared.date})",
                f"{shared.name}:",
                f"  kind: {shared.kind}",
                f"  title: {quoted(shared.title)}",
                f"  vendor: {quoted(shared.vendor)}",
            ]
            if shared.restore:
                source = quoted(shared.source)
                lines.append(f"  failure: {{restore: {shared.restore}, source: {source}}}")
    return lines


def _declaration(
    name: str, facts: list[Shared], provider: Known, kinds: Container[str]
) -> Iterator[str]:
    yield f"# From drctl's catalogue, checked on {provider.checked}: verify what you rely on."
    yield f"{quoted(name)}:"
    for _, lines in _parts(provider, facts, kinds):
        yield from (f"  {line}" for line in lines)


def _parts(
    provider: Known, facts: list[Shared], kinds: Container[str]
) -> Iterator[tuple[str, list[str]]]:
    """The keys of a provider's map, each with its lines."""
    yield "title", [f"title: {quoted(provider.title)}"]
    yield "vendor", [*_partly(provider), f"vendor: {quoted(provider.vendor)}"]
    if (where := provider.jurisdiction) is not None:
        value = quoted(where.values["value"])
        yield "jurisdiction", [f"# {where.source} ({where.date})", f"jurisdiction: {value}"]
    yield "in", [*_why(facts)]
    yield "failure", [*_failure(provider)]
    if (status := provider.status) is not None:
        values = dict(status.values)
        lines = [f"# {status.source} ({status.date})"]
        if "kind" in values and values["kind"] not in kinds:
            lines.append(f"# drctl does not read pages of {values.pop('kind')}: unknown, not ok")
        elif "kind" not in values:
            lines.append("# Its kind is not known here: drctl asks it as a Statuspage.")
        yield "status", [*lines, f"status: {_flow(values)}"]
    for key, cited in (("probe", provider.probe), ("endpoint", provider.endpoint)):
        if cited is not None:
            comment = f"# {cited.source} ({cited.date})"
            yield key, [comment, f"{key}: {_flow(dict(cited.values))}"]


def _partly(provider: Known) -> Iterator[str]:
    for shared in (one for one in provider.shares if not one.whole):
        yield f"# A part of it, or nobody knows how much, depends on: {shared.title}."
        yield f"#   {shared.proof}"
        yield f"#   {shared.source} ({shared.date})"


def _why(facts: list[Shared]) -> Iterator[str]:
    if facts:
        yield from (f"# {one.name}: {one.source} ({one.date})" for one in facts)
        names = [one.name for one in facts]
        yield f"in: {names[0] if len(names) == 1 else '[' + ', '.join(names) + ']'}"


def _failure(provider: Known) -> Iterator[str]:
    """The status page's figure; the other measure is told beside it, and never mixed in."""
    pages = [one for one in provider.availability if one.measure == "status-page"]
    if pages:
        for other in (one for one in provider.availability if one.measure != "status-page"):
            yield f"# By time in incident {other.value}: {other.what},"
            yield f"#   {other.source} ({other.date})"
        page = pages[0]
        source = quoted(f"status page: {page.what}; {page.source} ({page.date})")
        restore = f"restore: {page.restore}, " if page.restore else ""
        yield f"failure: {{availability: {page.value}, {restore}source: {source}}}"


def _flow(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {quoted(value)}" for key, value in values.items()) + "}"


def _indented(lines: "list[str] | Iterator[str]") -> list[str]:
    return [f"  {line}" if line else "" for line in lines]
