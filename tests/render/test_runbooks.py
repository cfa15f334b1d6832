"""Pages as a reader sees them: parsed by markdown-it, not compared with a stored page."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from drctl.analysis.planning.probing import probe_command
from drctl.assessment import Assessment
from drctl.model.language.component import Probe
from drctl.render import diagrams, marks
from drctl.render.runbooks import pages

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SECTIONS = (
    "1. At a glance",
    "2. Am I on the right page?",
    "3. Impact",
    "4. Decide",
    "5. Before you start",
    "6. Steps",
    "7. If the fallback is down too",
    "8. Verify recovery",
    "9. Fail back",
    "10. Links, contacts and history",
    "Notes written by hand",
)


def _flat(text: str) -> list[Token]:
    found: list[Token] = []
    for token in PARSER.parse(text):
        found += [token, *(token.children or ())]
    return found


def _headings(text: str, tag: str) -> list[str]:
    tokens = PARSER.parse(text)
    return [
        tokens[i + 1].content
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == tag
    ]


def _commands(text: str) -> dict[str, str]:
    """The commands of a page by their Runme name."""
    found: dict[str, str] = {}
    for token in PARSER.parse(text):
        if token.type == "fence" and token.info.startswith("sh "):
            attributes = json.loads(token.info.removeprefix("sh "))
            assert attributes["name"] not in found, "names are unique on a page"
            found[attributes["name"]] = token.content.rstrip("\n")
    return found


def _section(text: str, number: int) -> str:
    found = re.search(rf"^## {number}\. .*?(?=^## )", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[0]


@pytest.fixture(scope="module", params=["estate", "hostile"])
def written(request: pytest.FixtureRequest) -> dict[str, str]:
    return pages(request.getfixturevalue(request.param))


@pytest.fixture(scope="module")
def shop(estate: Assessment) -> dict[str, str]:
    return pages(estate)


def test_there_is_a_page_for_each_failure_that_matters(shop: dict[str, str]) -> None:
    # log, vpn, replica, standby and adyen hit nobody and promise nothing.
    assert list(shop) == [
        "runbooks/README.md",
        "runbooks/domain-edge.md",
        "runbooks/domain-region.md",
        "runbooks/domain-zone-a.md",
        "runbooks/domain-zone-b.md",
        "runbooks/provider-stripe.md",
        "runbooks/scenario-edge-gone.md",
        "runbooks/service-cache.md",
        "runbooks/service-database.md",
        "runbooks/service-primary.md",
        "runbooks/service-shop.md",
    ]


def test_all_sections_stand_in_order(written: dict[str, str]) -> None:
    for path, text in written.items():
        if path != "runbooks/README.md":
            assert tuple(_headings(text, "h2")) == SECTIONS, path
            assert len(_headings(text, "h1")) == 1


def test_no_section_is_empty(written: dict[str, str]) -> None:
    for path, text in written.items():
        for number in range(1, 11) if path != "runbooks/README.md" else ():
            assert len(_section(text, number).splitlines()) > 2, f"{path} {number}"


def test_the_same_model_gives_the_same_bytes(
    assess: Callable[[str], Assessment], estate: Assessment, shop: dict[str, str]
) -> None:
    from tests.render.conftest import ESTATE

    again = pages(assess(ESTATE))
    assert again == shop
    assert list(again) == sorted(again)


def test_links_lead_to_what_is_written(estate: Assessment, written: dict[str, str]) -> None:
    there = set(written) | {f"diagrams/{PurePosixPath(p).stem}.svg" for p in _drawn(written)}
    for path, text in written.items():
        anchors = {_slug(h) for tag in ("h2", "h3") for h in _headings(text, tag)}
        for token in _flat(text):
            target = str(token.attrs.get("href") or token.attrs.get("src") or "")
            if not target or target.startswith(("https://", "http://", "mailto:")):
                continue
            if target.startswith("#"):
                assert target[1:] in anchors, f"{path}: {target}"
            else:
                assert _resolved(path, target) in there, f"{path}: {target}"


def _drawn(written: dict[str, str]) -> list[str]:
    names = [PurePosixPath(p).stem for p in written if p != "runbooks/README.md"]
    return [
        "overview",
        *(
            n if n.startswith("scenario-") else f"neighbourhood-{n.partition('-')[2]}"
            for n in names
        ),
        *(f"recovery-{n}" for n in names),
    ]


def _resolved(path: str, target: str) -> str:
    parts = list(PurePosixPath(path).parent.parts)
    for part in target.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def _slug(heading: str) -> str:
    """GitHub's anchor of a heading: lower case, no punctuation, dashes for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_page_has_its_pictures(estate: Assessment, shop: dict[str, str]) -> None:
    """All but the risk groups, which are of what a service rests on, not of a failure."""
    kept = {
        f"{path.removesuffix('.dot')}.svg"
        for path in diagrams.pictures(estate)
        if "/risks-" not in path
    }
    shown = {
        _resolved(path, str(token.attrs["src"]))
        for path, text in shop.items()
        for token in _flat(text)
        if token.type == "image"
    }
    assert shown == kept


