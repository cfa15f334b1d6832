"""`drctl simulate`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from drctl.cli import _lasting, _waves
from drctl.cli._answer import (
    JsonOption,
    Output,
    OutputOption,
    is_json,
    say,
    say_json,
    table,
    wrapped,
)
from drctl.cli._losing import lost
from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.analysis.outcome import Outcome
    from drctl.analysis.states import States
    from drctl.assessment import Assessment
    from drctl.model import Model
    from drctl.model.component import Component

EXAMPLES = (
    "drctl simulate --scenario deepseek-2026-03-30",
    "drctl simulate --fail cloudflare-edge --fail vendor:deepseek --plan",
)


def command(
    fail: Annotated[
        list[str] | None,
        typer.Option("--fail", metavar="NAME", help="What fails; vendor:V, jurisdiction:J too."),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="A scenario of the model.")
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="What people do then: the recovery plan.")
    ] = False,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Show who is hit when components fail.

    States are given twice: before people act (only automatic fallbacks have switched), and
    after they have done what can be done by hand.
    """
    if fail and scenario:
        stop(2, "--fail and --scenario do not go together: say one of them")
    if not fail and not scenario:
        stop(2, "say what fails: --fail NAME (as often as needed) or --scenario NAME")
    assessment = open_assessment(model)
    if scenario:
        outcome = _scenario(assessment, scenario)
    else:
        from drctl.analysis.causes import several
        from drctl.cli._fails import failing

        outcome = assessment.outcomes.of(several(failing(assessment.model, fail or [])))
    if plan:
        _say_plan(assessment, outcome, json=is_json(json, output))
    elif is_json(json, output):
        say_json(_as_json(assessment, outcome))
    else:
        say(_told(assessment, scenario, outcome))


def _say_plan(assessment: "Assessment", outcome: "Outcome", *, json: bool) -> None:
    from drctl.analysis.causes import failure
    from drctl.cli import _plan

    cause = outcome.cause
    # What fails alone is the subject of a page.
    alone = cause.kind == "several" and len(cause.fails) == 1
    found = assessment.plan(failure(cause.name) if alone else cause)
    if json:
        say_json(_plan.as_json(found))
    else:
        say(_plan.told(found))


def _scenario(assessment: "Assessment", name: str) -> "Outcome":
    from drctl.model.errors import did_you_mean

    if name not in assessment.model.scenarios:
        hint = did_you_mean(name, sorted(assessment.model.scenarios))
        stop(2, f'no scenario is called "{name}"' + (f"; {hint}" if hint else ""))
    return assessment.scenarios[name]


def _as_json(assessment: "Assessment", outcome: "Outcome") -> dict[str, Any]:
    from math import inf

    times = outcome.times
    return {
        "fails": list(outcome.cause.fails),
        "states": dict(outcome.states.after),
        "states_before_people_act": dict(outcome.states.before),
        **_waves.as_json(assessment.outcomes.cascades, outcome),
        "recovery": {name: _lasting.as_json(times.recovery(name)) for name in times.hit()},
        "data_loss": {x.address: None if x.seconds == inf else x.seconds for x in outcome.losses},
    }


def _told(assessment: "Assessment", scenario: str | None, outcome: "Outcome") -> list[str]:
    model, states = assessment.model, outcome.states
    titles = [_titled(model.components[name]) for name in outcome.cause.fails]
    lines = _heading(model, scenario) if scenario else []
    lines += [*wrapped("What fails: " + (", ".join(titles) or "nothing")), ""]
    lines += _hit(assessment, outcome)
    lines += _waves.told(assessment.outcomes.cascades, outcome)
    lines += _times(assessment, outcome)
    lines += _saved(assessment, states)
    lines += lost(assessment, outcome.losses)
    services = [c.name for c in model.of_kind("service")]
    well = sum(states.before[n] == "up" and states.after[n] == "up" for n in services)
    lines += ["", f"{well} of {len(services)} services stay up, undegraded."]
    if scenario:
        lines += _expectations(assessment, scenario, outcome)
    return lines


