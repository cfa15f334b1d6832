"""Compose files -> one project: included, extended, filled in and merged as Compose does."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drctl.finding import Finding
from drctl.importers._documents import ABSENT, Node
from drctl.importers._kind import Evidence, Files, Source, problem
from drctl.importers.compose.loading import Loading, Place
from drctl.importers.compose.merging import merged, without_resets
from drctl.importers.compose.shape import wrong_shapes


@dataclass(frozen=True, slots=True)
class Project:
    """The services of a project and the texts of its inline configs, by name.

    `missing` are the variables without a value, each with the first place that wants it.
    """

    services: Mapping[str, Node]
    configs: Mapping[str, Node]
    missing: Mapping[str, Evidence]
    notes: tuple[str, ...]
    name: str


def project(
    sources: Sequence[Source], files: Files | None
) -> tuple[Project | None, tuple[Finding, ...]]:
    """Read Compose files as one project.

    Args:
        sources: the files, later ones over earlier ones; the folder of the first is the
            project's, from which relative paths go.
        files: gives what they include and extend, and their `.env`.

    Returns:
        The project and no findings, or None and all that is wrong.
    """
    loading = Loading(files)
    folder = posixpath.dirname(sources[0].name)
    env = loading.env(posixpath.join(folder, ".env"), {})
    top = ABSENT
    for source in sources:
        top = merged(top, loading.file(Place(source, folder, env)))
    top = without_resets(top)
    services = top.at("services").entries
    if not loading.findings:
        loading.findings += wrong_shapes(services, loading.source)
    if not loading.findings and not services:
        what = f"{sources[0].name} holds no service; a Compose file has `services`"
        loading.findings.append(problem("nothing-to-import", what, sources[0].place(1, 1)))
    if loading.findings:
        return None, tuple(dict.fromkeys(loading.findings))
    configs = {name: node.at("content") for name, node in top.at("configs").entries.items()}
    notes = tuple(dict.fromkeys(loading.notes))
    return Project(services, configs, loading.missing, notes, top.at("name").text), ()
