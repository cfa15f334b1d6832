"""The comment in a file's first line that tells editors its schema."""

import re

from drctl.model.written import BREAK

SCHEMA_FILE = "dr.schema.json"
LINE = f"# yaml-language-server: $schema=./{SCHEMA_FILE}"

# What the YAML language server reads, and what the editors of JetBrains do.
_NAMES_ONE = re.compile(
    r"^[ \t]*#[ \t]*(?:yaml-language-server[ \t]*:.*\$schema[ \t]*=|\$schema[ \t]*:)",
    re.MULTILINE,
)


def with_line(text: str) -> str:
    """A text that tells its schema; as it is when it tells one, whichever that is."""
    if _NAMES_ONE.search(text):
        return text
    found = BREAK.search(text)
    return LINE + (found[0] if found else "\n") + text
