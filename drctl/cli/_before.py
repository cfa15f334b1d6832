"""The model before a change, for `--since`."""

from pathlib import Path
from typing import TYPE_CHECKING

from drctl.cli._workspace import stop

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.audit.baseline import Baseline
    from drctl.audit.change import Before
    from drctl.model import Model
    from drctl.revision import Tree


def before(model: "Model", since: str, baseline: Path) -> "Before":
    """The model and the baseline on which a change rests; exits with 2 when git has no answer.

    Args:
        model: the model after it, on the disk.
        since: the revision that the user names.
        baseline: where the baseline lies.

    Returns:
        What was there, or why nothing was.
    """
    from drctl.audit.change import Before
    from drctl.revision import Unknown, opened
    from drctl.revision import before as commit_before

    root = model.root or Path.cwd()
    commit = commit_before(root, since)
    if isinstance(commit, Unknown):
        stop(2, f"{commit.what}; {commit.hint}" if commit.hint else commit.what)
    with opened(commit) as tree:
        if tree is None:
            return Before(since, commit.id, f"the folder {root.name} was not there")
        found = _loaded(model, root, tree)
        if isinstance(found, str):
            return Before(since, commit.id, found)
        old = _baseline(baseline, root, tree)
    assessment = _assessed(found, model)
    if isinstance(assessment, str):
        return Before(since, commit.id, assessment)
    return Before(since, commit.id, "", assessment, found.policy, old)


def _loaded(after: "Model", root: Path, tree: "Tree") -> "Model | str":
    from drctl.model import load
    from drctl.model.tree import Held

    held, name = Held(root, tree), after.files[0].source.path
    if not held.is_file(root / name):
        return f"there was no {name}"
    found, wrong = load(root / name, held, after)
    if found is not None:
        return found if found.components else f"{name} declared no components"
    many = "an error" if len(wrong) == 1 else f"{len(wrong)} errors, the first"
    not_read = f" (submodules are not read: {', '.join(tree.submodules)})"
    told = f"the model had {many}: {wrong[0].place}: {wrong[0].message}"
    return told + (not_read if tree.submodules else "")


def _assessed(found: "Model", after: "Model") -> "Assessment | str":
    from drctl.assessment import Assessment
    from drctl.audit.change import judged_alike

    assessment = Assessment(judged_alike(found, after))
    wrong = assessment.normal_state()
    return f"the model had an error: {wrong[0].message}" if wrong else assessment


def _baseline(path: Path, root: Path, tree: "Tree") -> "Baseline | None":
    """The baseline of before; one that cannot be read held nothing."""
    from drctl.audit.baseline import read
    from drctl.rules import ALL

    name = path.resolve()
    inside = name.relative_to(root).as_posix() if name.is_relative_to(root) else ""
    if tree.links.get(inside, True):
        return None
    return read(path, tree.read(inside), str(path), [rule.name for rule in ALL])[0]
