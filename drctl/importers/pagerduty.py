"""PagerDuty's answers -> a proposal: its services, and which of them support which.

The answers of `/services`, `/business_services` and `/service_dependencies/...`, in any number of
files.
"""

from collections.abc import Iterator, Sequence

from drctl.finding import Finding
from drctl.importers._json import Json, parsed
from drctl.importers._kind import (
    Answer,
    Component,
    Edge,
    Evidence,
    Files,
    Proposal,
    Source,
    printable,
    problem,
)
from drctl.importers._names import distinct, slots
from drctl.model.times import some_of

_LISTS = ("services", "business_services")


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges that people have entered.

    Args:
        sources: JSON texts; they are read as one account.
        files: not asked.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    tops = [parsed(source) for source in sources]
    findings = [finding for _, wrong in tops for finding in wrong]
    known: dict[str, tuple[str, Evidence]] = {}
    pairs: list[tuple[str, str, Evidence]] = []
    for top in (top for top, _ in tops if top is not None):
        shapes = [key for key in (*_LISTS, "relationships") if top.at(key).value is not None]
        if not shapes:
            what = 'this has none of "services", "business_services" and "relationships"'
            findings.append(problem("pagerduty-shape", what, top.place))
        for key in _LISTS:
            known |= {i: (name, place) for i, name, place in _services(top.at(key))}
        for relation in top.at("relationships").items():
            found = _pair(relation)
            if isinstance(found, Finding):
                findings.append(found)
            else:
                pairs.append(found)
    if not findings and not (known or pairs):
        what = "no service stands in these files"
        findings.append(problem("pagerduty-shape", what, sources[0].place(1, 1)))
    return (None, tuple(findings)) if findings else (_proposal(sources, known, pairs), ())


def _services(items: Json) -> Iterator[tuple[str, str, Evidence]]:
    for item in items.items():
        number = item.at("id").text
        name = item.at("name").text or item.at("summary").text or number
        if number:
            yield number, name, item.evidence(f"{name}, service {number}")


def _pair(relation: Json) -> tuple[str, str, Evidence] | Finding:
    dependent = relation.at("dependent_service", "id").text
    supporting = relation.at("supporting_service", "id").text
    if not (dependent and supporting):
        what = (
            'a relationship has a "dependent_service" and a "supporting_service", each with "id"'
        )
        return problem("pagerduty-shape", what, relation.place)
    return dependent, supporting, relation.evidence(f"{dependent} depends on {supporting}")


def _proposal(
    sources: Sequence[Source],
    known: dict[str, tuple[str, Evidence]],
    pairs: Sequence[tuple[str, str, Evidence]],
) -> Proposal:
    places = {i: place for one, other, place in reversed(pairs) for i in (one, other)}
    places |= {number: place for number, (_, place) in known.items()}
    titles = {number: known[number][0] if number in known else number for number in places}
    names = distinct(sorted(titles.items(), key=lambda item: (item[1], item[0])))
    components = [
        Component(names[i], "service", (place,), titles[i] if titles[i] != names[i] else "")
        for i, place in places.items()
    ]
    needed: dict[str, dict[str, Evidence]] = {}
    for dependent, supporting, place in pairs:
        if dependent != supporting:
            needed.setdefault(dependent, {}).setdefault(supporting, place)
    edges = [
        Edge(names[dependent], slot, (names[supporting],), (needed[dependent][supporting],))
        for dependent, own in needed.items()
        for supporting, slot in slots((i, names[i]) for i in own).items()
    ]
    nameless = sorted(i for i in places if i not in known)
    told = f"{some_of(nameless, 5)}: only their ids are known; give the answer of /services too"
    return Proposal(
        "pagerduty",
        tuple(source.name for source in sources),
        tuple(sorted(components, key=lambda c: (c.kind, c.name))),
        tuple(sorted(edges, key=lambda e: (e.source, e.targets))),
        (printable(told),) if nameless else (),
    )
