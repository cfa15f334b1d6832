"""The model as entities of Backstage's catalogue: components, resources, and groups as owners.

What we run becomes a Component, what others run and failure domains become Resources; each depends
on all that its needs and its place speak of, fallbacks included, since Backstage knows no or.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from drctl.assessment import Assessment
from drctl.exporters._kind import Export
from drctl.model.component import Component
from drctl.model.flow import in_quotes, quoted
from drctl.model.language.component import Link
from drctl.model.model import Model
from drctl.model.requirement import choices, refs
from drctl.model.times import some_of

_LONGEST = 63
_NOBODY = "unknown"
_KINDS = {
    "service": ("Component", "service"),
    "provider": ("Resource", "external-service"),
    "domain": ("Resource", "failure-domain"),
}
"""The kind of the entity, and its type."""

_TAG = re.compile(r"[a-z0-9+#]+(?:-[a-z0-9+#]+)*")


def write(assessment: Assessment, component: str | None = None) -> Export:
    """Write a model as entities.

    Args:
        assessment: a checked model.
        component: the one that is wanted with all below it; None for all.

    Returns:
        YAML, one document for each entity; notes say what Backstage has no word for.
    """
    model = assessment.model
    wanted = _below(model, component) if component else list(model.components.values())
    wanted.sort(key=lambda c: (c.kind, c.name))
    owners = sorted({c.spec.owner for c in wanted if c.spec.owner})
    documents = [_group(model, owner) for owner in owners]
    documents += [_entity(model, one) for one in wanted]
    text = "---\n".join("".join(f"{line}\n" for line in lines) for lines in documents)
    return Export(text, tuple(_notes(wanted)))


def _below(model: Model, name: str) -> list[Component]:
    """A component and all that it speaks of, at any depth."""
    found = {name: None}
    for one in (waiting := [name]):
        new = [other for other in _named(model.components[one]) if other not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return [model.components[one] for one in found]


def _named(component: Component) -> list[str]:
    """All that a component's place and needs speak of, each once."""
    requirements = (component.placement, *(need.requirement for need in component.needs))
    names = (ref.name for requirement in requirements for ref in refs(requirement))
    return sorted(set(names) - {component.name})


def _group(model: Model, name: str) -> Iterator[str]:
    yield from _head("Group", name, model.teams[name].title or "")
    yield from ("spec:", "  type: team", "  children: []")


def _entity(model: Model, component: Component) -> Iterator[str]:
    spec = component.spec
    kind, kind_of = _KINDS[component.kind]
    title, description = spec.title or "", spec.description or ""
    yield from _head(kind, component.name, title, description, spec.tags, spec.links)
    yield from ("spec:", f"  type: {kind_of}")
    if kind == "Component":
        yield "  lifecycle: production"
    yield f"  owner: {quoted(_name(spec.owner), flow=False) if spec.owner else _NOBODY}"
    named = _named(component)
    if named:
        yield "  dependsOn:"
    for other in named:
        word = _KINDS[model.components[other].kind][0].lower()
        yield f"    - {quoted(f'{word}:{_name(other)}', flow=False)}"


def _head(
    kind: str,
    name: str,
    title: str,
    description: str = "",
    tags: Iterable[str] | None = None,
    links: Iterable[Link] | None = None,
) -> Iterator[str]:
    yield from ("apiVersion: backstage.io/v1alpha1", f"kind: {kind}", "metadata:")
    yield f"  name: {quoted(_name(name))}"
    if title or _name(name) != name:
        yield f"  title: {quoted(title or name, flow=False)}"
    if description:
        yield f"  description: {in_quotes(description)}"
    fitting = [tag for tag in tags or () if _TAG.fullmatch(tag) and len(tag) <= _LONGEST]
    if fitting:
        yield f"  tags: [{', '.join(map(quoted, fitting))}]"
    if links:
        yield "  links:"
    for link in links or ():
        url, words = (link, "") if isinstance(link, str) else (link.url, link.title or "")
        yield f"    - url: {in_quotes(url)}"
        if words:
            yield f"      title: {in_quotes(words)}"


def _name(name: str) -> str:
    """A name that Backstage accepts: at most 63 signs, the last one a letter or digit."""
    if len(name) <= _LONGEST and name[-1] not in "-_":
        return name
    mark = sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST - 9].rstrip('-_')}-{mark}"


def _notes(components: list[Component]) -> Iterator[str]:
    requirements = [n.requirement for c in components for n in c.needs]
    if any(next(iter(choices(requirement)), None) for requirement in requirements):
        yield "Backstage knows no or: fallbacks stand beside what they stand in for"
    orphans = [c.name for c in components if not c.spec.owner]
    if orphans:
        yield f"no owner in the model, hence {_NOBODY}: {some_of(orphans, 5)}"
