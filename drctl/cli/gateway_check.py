"""`drctl gateway check`."""

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say_json, width
from drctl.cli._color import wants_color
from drctl.cli._gateway import GatewayOption, ServesOption, read_configuration, served_pairs
from drctl.cli._workspace import ModelOption, open_assessment

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.finding import Finding, Place

EXAMPLES = (
    "drctl gateway emit litellm --gateway embeddings | drctl gateway check - --gateway embeddings",
    "drctl gateway check litellm.yaml --json",
)


def command(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The configuration; - is standard input.")
    ],
    gateway: GatewayOption = None,
    serves: ServesOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Hold a gateway's configuration against the model.

    Reads LiteLLM's YAML and Portkey's JSON. Exits with 1 when something is found at or above
    the severity that fails an audit (policy.fail_on), with 2 when the file cannot be read.
    """
    from drctl.finding import Severity, ordered
    from drctl.gateway.check import check
    from drctl.gateway.plan import plan

    assessment = open_assessment(model)
    configuration, wrong = read_configuration(file)
    wanted = plan(assessment.model, _known(assessment, gateway))
    served = served_pairs(assessment.model, configuration, serves or [])
    held = check(assessment, wanted, configuration, os.environ, served)
    findings = ordered((*wrong, *held))
    if is_json(json, output):
        say_json({"file": configuration.text.shown, "findings": [_as_json(f) for f in findings]})
    else:
        _tell(findings, len(configuration.chains), len(configuration.deployments))
    least = Severity.of(assessment.model.policy.fail_on)
    if any(finding.severity >= least for finding in findings):
        raise typer.Exit(1)


def _known(assessment: "Assessment", gateway: str | None) -> str | None:
    from drctl.cli._fails import component_named

    return component_named(assessment.model, gateway) if gateway else None


def _tell(findings: "tuple[Finding, ...]", chains: int, deployments: int) -> None:
    from drctl.reports.text import told

    color = wants_color(sys.stdout)
    for finding in findings:
        print(told(finding, color=color, width=width()))
    what = f"{deployments} deployments under {chains} names"
    count = len(findings)
    print(f"{what}: {count or 'no'} finding{'' if count == 1 else 's'}")


def _as_json(finding: "Finding") -> dict[str, Any]:
    first, *others = finding.places
    return {
        "rule": finding.rule,
        "severity": finding.severity.word,
        "category": finding.category,
        "message": finding.message,
        "object": finding.object,
        "places": [_place(first, "primary"), *(_place(p, "related") for p in others)],
        "hint": finding.hint,
    }


def _place(place: "Place", role: str) -> dict[str, Any]:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "role": role,
        "note": place.note,
    }
