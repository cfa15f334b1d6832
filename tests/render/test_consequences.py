"""What pages and pictures say of times, waves and lost data; worked out by hand in pools.py."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from drctl.analysis.digest import digest
from drctl.assessment import Assessment
from drctl.model import load
from drctl.model.times import lasting
from drctl.render import marks
from drctl.render.runbooks import collect, pages
from drctl.render.subjects import Subject, subjects
from tests.render.pools import POOLS
from tests.render.test_runbooks import _section

ROOT = Path(__file__).parents[2]
Assess = Callable[[str], Assessment]

DARK = """\
## 3. Impact

What people outside notice:

- batch: **down** (4h)
- site: **down** (7h)

5 down until the cause is gone, 1 down until people act.

What fails is down itself: `zone` 4h.
Services with an RTO: 1 kept, 3 **broken**.

| Component | Tier | Before people act | After | Down for | RTO | Why |
| --- | --- | --- | --- | --- | --- | --- |
| [`api`](service-api.md) | gold | **down** | up | 6m | 10m kept | model needs main and spare |
| [`batch`](service-batch.md) | gold | **down** | **down** | 4h | 10m **broken** | model needs\
 spare |
| [`site`](service-site.md) | gold | **down** | **down** | 7h | 1h **broken** | store needs store |
| [`store`](service-store.md) | gold | **down** | **down** | 7h | 10m **broken** | lies in zone |
| [`main`](provider-main.md) |  | **down** | **down** | 4h |  | lies in zone |
| [`spare`](provider-spare.md) |  | **down** | **down** | 4h |  | overload: 140 of 120 rps, since\
 main is down |

What saves the rest:

| Need | Runs on | How | Takes | |
| --- | --- | --- | --- | --- |
| `api.model` | small | by hand | 5m |  |

### Overload, wave by wave

Wave 1, before people act:

- [`spare`](provider-spare.md) falls: 140 of 120 rps, since main is down
  - it can take 120 rps (`providers.spare.capacity`)
  - 100 from `api.model`, otherwise nothing
  - 40 from `batch.model`, as on an ordinary day
- with it goes down: [`api`](service-api.md), [`batch`](service-batch.md)

Loads are the `load:` of the needs named.

### What sets the longest time

Of the services with an RTO that are hit, [`site`](service-site.md) is down longest: 7h (RTO 1h:\
 **broken**).

| At | What | It takes | Written in |
| ---: | --- | ---: | --- |
| 4h | zone is repaired | 4h | `scenarios.dark.fails` |
| 7h | store.rows is restored from its backup | 3h | `services.store.data.rows.copies.1.restore` |

### Data that is lost

| Store | Lost | RPO | Goes on from | Restoring takes |
| --- | --- | --- | --- | --- |
| `store.rows` | 1h | 1m **broken** | vault (backup), `services.store.data.rows.copies.1` | 3h,\
 its `restore:` |

Lost is the `lag:` of the copy to go on from.
"""


@pytest.fixture(scope="module")
def pools(assess: Assess) -> Assessment:
    return assess(POOLS)


@pytest.fixture(scope="module")
def written(pools: Assessment) -> dict[str, str]:
    return pages(pools)


def test_the_impact_of_a_cascade_as_a_whole(written: dict[str, str]) -> None:
    told = _section(written["runbooks/scenario-dark.md"], 3)
    assert told.partition("\nWhat the scenario expects")[0] == DARK


def test_a_fallback_felled_by_overload_is_no_rescue(written: dict[str, str]) -> None:
    text = written["runbooks/scenario-dark.md"]
    steps = _section(text, 6)
    assert "### Switch `api.model` from `main` to `small`" in steps
    assert "- Not `spare`: spare falls by overload: 140 of 120 rps." in steps
    assert "**but tiny would fall by overload: 105 of 50 rps**" in _section(text, 7)
    assert "serves" not in steps, "spare switches by itself, and falls"


def test_a_switch_that_fells_what_it_leads_to_is_warned_of(written: dict[str, str]) -> None:
    # tiny carries stock's 5 rps and would get api's 100.
    text = written["runbooks/scenario-small-gone.md"]
    first = text.partition("## 1.")[0]
    assert (
        "**Mind:** once people have switched, `tiny` is over its capacity (105 of 50 rps)" in first
    )
    impact = _section(text, 3)
    assert "2 down once people have switched" in impact
    assert (
        "| overload once people have switched: 105 of 50 rps, since main, spare and small"
        in impact
    )
    assert "Wave 2, once people have switched:" in impact
    assert (
        "- with it goes down: [`api`](service-api.md), [`site`](service-site.md), [`stock`]("
        in impact
    )
    steps = _section(text, 6)
    assert "### Switch" not in steps
    assert "- `tiny`: tiny falls by overload once people have switched: 105 of 50 rps." in steps


def test_a_surge_is_told_with_what_it_multiplies(written: dict[str, str]) -> None:
    impact = _section(written["runbooks/scenario-rush.md"], 3)
    assert "  - 160 from `batch.model`, 4 times what is usual; 40 on an ordinary day\n" in impact
    assert "| as long as the surge lasts | 10m **broken** | model needs spare |" in impact
    assert "What stands and sheds a part of its load:\n\n- [`logs`]" not in impact
    assert "- `logs`: 6 of 4 rps\n  - it can take 4 rps (`services.logs.capacity`)\n" in impact
    assert "| `logs` |  | degraded | degraded |  |  | sheds load: 6 of 4 rps |" in impact


def test_what_is_not_written_is_said_to_be_missing(written: dict[str, str]) -> None:
    spare = _section(written["runbooks/provider-spare.md"], 3)
    assert "What fails is down itself: `spare` not known.\n" in spare
    assert "| not known | 10m unknown | model needs spare |" in spare
    assert "Not known for want of `providers.spare.failure.restore`." in spare


def test_a_default_of_the_policy_is_named_as_such(written: dict[str, str]) -> None:
    zone = _section(written["runbooks/domain-zone.md"], 3)
    assert "| 2h | zone is repaired | 2h | `policy.failure.zone.restore` |" in zone


def test_a_deadlock_is_told_as_its_circle(assess: Assess) -> None:
    found = pages(
        assess("""
