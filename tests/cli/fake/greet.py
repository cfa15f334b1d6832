"""A command to try the frame with."""

from typing import Annotated

import typer

EXAMPLES = ("drctl greet Ada", "drctl greet Ada --mood calm --times 2")


def command(
    name: Annotated[str, typer.Argument(help="Who is greeted.")],
    mood: Annotated[str, typer.Option(help="How it sounds.")] = "glad",
    times: Annotated[int, typer.Option(help="How often.")] = 1,
) -> None:
    """Greet someone.

    The greeting goes to standard output.

    Args:
        name: said to readers of the code only.
    """
    for _ in range(times):
        print(f"a {mood} hello, {name}")
