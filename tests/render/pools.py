"""A small estate in which load moves: waves, a second fallback too small, sheds, lost data.

By hand. `dark`: the zone takes main, so api's 100 rps go to spare, which has 40 of its 120
already: it falls, and api and batch with it. People switch api to small, which holds; tiny would
not. `rush`: batch asks spare for 160 of 120 without any failure. `small-gone` with spare: people
who switch to tiny fell it, and stock with it, which runs on it today.
"""

POOLS = """
drctl: 1
title: Pools
policy:
  tiers: {gold: {rto: 10m, rpo: 1m}}
  failure: {zone: {restore: 2h}}
domains:
  zone: {kind: zone}
services:
  site: {tier: gold, rto: 1h, needs: {api: api, store: store}}
  api:
    tier: gold
    needs:
      model:
        use: main
        fallbacks:
          - {use: spare, switch: automatic, after: 30s}
          - {use: small, switch: manual, after: 5m}
          - {use: tiny, switch: manual, after: 6m}
        load: 100 rps
        detect: {within: 1m}
  batch: {tier: gold, needs: {model: {use: spare, load: 40 rps}}}
  stock: {tier: gold, needs: {model: {use: tiny, load: 5 rps}, index: index}}
  index: {needs: {log: {use: logs, load: 3 rps, optional: unnoticed}}}
  logs: {capacity: 4 rps, on_overload: shed}
  store:
    tier: gold
    in: zone
    data: {rows: {copies: [{in: zone, lag: 0s}, {in: vault, lag: 1h, kind: backup, restore: 3h}]}}
  vault: {}
providers:
  main: {in: zone, failure: {restore: 1h}}
  spare: {capacity: 120 rps}
  small: {capacity: 150 rps}
  tiny: {capacity: 50 rps}
scenarios:
  dark: {title: The zone goes dark, fails: [{component: zone, restore: 4h}], expect: {api: up}}
  rush: {title: Everybody comes, surge: {batch.model: 4, index.log: 2}}
  small-gone: {title: No small one, fails: [main, small]}
"""
