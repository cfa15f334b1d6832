"""`drctl explain`."""

import sys
from typing import Annotated

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say_json
from drctl.cli._color import wants_color
from drctl.cli._workspace import stop

EXAMPLES = ("drctl explain single-point-of-failure", "drctl explain no-owner")


def command(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's name.")],
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Show the page of one audit rule.

    What it finds, why that matters, a bad and a good model, how to fix it and how to accept it.
    The names of the errors that `drctl check` prints are known here too.
    """
    from drctl.model.errors import ERRORS, did_you_mean
    from drctl.rules import ALL

    pages = {r.name: r.page for r in ALL} | ERRORS
    if rule not in pages:
        hint = did_you_mean(rule, sorted(pages))
        near = f"; {hint}" if hint else "; `drctl rules` lists them"
        stop(2, f'no rule is called "{rule}"{near}')
    if is_json(json, output):
        say_json({"rule": rule, "page": pages[rule]})
        return
    text = f"# {rule}\n\n{pages[rule]}\n"
    if wants_color(sys.stdout):
        from rich.console import Console
        from rich.markdown import Markdown

        Console(force_terminal=True).print(Markdown(text))
    else:
        print(text, end="")
