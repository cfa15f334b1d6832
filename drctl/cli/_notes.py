"""The notes of the workspace that a command works on."""

from pathlib import Path
from typing import TYPE_CHECKING

from drctl.cli._workspace import refuse

if TYPE_CHECKING:
    from drctl.knowledge.notes import Note
    from drctl.model import Model
    from drctl.model.tree import Tree


def read_notes(model: "Model", tree: "Tree | None" = None) -> "tuple[Note, ...]":
    """The notes, the latest first; exits with 2 when something in front of one is wrong."""
    from drctl.knowledge import notes
    from drctl.knowledge.workspace import markdown
    from drctl.model.include import shown_path

    root = model.root or Path.cwd()
    folder = shown_path(root)
    texts = markdown(root, "notes", tree)
    found, wrong = notes.read(texts, model, "" if folder == "." else f"{folder}/")
    if wrong:
        refuse(wrong)
    return found
