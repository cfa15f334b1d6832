"""Alerts -> the address of what to do when they fire, as JSON or as Prometheus annotations.

The addresses are those of the site's pages of alerts, below `policy.site_url`.
"""

import json
from collections.abc import Iterator, Sequence

from drctl import __version__
from drctl.assessment import Assessment
from drctl.exporters._kind import CannotExport, Export
from drctl.model.alerts import Alert, address, alerts
from drctl.model.flow import in_quotes
from drctl.model.model import Model

FORMATS = ("json", "prometheus")
_WEB = ("https://", "http://")


def write(assessment: Assessment, component: str | None = None, form: str = "json") -> Export:
    """Write a model's alerts.

    Args:
        assessment: a checked model.
        component: whose alerts are wanted, its own and those of its needs; None for all.
        form: `json`, or `prometheus`: rules that hold nothing but `annotations.runbook_url`, to
            be merged into those that fire.

    Returns:
        The text; a note says when there is no alert, or no address.

    Raises:
        CannotExport: Prometheus needs addresses, and `policy.site_url` gives none.
    """
    model = assessment.model
    found = [a for a in alerts(model) if component is None or component in _about(a)]
    url = model.policy.site_url or ""
    known = url.lower().startswith(_WEB)
    notes = [] if found else ["No alert is named: write `alerts`, or a need's `detect.alert`"]
    if form == "prometheus":
        if not known:
            raise CannotExport(
                "runbook_url has to be an address of the web: write policy.site_url, such as "
                "https://example.org/runbooks/"
            )
        return Export("\n".join(_rules(model, found, url)) + "\n", tuple(notes))
    if not known:
        notes.append("policy.site_url gives no address of the web, so runbook_url is null")
    answer = {
        "schema_version": 1,
        "tool": {"name": "drctl", "version": __version__},
        "alerts": [
            {
                "alert": alert.name,
                "runbook_url": address(url, alert.page) if known else None,
                "page": alert.page,
                "components": list(alert.components),
                "needs": list(alert.needs),
            }
            for alert in found
        ],
    }
    return Export(json.dumps(answer, indent=2, ensure_ascii=False) + "\n", tuple(notes))


def _about(alert: Alert) -> set[str]:
    return {*alert.components, *(need.partition(".")[0] for need in alert.needs)}


def _rules(model: Model, found: Sequence[Alert], url: str) -> Iterator[str]:
    yield "groups:"
    yield f"  - name: {in_quotes(model.name or 'model')}"
    yield "    rules:" if found else "    rules: []"
    for alert in found:
        yield f"      - alert: {in_quotes(alert.name)}"
        yield f"        annotations: {{runbook_url: {in_quotes(address(url, alert.page))}}}"
