"""Registers of random models, against other ways to the same answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from ruamel.yaml import YAML

from drctl.assessment import Assessment
from drctl.exporters._kind import WrongKeys
from drctl.exporters._links import chosen
from drctl.exporters.dora import made, write
from drctl.exporters.dora.judged import judged
from drctl.exporters.dora.keys import CONTRACT, ENTITY, FUNCTION, PART, TOP, VENDOR
from drctl.exporters.dora.parties import Parties
from drctl.exporters.dora.written import read
from drctl.model import load, load_text
from drctl.model.model import Model
from tests.oracle.dice import Seeded
from tests.oracle.models import SECTIONS, random_model

ESTATE = Path(__file__).parents[3] / "dr.yaml"
CARRIES = ("needs", "one of", "fallback", "in", "switched by")


def text_of(written: Any) -> str:
    from io import StringIO

    out = StringIO()
    YAML(typ="safe", pure=True).dump(written, out)
    return out.getvalue()


def random(seed: int) -> Model:
    """A random model in which providers and domains are of three vendors, or of nobody."""
    written, dice = random_model(seed), Seeded(seed)
    for section in ("providers", "domains"):
        for component in written.get(section, {}).values():
            vendor = dice.pick(("", "u", "v", "w"))
            if vendor:
                component["vendor"] = vendor
    model, findings = load_text(text_of(written))
    assert model is not None, findings
    return model


def models() -> Iterator[Model]:
    estate, _ = load(ESTATE)
    assert estate is not None
    yield estate
    yield from map(random, range(300))


@pytest.fixture(scope="module")
def assessed() -> list[Assessment]:
    return [Assessment(model) for model in models() if not Assessment(model).normal_state()]


def test_ranks_are_the_shortest_ways(assessed: list[Assessment]) -> None:
    """Checked by networkx: a step within a party costs nothing, one to another party 1."""
    ranks: list[int] = []
    for assessment in assessed:
        parties = Parties(assessment.model, read(assessment.model)[0])
        for arrangement in parties.arrangements:
            chain = parties.chain(arrangement)
            further = {(r.recipient, r.party): r.rank for r in chain if r.rank > 1}
            assert further == shortest(assessment.model, parties, arrangement.party, arrangement)
            ranks += further.values()
    assert max(ranks) >= 3
    assert len(ranks) > 100


def shortest(
    model: Model, parties: Parties, party: str, arrangement: Any
) -> dict[tuple[str, str], int]:
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(model.components)
    of = {name: parties.party(component) for name, component in model.components.items()}
    for link in chosen(model, None)[1]:
        ends = of[link.source], of[link.target]
        if link.role in CARRIES and link.effect != "unnoticed" and None not in ends:
            cost = int(ends[0] != ends[1])
            # A chain does not come back to the party that it begins with.
            if not cost or ends[1] != party:
                graph.add_edge(link.source, link.target, cost=cost)
    ways = networkx.multi_source_dijkstra_path_length(graph, set(arrangement.parts), weight="cost")
    found: dict[tuple[str, str], int] = {}
    for a, b, data in graph.edges(data=True):
        if data["cost"] and a in ways:
            pair = (str(of[a]), str(of[b]))
            found[pair] = min(found.get(pair, 99), int(ways[a]) + 2)
    return found


def test_what_is_met_is_what_the_nets_say(assessed: list[Assessment]) -> None:
    """The other reading of rule 1: who is up has its hard needs met, who lacks one is down."""
    uses = unmet = 0
    for assessment in assessed:
        parties = Parties(assessment.model, read(assessment.model)[0])
        for arrangement in parties.arrangements:
            found = judged(assessment, arrangement, parties.uses(arrangement))
            for use in found.uses:
                hard = use.need is None or use.need.hard
                down = found.states.after[use.link.source] == "down"
                assert use.met or not hard or down, (assessment.model.name, use)
                uses += 1
                unmet += not use.met
    assert uses > 300
    assert 0 < unmet < uses


def test_every_key_is_reported_where_it_comes_from(assessed: list[Assessment]) -> None:
    for assessment in assessed:
        tables = made(assessment).tables
        functions = {row.cells["0010"].value for row in tables["B_06.01"]}
        assert len(functions) == len(tables["B_06.01"])
        assert {row.cells["0050"].value for row in tables["B_02.02"]} <= functions
        providers = {row.about for row in tables["B_05.01"]}
        for row in tables["B_05.02"]:
            if row.cells["0050"].value == 1:
                assert row.about.partition(":")[0] in providers
            else:
                assert row.about.partition(" for ")[0] in providers
        for rows in tables.values():
            for row in rows:
                for cell in row.cells.values():
                    assert not (cell.why and cell.hint)


WORDS = {"function", "acme", "C", "gold"}
KEYS = sorted({*TOP, *ENTITY, *VENDOR, *CONTRACT, *PART, *FUNCTION} | WORDS)
LEAVES = some.one_of(
    some.sampled_from(["DE", "Yes", "S17", "acme", "C", "gold", "2026-01-01", "never", "=1", ""]),
    some.integers(-2, 30),
    some.floats(allow_nan=True, allow_infinity=True),
    some.booleans(),
    some.none(),
    some.text(max_size=5),
)
ANYTHING = some.recursive(
    LEAVES,
    lambda inner: some.one_of(
        some.lists(inner, max_size=3),
        some.dictionaries(some.sampled_from(KEYS), inner, max_size=4),
    ),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_whatever_people_write_is_a_register_or_errors(top: Any, part: Any, function: Any) -> None:
    written = {
        "drctl": 1,
        "policy": {"tiers": {"gold": {"rto": "1h"}}},
        "x-dora": top,
        "providers": {"api": {"vendor": "acme", "x-dora": part}},
        "services": {"web": {"tier": "gold", "needs": {"api": "api"}, "x-dora": function}},
    }
    model, findings = load_text(text_of(written))
    if model is None:
        # What no YAML of ours holds, as a control character.
        assert findings
        return
    try:
        export = write(Assessment(model))
    except WrongKeys as wrong:
        assert all(finding.place.line > 0 for finding in wrong.findings)
    else:
        export.text.encode()
        assert all(text.encode() for text in export.files.values())


def test_sections_of_the_random_models() -> None:
    """What `random` gives vendors to are the sections that there are, but for services."""
    assert set(SECTIONS.values()) == {"services", "providers", "domains"}
