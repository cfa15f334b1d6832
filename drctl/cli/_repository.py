"""Where the current folder lies in the repository that a CI job works on."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drctl.reports import Repository

# The variable with the root of the checkout, and those that the address of a file is made of.
_SERVICES = (
    ("GITHUB_WORKSPACE", "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/blob/{GITHUB_SHA}/"),
    ("CI_PROJECT_DIR", "{CI_PROJECT_URL}/-/blob/{CI_COMMIT_SHA}/"),
)


def repository() -> "Repository":
    """What GitHub Actions or GitLab CI say of it; elsewhere the current folder is its root."""
    from drctl.reports import Repository

    for variable, address in _SERVICES:
        root = os.environ.get(variable, "")
        if not root:
            continue
        try:
            folder = Path.cwd().relative_to(Path(root).resolve()).as_posix()
        except ValueError:  # the job works on something else than its checkout
            continue
        try:
            link = address.format_map(os.environ)
        except KeyError:
            link = ""
        return Repository("" if folder == "." else f"{folder}/", link)
    return Repository()
