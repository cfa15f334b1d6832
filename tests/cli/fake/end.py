"""A command that ends in every way a command can end."""

import sys
from pathlib import Path

import typer

from drctl.cli._color import wants_color

EXAMPLES = ("drctl end well", "drctl end badly")


def command(how: str) -> int:
    """End in some way."""
    match how:
        case "code":
            return 1
        case "exit":
            raise typer.Exit(3)
        case "interrupt":
            raise KeyboardInterrupt
        case "abort":
            raise typer.Abort
        case "bug":
            return {"known": 0}["unknown"]
        case "file":
            Path("nowhere.yaml").read_text()
        case "flood":
            for number in range(100_000):
                print(f"line {number}")
        case "arrow":
            print("a → b")
        case "color":
            print(wants_color(sys.stdout))
    return 0