def test_hostile_text_shows_as_text(hostile: Assessment) -> None:
    ours = {"<!-- notes -->\n", "<!-- /notes -->\n"}
    for path, text in pages(hostile).items():
        for token in _flat(text):
            if token.type == "html_block":
                lines = token.content.splitlines(keepends=True)
                assert set(lines) <= ours or lines[0].startswith("<!-- Written by drctl"), path
            assert token.type not in ("html_inline", "code_block", "hr", "s_open", "em_open")
            if token.type == "link_open":
                href = str(token.attrs["href"])
                assert href.startswith(("https://x/", "#")) or href.endswith(".md"), href
            if token.type == "image":
                assert str(token.attrs["src"]).startswith("../diagrams/")
        assert all("Heading" not in h[:10] for t in ("h1", "h2", "h3") for h in _headings(text, t))


def test_a_command_keeps_its_lines(hostile: Assessment) -> None:
    from tests.render.conftest import ATTACK, LINES

    text = pages(hostile)["runbooks/provider-node.md"]
    commands = _commands(text)
    assert commands["p-step-1"] == LINES + ATTACK
    assert commands["p-step-1-undo"] == LINES + ATTACK


def test_a_hostile_command_cannot_pass_for_the_notes(hostile: Assessment) -> None:
    for path, text in pages(hostile).items():
        marked = marks.read(text)
        assert marked is not None and not marked.edited and marked.notes == "", path
        if not path.endswith("README.md"):
            kept = marks.read(marks.with_notes(text, "mine"))
            assert kept is not None and not kept.edited and kept.notes == "mine", path


@pytest.mark.parametrize(
    "url", ["https://a/?x=1&y=$(id)", "https://a/'; rm -rf ~; '", "`id`", "a\nid", "-o /etc/x"]
)
def test_a_probe_is_one_command_whatever_its_address(url: str) -> None:
    for expect in (200, "it's; id", None):
        command = probe_command(Probe(url=url, expect=expect))
        # The oracle is a shell: it says which words it would run.
        told = (
            "curl() { printf '%s\\0' \"$@\"; }; grep() { command cat; }; id() { echo HACKED; }\n"
        )
        done = subprocess.run(
            ["sh", "-c", told + command], capture_output=True, check=True, text=True
        )
        words = done.stdout.split("\0")
        assert words[words.index("--url") + 1] == url
        assert "HACKED" not in done.stdout


def test_the_first_screen_says_what_to_do(shop: dict[str, str]) -> None:
    first = shop["runbooks/service-primary.md"].partition("## 1.")[0]
    assert "**Do first:** switch by hand" in first
    assert "`database.node` to `replica`, about 5m" in first
    first = shop["runbooks/provider-stripe.md"].partition("## 1.")[0]
    assert "taken over by themselves" in first
    first = shop["runbooks/domain-region.md"].partition("## 1.")[0]
    assert "no switch helps, and 8 components stay down" in first


def test_steps_stand_in_an_order_that_can_be_walked(shop: dict[str, str]) -> None:
    steps = _headings(shop["runbooks/service-primary.md"], "h4")
    assert steps[:5] == [
        "1. Look at it",
        "2. Promote it",
        "3. Point the name at it",
        "4. Tell people",
        "5. Write a row",
    ]


def test_a_step_says_all_that_is_known(shop: dict[str, str]) -> None:
    text = shop["runbooks/service-primary.md"]
    commands = _commands(text)
    assert commands["promote-look"] == "pg_isready"
    assert commands["promote-up"] == 'pg_ctl promote "${dr_lag}"'
    assert commands["promote-up-verify"] == "psql -c x"
    assert commands["promote-point-undo"] == "dns primary"
    assert '{"name":"promote-look"}' in text, "what changes nothing runs with the others"
    assert '{"name":"promote-up","excludeFromRunAll":"true"}' in text
    step = text.partition("#### 2. Promote it")[2].partition("####")[0]
    for told in (
        "**IRREVERSIBLE.**",
        "approval of commander",
        "Takes 3m",
        "Requires vpn",
        "step 1",
    ):
        assert told in step
    before = _section(text, 5)
    assert "vpn, else log: use `vpn`" in before
    # The token is asked for by no command, and so by nobody.
    assert commands["parameters"] == "{\n  export dr_lag=60\n}"
    assert "Largest lag: `60`" in before


