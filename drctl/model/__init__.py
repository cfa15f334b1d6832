"""YAML -> Model, every value with its place."""

from drctl.model.load import MODEL_FILE, find_workspace, load, load_text
from drctl.model.model import Model

__all__ = ["MODEL_FILE", "Model", "find_workspace", "load", "load_text"]
