"""Two small estates: one that shows every section, one that attacks every page and picture."""

from collections.abc import Callable

import pytest

from drctl.assessment import Assessment
from drctl.model import load_text

ESTATE = """
drctl: 1
title: A shop
policy:
  tiers:
    critical: {rto: 15m, rpo: 5m, slo: 99.9%, survives: 1}
    standard: {rto: 4h}
teams:
  data: {title: Data, oncall: {chat: "#data", phone: "+1 555 0130"}, escalation: [lead, cto]}
domains:
  region: {kind: region, symptoms: [all probes time out]}
  zone-a: {kind: zone, in: region}
  zone-b: {kind: zone, in: region}
  edge: {kind: edge}
providers:
  stripe:
    owner: data
    vendor: stripe
    in: edge
    failure: {availability: 99.9%, restore: 1h, source: "https://example.com/x", procedure: return}
    status: {page: "https://status.example.com"}
    probe: {url: "https://api.example.com/v1?a=1&b=$(id)", expect: 401, timeout: 5s, warn: 2s}
    symptoms: [cards are refused]
    alerts: [PaymentErrors]
  adyen: {in: edge}
services:
  shop:
    title: The shop
    tier: critical
    owner: data
    in: {any_of: [zone-a, zone-b]}
    needs:
      database: database
      payment:
        use: stripe
        fallbacks: [{use: adyen, switch: automatic, after: 30s, degraded: true}]
        detect: {alert: PaymentErrors, within: 2m, signal: half of the cards fail}
      cache: {use: cache, optional: true}
      log: {use: log, optional: unnoticed}
  database:
    title: Database
    tier: critical
    owner: data
    failure: never
    needs:
      node:
        use: primary
        fallbacks:
          - {use: replica, switch: manual, after: 5m, procedure: promote, requires: vpn}
          - {use: standby, switch: manual}
        detect: {within: 1m, alert: DatabaseDown}
  primary: {tier: critical, owner: data, in: zone-a, survives: 0, failure: {procedure: rebuild}}
  replica: {in: zone-b}
  standby: {in: zone-a}
  cache: {in: zone-a}
  log: {}
  vpn: {}
procedures:
  promote:
    title: Promote the replica
    parameters: {lag: {title: Largest lag, default: "60"}, token: {secret: true}}
    requires: {use: vpn, fallbacks: [log]}
    steps:
      - {id: point, after: [up], do: Point the name at it, run: dns replica, undo: dns primary,
         takes: 2m}
      - {id: look, do: Look at it, run: pg_isready, expect: no response, read_only: true,
         takes: 1m}
      - {id: up, after: [look], do: Promote it, run: "pg_ctl promote {{ lag }}", verify: psql -c x,
         irreversible: true, approval: commander, takes: 3m, requires: vpn}
      - {do: Tell people, takes: 30s}
      - {id: row, do: Write a row, run: curl x}
  return:
    steps: [{do: Send a little, run: trickle 5, undo: trickle 0}]
  rebuild:
    steps: [{do: Rebuild it, run: rebuild}]
scenarios:
  edge-gone:
    title: The edge is gone
    fails: [edge]
    source: what-if
    date: 2026-01-02
    expect: {shop: {state: up, before_people_act: down}, cache: up}
drills:
  - {need: database.node, option: replica, date: 2026-02-11, result: passed, recovered_in: 20m,
     by: data}
  - {runbook: provider-stripe, date: 2026-03-01, result: failed}
"""

ATTACK = (
    "<script>alert(1)</script> ![x](http://evil/x.png) [y](javascript:z) # H `` `tick` "
    "<!-- /notes --> *b* _i_ ~~s~~ | cell &lt; \\\\ {{ 7 * 7 }} {% raw %} $HOME $(id) 'q' $m$"
)
LINES = (
    "first\n# Heading\n```\n<b>html</b>\n<!-- notes -->\n<!-- /notes -->\n- item\n    code\n***\n"
)


def quoted(text: str) -> str:
    """A text as a YAML string."""
    import json

    return json.dumps(text)


def hostile_model() -> str:
    """A model in which every text that a page shows is an attack."""
    a, b = quoted(ATTACK), quoted(LINES + ATTACK)
    url = quoted("javascript:alert(1)//" + ATTACK)
    return f"""
drctl: 1
title: {a}
policy: {{tiers: {{critical: {{rto: 15m}}}}}}
teams:
  t: {{title: {b}, oncall: {{ {a}: {b} }}, escalation: [{a}, {b}], links: [{url}]}}
providers:
  node:
    title: {b}
    description: {b}
    owner: t
    vendor: {a}
    jurisdiction: {b}
    tags: [{a}]
    symptoms: [{a}, {b}]
    alerts: [{a}, {b}]
    links: [{url}, {{title: {b}, url: "https://x/{{}}()<b>"}}]
    status: {{page: {url}, component: {b}}}
    probe: {{url: {b}, expect: {b}}}
    failure: {{restore: 1h, source: {b}, procedure: p}}
  spare: {{title: "<b>spare</b>"}}
services:
  graph:
    title: {a}
    tier: critical
    owner: t
    needs:
      edge:
        use: node
        fallbacks: [{{use: spare, switch: manual, procedure: p}}]
        detect: {{signal: {b}, alert: {a}}}
procedures:
  p:
    title: {b}
    description: {b}
    parameters: {{q: {{title: {b}, default: {a}}}}}
    steps:
      - {{do: {b}, run: {b}, expect: {b}, verify: {b}, undo: {b}, approval: {a}, who: {b},
         link: {url}}}
scenarios:
  s:
    title: {b}
    description: {b}
    fails: [node]
    source: {b}
    links: [{url}]
drills:
  - {{need: graph.edge, option: spare, date: 2026-01-01, result: failed, by: {b}, notes: {b},
     log: {url}}}
"""


@pytest.fixture(scope="session")
def assess() -> Callable[[str], Assessment]:
    """Assess a model of one file."""

    def assessed(text: str) -> Assessment:
        model, findings = load_text(text)
        assert model is not None, [f"{f.place}: {f.message}" for f in findings]
        return Assessment(model)

    return assessed


@pytest.fixture(scope="session")
def estate(assess: Callable[[str], Assessment]) -> Assessment:
    """The estate that shows every section."""
    return assess(ESTATE)


@pytest.fixture(scope="session")
def hostile(assess: Callable[[str], Assessment]) -> Assessment:
    """The estate whose every text is an attack."""
    return assess(hostile_model())