def test_steps_are_taken_back_in_reverse(shop: dict[str, str]) -> None:
    section = _section(shop["runbooks/service-primary.md"], 9)
    assert [told.partition(". ")[2] for told in _headings(section, "h3")][1:] == [
        "Take back: Point the name at it",
        "It cannot be taken back: Promote it. Make what was lost anew, as the fallback",
        "Find out how to take back: Write a row; no way is written",
    ]
    assert "add `undo:` to it in `procedures.promote`" in section


def test_what_happens_stands_in_one_order_with_its_critical_path(shop: dict[str, str]) -> None:
    rows = _section(shop["runbooks/service-primary.md"], 6).partition("All of it in order")[2]
    told = re.findall(r"^\| (\w+) \| (.*?) \|", rows, re.MULTILINE)
    # Noticed within 1m; then one looks (1m), promotes (3m) and points (2m); after: says 5m.
    assert told[1:5] == [
        ("0s", "**The loss of database.node is noticed: DatabaseDown**"),
        ("1m", "**Look at it**"),
        ("1m", "Tell people"),
        ("1m", "Write a row"),
    ]


def test_what_a_failure_takes_the_tools_of_is_impossible(
    assess: Callable[[str], Assessment],
) -> None:
    """The way in lies in the zone that fails: the switch cannot be made, and the page says so."""
    told = _section(pages(assess(LOCKED_OUT))["runbooks/domain-zone.md"], 6)
    assert (
        "**IMPOSSIBLE in this failure:** Switch web.database to replica, for want of vpn." in told
    )
    assert "Instead: switch by hand to cold, about 1h." in told


LOCKED_OUT = """
drctl: 1
domains: {zone: {kind: zone}}
services:
  vpn: {in: zone}
  primary: {in: zone}
  replica: {}
  cold: {}
  web:
    tier: critical
    needs:
      database:
        use: primary
        fallbacks:
          - {use: replica, switch: manual, after: 5m, requires: vpn}
          - {use: cold, switch: manual, after: 1h}
policy: {tiers: {critical: {rto: 15m}}}
"""


GATEWAY = """
drctl: 1
providers: {first: {}, second: {}}
services:
  gateway: {}
  app:
    needs:
      llm:
        use: first
        fallbacks: [{use: second, switch: manual, after: 10m}]
        switched_by: gateway
"""


def test_what_is_switched_by_a_lost_gateway_is_switched_by_hand(
    assess: Callable[[str], Assessment],
) -> None:
    text = pages(assess(GATEWAY))["runbooks/service-gateway.md"]
    assert "**Do first:** switch by hand" in text
    assert "| `app.llm` | second | by hand | 10m |" in _section(text, 3)


def test_options_that_this_failure_takes_are_said_to_be_lost(shop: dict[str, str]) -> None:
    text = shop["runbooks/domain-region.md"]
    assert "### What cannot be switched" in text
    assert "`replica`: replica is lost with" in text or "`replica`: replica is down" in text
    after = _section(shop["runbooks/service-primary.md"], 7)
    assert "`standby`: by hand, after not given" in after
    zone = _section(shop["runbooks/domain-zone-a.md"], 7)
    assert "`standby`: lost in this failure as well (standby is down)" in zone


def test_the_time_box_is_what_the_rto_leaves(shop: dict[str, str]) -> None:
    # RTO 15m, the switch takes 5m, the alarm comes within 1m.
    assert "| `database.node` | 5m | 1m | 15m (`database`) | **9m** |" in _section(
        shop["runbooks/service-primary.md"], 4
    )


def test_the_time_box_counts_the_way_there(assess: Callable[[str], Assessment]) -> None:
    text = """
drctl: 1
policy: {tiers: {t: {rto: 15m}}}
services:
  app:
    tier: t
    needs:
      db:
        use: a
        fallbacks:
          - use: b
            switch: manual
            after: 5m
            requires: {use: vpn, fallbacks: [{use: phone, switch: manual, after: 12m}]}
  a: {in: z}
  b: {}
  vpn: {in: z}
  phone: {}
domains: {z: {}}
"""
    found = pages(assess(text))
    assert (
        "| `app.db` | 5m | not given | 15m (`app`) | **10m** |" in found["runbooks/service-a.md"]
    )
    zone = found["runbooks/domain-z.md"]
    assert "| `app.db` | 17m | not given | 15m (`app`) | **at once**" in zone
    assert "vpn, else phone: use `phone`, about 12m (for app.db)" in zone


