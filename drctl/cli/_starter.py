"""The files that `drctl init` writes."""

MODEL = """\
# yaml-language-server: $schema=./dr.schema.json
# What we run, what others run for us, and what takes over when something fails.
#   drctl audit    what takes your services down
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

providers:                          # someone else runs it
  deepseek-api: {{vendor: deepseek, jurisdiction: CN, owner: platform}}
  openai-api: {{vendor: openai, jurisdiction: US, owner: platform}}

services:                           # we run it
  web-app:
    tier: critical
    owner: platform
    in: eu-west-1
    replicas: 2
    needs:
      answers:
        use: deepseek-api           # the primary
        fallbacks:                  # in order of preference
          - {{use: openai-api, switch: automatic, after: 30s}}
      database: postgres            # short form: needed, and no fallback
  postgres:
    tier: internal
    owner: platform
    in: eu-west-1

scenarios:                          # what-ifs; drctl simulate --scenario deepseek-down
  deepseek-down:
    title: DeepSeek goes dark
    fails: [deepseek-api]
    expect: {{web-app: up}}
"""

GITHUB = """\
name: drctl
on: [pull_request, push]
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      - run: pip install drctl
      - run: drctl audit
      - run: drctl build --check
"""

GITLAB = """\
drctl:
  image: python:3.12
  script:
    - pip install drctl
    - drctl audit
    - drctl build --check
"""

CI = {"github": (".github/workflows/drctl.yml", GITHUB), "gitlab": (".gitlab-ci.yml", GITLAB)}
