"""`drctl check`."""

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say, say_json
from drctl.cli._workspace import ModelOption, open_model

EXAMPLES = ("drctl check", "drctl check --model dr.yaml")


def command(
    model: ModelOption = None, json: JsonOption = False, output: OutputOption = Output.TEXT
) -> None:
    """Load and validate the model.

    Every error of every file is shown at once, with its place and what would be accepted.
    """
    found = open_model(model)
    kinds = {k: len(found.of_kind(k)) for k in ("service", "provider", "domain")}
    if is_json(json, output):
        say_json({"name": found.name, "files": len(found.files), "components": kinds})
        return
    files = f"{len(found.files)} file" + ("s" if len(found.files) != 1 else "")
    counts = ", ".join(f"{n} {k}{'s' if n != 1 else ''}" for k, n in kinds.items())
    count = len(found.scenarios)
    scenarios = f"{count} scenario" + ("s" if count != 1 else "")
    say([f"{found.title}: {files}, {counts}, {scenarios}; no errors"])