def test_impact_says_before_and_after(shop: dict[str, str]) -> None:
    impact = _section(shop["runbooks/service-primary.md"], 3)
    assert "2 down until people act." in impact
    assert (
        "| [`shop`](service-shop.md) | critical | **down** | up | up to 6m | 15m kept |"
        " database needs database |" in impact
    )
    impact = _section(shop["runbooks/provider-stripe.md"], 3)
    assert "payment runs on adyen, a degraded option" in impact
    assert "| `shop.payment` | adyen | by itself | 30s | degraded |" in impact


def test_a_scenario_shows_what_it_expected(shop: dict[str, str]) -> None:
    impact = _section(shop["runbooks/scenario-edge-gone.md"], 3)
    assert "| [`cache`](service-cache.md) |  | up |  | yes |" in impact
    assert "| [`shop`](service-shop.md) | down | up |  | **no** |" in impact
    assert "Lost at most" not in impact


def test_expected_times_and_losses_stand_beside_what_the_model_gives(
    assess: Callable[[str], Assessment],
) -> None:
    found = pages(
        assess("""
drctl: 1
services:
  db:
    failure: never
    needs: {node: {use: a, fallbacks: [{use: b, switch: manual, after: 8m}]}}
    data: {rows: {copies: [{in: a}, {in: b, lag: 5s}]}, logs: {copies: [{in: a}]}}
  a: {}
  b: {}
  shop: {needs: {a: a}}
scenarios:
  late:
    fails: [a]
    expect: {db: {state: up, within: 5m, data_loss: 5s}, shop: {within: 1h}, b: up}
""")
    )
    impact = _section(found["runbooks/scenario-late.md"], 3)
    assert "| Expected after | Up again within | Lost at most | Holds |" in impact
    lost = "rows 5s (5s), logs 5s (all of it)"
    assert f"| `db` |  | up | 5m (up to 8m) | {lost} | **no** |" in impact
    assert "| `shop` |  |  | 1h (not known) |  | **no** |" in impact
    assert "| `b` |  | up |  |  | yes |" in impact


def test_what_never_fails_itself_names_its_parts(shop: dict[str, str]) -> None:
    text = shop["runbooks/service-database.md"]
    assert "it never fails by itself" in text
    assert "[`primary`](service-primary.md)" in _section(text, 2)
    assert "#### 2. Promote it" in _section(text, 6)


def test_an_empty_section_says_what_to_add(shop: dict[str, str]) -> None:
    text = shop["runbooks/domain-edge.md"]
    assert "add `symptoms:` and `alerts:` to `domains.edge` in `dr.yaml`" in text
    assert "add `owner:` to `domains.edge` in `dr.yaml`" in text
    assert "add `links:` to `domains.edge` in `dr.yaml`" in text


def test_drills_are_told_with_the_promise(shop: dict[str, str]) -> None:
    text = shop["runbooks/service-primary.md"]
    assert "| database.node on replica | 2026-02-11 | passed | 20m **(too late)** | 15m |" in text
    assert "| Last drill | 2026-02-11: database.node on replica, passed in 20m |" in text
    assert "runbook provider-stripe" in shop["runbooks/provider-stripe.md"]


def test_the_index_lists_symptoms_alerts_and_every_page(shop: dict[str, str]) -> None:
    text = shop["runbooks/README.md"]
    assert "| cards are refused | [stripe](provider-stripe.md) |" in text
    assert "| DatabaseDown | [primary](service-primary.md) |" in text
    for path in set(shop) - {"runbooks/README.md"}:
        assert f"]({path.removeprefix('runbooks/')})" in text


def test_the_hash_follows_what_the_page_shows(
    assess: Callable[[str], Assessment], shop: dict[str, str]
) -> None:
    from tests.render.conftest import ESTATE

    other = pages(assess(ESTATE.replace("cards are refused", "no card works")))
    changed = {path for path in shop if _source(shop[path]) != _source(other[path])}
    assert changed == {"runbooks/README.md", "runbooks/provider-stripe.md"}


def _source(text: str) -> str:
    marked = marks.read(text)
    assert marked is not None
    return marked.source
