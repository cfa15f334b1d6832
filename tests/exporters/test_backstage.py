"""Entities for Backstage, read back by our own importer and by a plain YAML reader."""

import io
import re

from ruamel.yaml import YAML

from drctl.assessment import Assessment
from drctl.exporters import exporter
from drctl.importers import importer
from drctl.importers._kind import Source
from drctl.model.load import load_text
from drctl.model.requirement import refs
from tests.conftest import ROOT

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
HOSTILE = r"""
drctl: 1
teams: {ops: {title: "Ops: # - [x]"}}
domains: {zone: {kind: zone}}
providers:
  p:
    in: zone
    tags: [ok, "Not OK", "a#b"]
    links: ["https://x/?a=1#b", {url: "javascript:x", title: "- 'x"}]
services:
  a-:
    title: "null"
    description: "line\nbreak: # \e[2J"
    owner: ops
    needs: {x: {use: p, fallbacks: [{use: yes-}]}, y: {all_of: [p, yes-]}}
  yes-: {in: zone}
  %s: {needs: {a: a-}}
""" % ("n" * 100)


def assessed(text: str) -> Assessment:
    model, findings = load_text(text)
    assert findings == ()
    assert model is not None
    return Assessment(model)


def test_hostile_names_and_texts_are_entities_that_backstage_accepts() -> None:
    export = exporter("backstage").write(assessed(HOSTILE))
    entities = list(YAML(typ="safe", pure=True).load_all(io.StringIO(export.text)))
    names = {e["metadata"]["name"] for e in entities}
    assert len(names) == len(entities) == 6
    assert all(NAME.fullmatch(name) for name in names)
    for entity in entities:
        assert set(entity["spec"]) <= {"type", "lifecycle", "owner", "dependsOn", "children"}
        for target in entity["spec"].get("dependsOn", ()):
            kind, _, name = target.partition(":")
            assert kind in ("component", "resource")
            assert name in names
    [described] = [e for e in entities if e["metadata"].get("description")]
    assert described["metadata"]["description"] == "line\nbreak: # \x1b[2J"
    assert described["metadata"]["title"] == "null"
    assert described["spec"]["owner"] == "ops"
    [provider] = [e for e in entities if e["metadata"]["name"] == "p"]
    assert provider["metadata"]["tags"] == ["ok", "a#b"]
    assert len(export.notes) == 2


def test_the_reference_estate_comes_back_by_import() -> None:
    from drctl.model import load

    model, _ = load(ROOT / "dr.yaml")
    assert model is not None
    export = exporter("backstage").write(Assessment(model))
    proposal, findings = importer("backstage").read([Source("catalog.yaml", export.text)])
    assert findings == ()
    assert proposal is not None
    assert {c.name for c in proposal.components} == set(model.components)
    assert {(e.source, e.targets[0]) for e in proposal.edges} == {
        (c.name, ref.name)
        for c in model.components.values()
        for r in (c.placement, *(n.requirement for n in c.needs))
        for ref in refs(r)
        if ref.name != c.name
    }
    owned = {c.name: c.owner for c in proposal.components if c.owner not in ("", "unknown")}
    assert owned == {c.name: c.spec.owner for c in model.components.values() if c.spec.owner}


def test_one_component_and_all_below_it() -> None:
    export = exporter("backstage").write(assessed(HOSTILE), "yes-")
    entities = list(YAML(typ="safe", pure=True).load_all(io.StringIO(export.text)))
    assert [e["kind"] for e in entities] == ["Resource", "Component"]
