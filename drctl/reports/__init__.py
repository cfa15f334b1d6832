"""Report -> text for people and machines; pure functions that write nothing."""

from drctl.reports import json, sarif, text
from drctl.reports._report import Format

ALL: dict[str, Format] = {"text": text.render, "json": json.render, "sarif": sarif.render}

__all__ = ["ALL", "Format"]
