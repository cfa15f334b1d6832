"""The CI jobs that `drctl init --ci` writes; docs/ci.md explains them."""

from drctl import __version__

_GITHUB = """\
name: drctl

on:
  pull_request:
  push:
    branches: [main, master]

permissions:
  contents: read

jobs:
  audit:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
      security-events: write        # for code scanning
    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 0              # --since reads the model from before the pull request
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      - run: pip install drctl==VERSION
      - run: drctl check
      - name: drctl audit
        run: >-
          drctl audit --hide-accepted
          ${GITHUB_BASE_REF:+--since "origin/$GITHUB_BASE_REF"}
          --output text
          --output "github=$RUNNER_TEMP/drctl.notes"
          --output "markdown=$GITHUB_STEP_SUMMARY"
          --output sarif=drctl.sarif
      - name: Show the findings at their lines
        if: ${{ !cancelled() && hashFiles('drctl.sarif') != '' }}
        run: cat "$RUNNER_TEMP/drctl.notes"
      # A private repository needs GitHub Code Security for this.
      - uses: github/codeql-action/upload-sarif@v4
        if: >-
          !cancelled() && hashFiles('drctl.sarif') != ''
          && !github.event.repository.private
        with:
          sarif_file: drctl.sarif
      - run: drctl test
        if: ${{ !cancelled() }}

  # Of its own, so that runbooks reach their readers on the day on which the audit fails, too.
  site:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      - run: pip install drctl==VERSION
      - run: drctl build --check     # the committed runbooks and diagrams are those of the model
      - run: drctl build site --bundle drctl-site.html
      - uses: actions/upload-artifact@v4     # one file, for a telephone without a network
        with:
          name: drctl-site
          path: drctl-site.html
      - uses: actions/upload-pages-artifact@v5
        with:
          path: site

  # Once, under Settings, Pages: the source is GitHub Actions.
  pages:
    if: github.event_name == 'push'
    needs: site
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    concurrency: pages
    steps:
      - id: deployment
        uses: actions/deploy-pages@v5
"""

_GITLAB = """\
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

variables:
  GIT_DEPTH: "0"                      # --since reads the model from before the merge request

default:
  image: python:3.13
  before_script:
    - pip install drctl==VERSION

audit:
  stage: test
  script:
    - drctl check
    - >-
      drctl audit
      ${CI_MERGE_REQUEST_DIFF_BASE_SHA:+--since "$CI_MERGE_REQUEST_DIFF_BASE_SHA"}
      --output text --output junit=drctl.xml --output json=drctl.json
  artifacts:
    when: always
    paths: [drctl.json]
    reports:
      junit: drctl.xml

scenarios:
  stage: test
  script:
    - drctl test

# The committed runbooks and diagrams are those of the model.
fresh:
  stage: test
  script:
    - drctl build --check

# It waits for no audit: runbooks reach their readers on the day on which it fails, too.
pages:
  stage: deploy
  needs: [fresh]
  script:
    - drctl build site --bundle drctl-site.html     # one file, for a telephone without a network
    - mv site public
  artifacts:
    paths: [public, drctl-site.html]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
"""

CI = {
    "github": (".github/workflows/drctl.yml", _GITHUB.replace("VERSION", __version__)),
    "gitlab": (".gitlab-ci.yml", _GITLAB.replace("VERSION", __version__)),
}
"""For each service the file and its text; it installs the drctl that wrote it."""
