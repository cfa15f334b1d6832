"""What other tools show against what a model says, on a small estate worked out by hand."""

from drctl.importers import importer
from drctl.importers._kind import Proposal, Source
from drctl.importers._workspace import render
from drctl.model.load import load_text
from drctl.model.model import Model
from drctl.reconcile.drift import drift

MODEL = """\
drctl: 1
name: shop
services:
  web:
    needs:
      api: api
      image: {use: registry, at_start: only}
      cache: {use: redis, optional: true}
  api:
    replicas: 2
    needs:
      db: {use: primary, fallbacks: [{use: replica, switch: automatic}]}
      pay: {any_of: [stripe, adyen]}
  worker: {needs: {queue: kafka}}
  primary: {}
  replica: {}
  kafka: {}
  redis: {}
  registry: {}
providers:
  stripe: {vendor: stripe, endpoint: {base_url: "https://api.stripe.com"}}
  adyen: {}
"""


def model() -> Model:
    found, findings = load_text(MODEL)
    assert findings == ()
    assert found is not None
    return found


def seen(kind: str, text: str) -> Proposal:
    proposal, findings = importer(kind).read([Source("f", text)])
    assert findings == ()
    assert proposal is not None
    return proposal


def test_every_difference() -> None:
    links = (
        '[{"parent": "web", "child": "api"}, {"parent": "web", "child": "search"},'
        ' {"parent": "api", "child": "replica"}, {"parent": "api", "child": "api.stripe.com"},'
        ' {"parent": "replica", "child": "primary"}]'
    )
    found = drift(seen("zipkin", links), model())
    assert [c.name for c in found.components] == ["search"]
    assert [(n.component, n.targets) for n in found.needs] == [
        ("replica", ("primary",)),
        ("web", ("search",)),
    ]
    # A fallback that answers is enough; what only the start needs is seen by nobody.
    assert [u.address for u in found.unobserved] == ["web.cache"]
    assert str(found.unobserved[0].place) == "dr.yaml:8:7"
    assert found.changed == ()
    assert found.unseen == ("kafka", "redis", "registry", "worker")
    assert found.any


def test_what_both_say_differently() -> None:
    compose = "services: {api: {image: a, deploy: {replicas: 3}}, adyen: {image: b}}"
    found = drift(seen("compose", compose), model())
    assert [(c.component, c.what, c.declared, c.observed) for c in found.changed] == [
        ("adyen", "kind", "provider", "service"),
        ("api", "replicas", "2", "3"),
    ]


def test_an_estate_does_not_drift_from_its_own_import() -> None:
    links = seen("zipkin", '[{"parent": "a", "child": "b"}, {"parent": "b", "child": "x.com"}]')
    own, _ = load_text(render(links))
    assert own is not None
    found = drift(links, own)
    assert not found.any
    assert found.unseen == ()
