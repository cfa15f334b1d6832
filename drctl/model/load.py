"""Files -> Model, or every error in them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath

from drctl import collector
from drctl.finding import Finding, ordered
from drctl.model.between_files import between
from drctl.model.checks import ALL
from drctl.model.component import Component, Kind
from drctl.model.draft import Draft
from drctl.model.groups import effective
from drctl.model.ignores import ignores
from drctl.model.include import read_all
from drctl.model.language.component import Common
from drctl.model.language.estate import Document, Policy
from drctl.model.model import SECTIONS, File, Index, Model
from drctl.model.normal_form import component, requirement
from drctl.model.parse import parse
from drctl.model.source import Path, Source
from drctl.model.tree import Disk, Tree
from drctl.model.validate import validate

MODEL_FILE = "dr.yaml"

_KINDS: tuple[tuple[str, Kind], ...] = (
    ("domains", "domain"),
    ("providers", "provider"),
    ("services", "service"),
)

Loaded = tuple[Model | None, tuple[Finding, ...]]


def find_workspace(start: FilePath) -> FilePath | None:
    """The first `dr.yaml` in a folder or above it."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / MODEL_FILE).is_file():
            return folder / MODEL_FILE
    return None


def load(path: FilePath, tree: Tree | None = None, like: Model | None = None) -> Loaded:
    """Load a workspace.

    Args:
        path: its first file.
        tree: where its files are; on the disk by default.
        like: a model that may share files with it, as another state of it does: what is the same
            there is not parsed again.

    Returns:
        The model and no findings, or None and every error of every file, sorted.

    Notes:
        Linear in the files' size; Python's cyclic collector rests meanwhile.
    """
    with collector.resting():
        tree = tree or Disk()
        files, findings = read_all(path, tree, like.files if like is not None else ())
        return assemble(files, findings, tree.resolved(path).parent)


def load_text(text: str, name: str = MODEL_FILE) -> Loaded:
    """Load a model of one file from memory; its `include` is not followed.

    Args:
        text: the file's content.
        name: its name in messages.

    Returns:
        As `load`.
    """
    source = Source(name, text)
    top, findings = parse(source, text)
    return assemble([File(source, top)] if top is not None else [], findings, None)


def reload(model: Model, texts: Mapping[str, str]) -> Loaded:
    """Load a workspace again with other texts in some of its files.

    Args:
        model: as it was loaded.
        texts: by their paths from the workspace's root the new content of files; the others stay.

    Returns:
        As `load`. No file is read, and `include` is not followed anew.
    """
    with collector.resting():
        files: list[File] = []
        findings: list[Finding] = []
        for file in model.files:
            if file.source.path in texts:
                text = texts[file.source.path]
                source = Source(file.source.path, text, file.source.shown)
                top, wrong = parse(source, text)
                findings += wrong
                files += [File(source, top)] if top is not None else []
            else:
                files.append(file)
        return assemble(files, findings, model.root)


def assemble(files: list[File], findings: list[Finding], root: FilePath | None) -> Loaded:
    """Validate files, merge them, check the whole."""
    if not files:
        return None, ordered(findings)
    documents: list[Document] = []
    broken: set[str | int] = set()
    for file in files:
        validated = validate(file.top)
        documents.append(validated.document)
        findings += validated.findings
        broken.update(path[1] for path in validated.wrong if len(path) > 1)
    findings += between(files, documents)
    model = _model(files, documents, root)
    draft = _draft(files, model, broken)
    for check in ALL:
        findings += check(draft)
    for file in files:
        ignored, wrong = ignores(file, model.components)
        findings += wrong
        if ignored:
            model = replace(model, accepted=(*model.accepted, *ignored))
    unique = ordered({(f.rule, f.message, f.place): f for f in findings}.values())
    return (None, unique) if unique else (model, ())


def _draft(files: list[File], model: Model, broken: set[str | int]) -> Draft:
    declared = {
        section: frozenset(
            name
            for file in files
            if isinstance(file.top.get(section), dict)
            for name in file.top[section]
        )
        for section in SECTIONS
    }
    written = files[0].top.get("policy")
    tiers = written.get("tiers") if isinstance(written, dict) else None
    declared["tiers"] = frozenset(tiers if isinstance(tiers, dict) else model.policy.tiers)
    components = declared["domains"] | declared["providers"] | declared["services"]
    return Draft(model, declared, components, frozenset(n for n in components if n in broken))


def _model(files: list[File], documents: list[Document], root: FilePath | None) -> Model:
    first = documents[0]
    policy = first.policy or Policy()
    name = first.name or (root.name if root else "model") or "model"
    return Model(
        name=name,
        title=first.title or name,
        policy=policy,
        teams={n: t for d in documents for n, t in d.teams.items()},
        components=_components(documents, policy),
        procedures={n: p for d in documents for n, p in d.procedures.items()},
        scenarios={n: s for d in documents for n, s in d.scenarios.items()},
        drills=tuple(drill for d in documents for drill in d.drills or ()),
        accepted=tuple(a for d in documents for a in d.accepted or ()),
        files=tuple(files),
        index=Index(files),
        root=root,
    )


def _components(documents: list[Document], policy: Policy) -> dict[str, Component]:
    specs: dict[str, Common] = {}
    kinds: dict[str, tuple[Kind, Path]] = {}
    for section, kind in _KINDS:
        for document in documents:
            for name, spec in getattr(document, section).items():
                if specs.setdefault(name, spec) is spec:
                    kinds[name] = (kind, (section, name))
    placements = {
        name: requirement(spec.placement, (*kinds[name][1], "in"))
        for name, spec in specs.items()
        if spec.placement is not None
    }
    groups = effective(specs, placements)
    return {
        name: component(name, *kinds[name], spec, placements.get(name), groups[name], policy)
        for name, spec in specs.items()
    }
