"""`drctl check`."""

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say, say_json
from drctl.cli._notes import read_notes
from drctl.cli._workspace import ModelOption, open_model

EXAMPLES = ("drctl check", "drctl check --model dr.yaml")


def command(
    model: ModelOption = None, json: JsonOption = False, output: OutputOption = Output.TEXT
) -> None:
    """Load and validate the model.

    Every error of every file is shown at once, with its place and what would be accepted.
    """
    found = open_model(model)
    notes = len(read_notes(found))
    kinds = {k: len(found.of_kind(k)) for k in ("service", "provider", "domain")}
    if is_json(json, output):
        files_read = {"files": len(found.files), "notes": notes}
        say_json({"name": found.name, **files_read, "components": kinds})
        return
    files = f"{len(found.files)} file" + ("s" if len(found.files) != 1 else "")
    counts = ", ".join(f"{n} {k}{'s' if n != 1 else ''}" for k, n in kinds.items())
    count = len(found.scenarios)
    scenarios = f"{count} scenario" + ("s" if count != 1 else "")
    written = f", {notes} note{'s' if notes != 1 else ''}" if notes else ""
    say([f"{found.title}: {files}, {counts}, {scenarios}{written}; no errors"])
