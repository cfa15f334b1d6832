"""The model that `drctl init` writes."""

MODEL = """\
# yaml-language-server: $schema=./dr.schema.json
# What we run, what others run for us, and what takes over when something fails.
#   drctl audit    what takes your services down
#   drctl test     whether the scenarios below end as you expect
#   drctl build    the runbooks and diagrams
drctl: 1
name: {name}
title: {name}

policy:
  fail_on: high                     # drctl audit exits with 1 from this severity on
  tiers:                            # what we promise
    critical: {{rto: 15m, survives: 1}}
    internal: {{rto: 24h, survives: 0}}

teams:
  platform: {{title: Platform, oncall: {{chat: "#oncall"}}}}

domains:                            # things inside fall together
  eu-west-1: {{kind: region, vendor: aws, jurisdiction: EU}}
  eu-west-1a: {{kind: zone, in: eu-west-1}}
  eu-west-1b: {{kind: zone, in: eu-west-1}}

providers:                          # someone else runs it
  deepseek-api: {{vendor: deepseek, jurisdiction: CN, owner: platform}}
  openai-api: {{vendor: openai, jurisdiction: US, owner: platform}}

services:                           # we run it
  web-app:
    tier: critical
    owner: platform
    in: {{any_of: [eu-west-1a, eu-west-1b]}}   # spread: survives the loss of one zone
    replicas: 2
    needs:
      answers:
        use: deepseek-api           # the primary
        fallbacks:                  # in order of preference
          - {{use: openai-api, switch: automatic, after: 30s}}
      database:
        use: postgres
        fallbacks:
          - {{use: postgres-replica, switch: manual, after: 10m, procedure: promote-replica}}
  postgres: {{owner: platform, in: eu-west-1a}}
  postgres-replica: {{owner: platform, in: eu-west-1b}}

procedures:                         # what people do; it becomes part of the runbooks
  promote-replica:
    title: Promote the replica of Postgres
    steps:
      - do: See that the replica has caught up
        run: psql -h postgres-replica -c 'select pg_last_xact_replay_timestamp()'
        read_only: true
        takes: 1m
      - do: Promote it
        run: psql -h postgres-replica -c 'select pg_promote()'
        verify: psql -h postgres-replica -Atc 'select pg_is_in_recovery()' | grep -x f
        irreversible: true
        takes: 2m

scenarios:                          # what-ifs with expectations: drctl test
  deepseek-down:
    title: DeepSeek goes dark
    fails: [deepseek-api]
    expect: {{web-app: {{state: up, within: 1m}}}}
  database-down:
    title: The database dies, and people promote its replica
    fails: [postgres]
    expect: {{web-app: {{before_people_act: down, state: up, within: 15m}}}}

accepted:                           # risks we live with; reason, owner and last day are required
  - rule: single-point-of-failure
    object: web-app
    cause: [eu-west-1]
    reason: One region is enough for our first customers.
    owner: platform
    until: {until}
"""
