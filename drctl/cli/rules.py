"""`drctl rules`."""

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say_json, table

EXAMPLES = ("drctl rules", "drctl rules --json")


def command(json: JsonOption = False, output: OutputOption = Output.TEXT) -> None:
    """List the audit rules.

    `drctl explain RULE` shows the page of one.
    """
    from drctl.rules import ALL

    if is_json(json, output):
        rows = [{"rule": r.name, "category": r.category, "summary": r.summary} for r in ALL]
        say_json({"rules": rows})
        return
    print(table([(r.name, r.category, r.summary) for r in ALL]))
