"""Report -> text for people and machines; pure functions that write nothing."""

from drctl.reports import concise, github, json, junit, markdown, sarif, text
from drctl.reports._report import Format, Repository, plain
from drctl.reports._schema import audit_schema

ALL: dict[str, Format] = {
    "text": text.render,
    "concise": concise.render,
    "json": json.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "github": github.render,
    "markdown": markdown.render,
}

__all__ = ["ALL", "Format", "Repository", "audit_schema", "plain"]