drctl: 1
policy: {tiers: {gold: {rto: 1h}}}
domains: {site: {failure: {restore: 10m}}}
services:
  a: {tier: gold, in: site, restart: 1m, needs: {b: b}}
  b: {in: site, restart: 1m, needs: {a: a}}
""")
    )
    told = _section(found["runbooks/domain-site.md"], 3)
    assert "[`a`](service-a.md) is down longest: never up again (RTO 1h: **broken**)." in told
    circle = "Each of these waits for the next before it can start: "
    assert f"{circle}[`b`](service-b.md), [`a`](service-a.md), [`b`](service-b.md)." in told


def _rows(text: str) -> dict[str, list[str]]:
    """The rows of the impact table by component, as markdown-it reads them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    rows: list[list[str]] = []
    for i, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "td_open":
            inner = tokens[i + 1].children or []
            rows[-1].append("".join(child.content for child in inner))
    return {row[0]: row for row in rows if len(row) == 7}


def test_the_times_are_those_of_recovery() -> None:
    """Checked by asking for each service on its own, as `drctl recovery SERVICE` does."""
    model, _ = load(ROOT / "dr.yaml")
    assert model is not None
    estate = Assessment(model)
    written = pages(estate)
    answers = estate.outcomes.answers([c.name for c in model.of_kind("service")])
    seen = 0
    for answer in answers.values():
        for case in answer.cases:
            if case.cause.kind not in ("failure", "scenario"):
                continue
            kind = "scenario" if case.cause.kind == "scenario" else None
            kind = kind or model.components[case.cause.name].kind
            row = _rows(_section(written[f"runbooks/{kind}-{case.cause.name}.md"], 3)).get(
                answer.service
            )
            if row is None:
                assert answer.service in case.cause.fails
                continue
            seen += 1
            assert row[4] == lasting(case.recovery.least, case.recovery.most)
            assert (
                answer.rto is None
                or row[5].split()[-1]
                == {
                    True: "kept",
                    False: "unknown" if case.recovery.least <= answer.rto else "broken",
                }[case.recovery.most <= answer.rto]
            )
    assert seen > 150


def test_the_hash_is_that_of_all_fields(pools: Assessment) -> None:
    import hashlib

    for facts in collect(pools):
        # A plan has a hash of its own: its problems stand at lines, which no page shows.
        own = digest(replace(facts.plan, problems=(), digest=""))
        assert own == facts.plan.digest
        text = json.dumps(asdict(facts) | {"plan": {"digest": own}}, sort_keys=True)
        assert digest(facts) == hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("spare: {capacity: 120 rps}", "spare: {capacity: 130 rps}"),
        ("restore: 3h", "restore: 4h"),
        ("load: 40 rps", "load: 41 rps"),
        ("rto: 1h", "rto: 2h"),
        ("lag: 1h", "lag: 2h"),
    ],
)
def test_the_hash_follows_times_and_loads(
    assess: Assess, pools: Assessment, old: str, new: str
) -> None:
    path = "runbooks/scenario-dark.md"
    before, after = (marks.read(pages(a)[path]) for a in (pools, assess(POOLS.replace(old, new))))
    assert before is not None and after is not None
    assert before.source != after.source


def test_a_failure_that_only_interrupts_has_its_page(assess: Assess) -> None:
    found = pages(
        assess("""
drctl: 1
services: {app: {needs: {db: {use: a, fallbacks: [{use: b, switch: automatic, after: 30s}]}}}}
providers: {a: {}, b: {}}
""")
    )
    assert set(found) == {"runbooks/README.md", "runbooks/provider-a.md"}
    text = found["runbooks/provider-a.md"]
    assert "Nothing stays down." in text.partition("## 1.")[0]
    assert "1 down only until something has switched by itself." in text
    assert "| `app` |  | up | up | up to 30s |  | db goes over to b by itself |" in text


def test_subjects_are_hit_as_their_states_say(pools: Assessment) -> None:
    found: dict[str, Subject] = {s.stem: s for s in subjects(pools)}
    dark = found["scenario-dark"]
    assert dark.hit() == ("api", "batch", "main", "site", "spare", "store")
    assert dark.interrupted() == ()
    assert dark.overloads.felled["spare"][0] == 1
    for subject in found.values():
        for people_act in (False, True):
            states = subject.states.after if people_act else subject.states.before
            down = {name for name, state in states.items() if state == "down"}
            assert subject.down(people_act=people_act) == down, subject.stem