def _heading(model: "Model", scenario: str) -> list[str]:
    spec = model.scenarios[scenario]
    when = f" ({spec.date})" if spec.date else ""
    return [
        f"{spec.title or scenario}{when}",
        *(wrapped(spec.description) if spec.description else ()),
        "",
    ]


def _hit(assessment: "Assessment", outcome: "Outcome") -> list[str]:
    states, times = outcome.states, dict.fromkeys(outcome.times.hit())
    hit = states.hit()
    if not hit and not times:
        return ["Nobody is hit."]
    rows = [("tier", "component", "before people act", "after", "down for", "why")]
    surge = bool(outcome.cause.surge)
    for name in _ranked(assessment, list({**dict.fromkeys(hit), **times})):
        tier, component, first, last, why = _row(assessment, outcome, name)
        lasts = _lasting.how_long(outcome.times.recovery(name), surge=surge)
        rows.append((tier, component, first, last, lasts if name in times else "", why))
    return [table(rows)]


def _times(assessment: "Assessment", outcome: "Outcome") -> list[str]:
    """The services that are down at some time, the longest first, each beside its RTO."""
    model = assessment.model
    services = [n for n in outcome.times.hit() if model.components[n].kind == "service"]
    found = sorted(
        (outcome.times.bounds(name) for name in services),
        key=lambda r: (-r.least, -r.most, r.component),
    )
    rows = [
        (f"  {r.component}", *_lasting.bar_beside(r, found, model.components[r.component].promise))
        for r in found
    ]
    return ["", "How long services are down, on a logarithmic scale:", table(rows)] * bool(rows)


def _titled(component: "Component") -> str:
    title = component.spec.title
    return f"{component.name} ({title})" if title else component.name


def _saved(assessment: "Assessment", answer: "States") -> list[str]:
    from drctl.analysis.explanation import saved_needs
    from drctl.cli.why import switching

    down = answer.after.down
    rows = [
        (f"  {s.address}", f"runs on {s.runs_on}", switching(s))
        for s in saved_needs(assessment.model, down)
    ]
    return ["", "Saved by a fallback:", table(rows)] if rows else []


def _ranked(assessment: "Assessment", names: list[str]) -> list[str]:
    tiers = list(assessment.model.policy.tiers)
    kinds = ("service", "provider", "domain")

    def rank(name: str) -> tuple[int, int, str]:
        component = assessment.model.components[name]
        tier = tiers.index(component.tier) if component.tier in tiers else len(tiers)
        return kinds.index(component.kind), tier, name

    return sorted(names, key=rank)


def _row(
    assessment: "Assessment", outcome: "Outcome", name: str
) -> tuple[str, str, str, str, str]:
    from drctl.cli.why import clause

    component, answer = assessment.model.components[name], outcome.states
    told = assessment.explain(outcome, name)
    reason = ""
    if told.steps:
        reason = clause(told.steps[-1]).removeprefix(f"{name} is down: ")
        reason = "fails by itself" if told.steps[-1].gate == "fails" else reason
    if answer.after[name] != "down" and told.degraded_by:
        reason = "; ".join(told.degraded_by[:2])
    elif answer.after[name] == "up" and told.saved:
        reason = f"saved by {told.saved[0].runs_on} ({told.saved[0].by.switch})"
    return (
        component.tier or component.kind,
        name,
        answer.before[name],
        answer.after[name],
        reason,
    )


def _expectations(assessment: "Assessment", scenario: str, outcome: "Outcome") -> list[str]:
    from drctl.analysis.expectations import expectations
    from drctl.cli._expected import found

    answers = expectations(assessment.model, outcome)
    surge = bool(outcome.cause.surge)
    wrong = [f"  {found(a, surge=surge)}" for a in answers if a.verdict != "holds"]
    named = assessment.model.scenarios[scenario].expect
    if not named:
        return []
    if wrong:
        return ["", "Not as the scenario expects:", *wrong]
    if len(named) == 1:
        return ["", f"{next(iter(named))} is as the scenario expects."]
    return ["", f"All {len(named)} components that the scenario names are as it expects."]
