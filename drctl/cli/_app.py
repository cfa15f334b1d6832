"""The typer application; a command's module is imported when the command is asked for."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup
from typer.main import get_command, get_command_from_info
from typer.models import CommandInfo

from drctl import __version__
from drctl.cli._color import ColorOption
from drctl.cli._commands import EXAMPLES, GROUPS, Entry
from drctl.cli._failures import quoted
from drctl.cli._workspace import ModelOption

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter

_COLUMN = 14  # where the texts of all groups begin

# From these lines on a docstring speaks to readers of the code.
_SECTIONS = ("Args:", "Returns:", "Raises:", "Notes:")


class ExampleCommand(TyperCommand):
    """A command whose help ends with examples."""

    examples: tuple[str, ...] = ()

    def collect_usage_pieces(self, ctx: "Context") -> list[str]:
        """Write a required argument as `NAME`, where typer writes `{NAME}`."""
        return [re.sub(r"[{}]", "", piece) for piece in super().collect_usage_pieces(ctx)]

    def format_epilog(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the examples."""
        _write_examples(self.examples, formatter)


class PlainArgument(TyperArgument):
    """An argument that help shows by its name alone; typer adds Python's name of its type."""

    def display_type_rich(self, ctx: "Context") -> str:
        """Say nothing of the type."""
        return ""


class LazyCommand(TyperCommand):
    """A command known by its entry; using it imports its module."""

    def __init__(self, entry: Entry) -> None:
        name = entry.name.rpartition(" ")[2]
        super().__init__(name, short_help=entry.help, rich_markup_mode=None)
        self.entry = entry

    def make_context(
        self, info_name: str | None, args: list[str], parent: "Context | None" = None, **extra: Any
    ) -> "Context":
        """Parse the arguments as the command itself, which the context then holds."""
        return load(self.entry).make_context(info_name, args, parent, **extra)


class CommandGroup(TyperGroup):
    """All commands, listed by group; or those that begin with one word."""

    examples: tuple[str, ...] = EXAMPLES

    def entries(self) -> Iterator[Entry]:
        """The entries of all commands, also of those of two words."""
        for command in self.commands.values():
            if isinstance(command, LazyCommand):
                yield command.entry
            elif isinstance(command, CommandGroup):
                yield from command.entries()

    def format_commands(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write one section for each group, from the table alone."""
        entries = list(self.entries())
        for group in GROUPS:
            rows = [(entry.name, entry.help) for entry in entries if entry.group == group]
            if rows:
                spacing = _COLUMN - max(len(name) for name, _ in rows)
                with formatter.section(group.capitalize()):
                    formatter.write_dl(rows, col_spacing=spacing)

    def format_epilog(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the examples."""
        _write_examples(self.examples, formatter)

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> tuple[str | None, Any, list[str]]:
        """Find the command that the first word names, or say which names are near."""
        name = args[0]
        if name not in self.commands and not ctx.resilient_parsing:
            near = " or ".join(f'"{match}"' for match in get_close_matches(name, self.commands))
            hint = (
                f"did you mean {near}?" if near else f"the commands are {', '.join(self.commands)}"
            )
            told = f"{self.name} {name}" if ctx.parent else name
            ctx.fail(f"there is no command {quoted(told)}\n  hint: {hint}")
        return super().resolve_command(ctx, args)


def _write_examples(lines: Sequence[str], formatter: "HelpFormatter") -> None:
    with formatter.section("Examples"):
        for line in lines:  # never wrapped, so that they can be copied
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


app = typer.Typer(
    cls=CommandGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"drctl {__version__}")
        raise typer.Exit


@app.callback(help="Know what takes your services down, and what to do then.")
def _global_options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version."
        ),
    ] = False,
    model: ModelOption = None,
    color: ColorOption = None,
) -> None: ...


def _shared_options(color: ColorOption = None) -> None: ...


def load(entry: Entry) -> ExampleCommand:
    """Import a command.

    Args:
        entry: its entry in the table.

    Returns:
        The command with its own options and `--color`, its docstring as help, and its
        examples at the end.
    """
    module = import_module(entry.module)
    text = _for_users(module.command.__doc__ or "")
    info = CommandInfo(entry.name, callback=module.command, help=text)
    command = _made(info)
    command.params += _made(CommandInfo(callback=_shared_options)).params
    command.examples = tuple(module.EXAMPLES)
    return command


def build(table: Sequence[Entry]) -> CommandGroup:
    """Make the application.

    Args:
        table: the commands it has.

    Returns:
        The application; none of its commands is imported yet.
    """
    group = get_command(app)
    assert isinstance(group, CommandGroup)
    for entry in table:
        first, _, rest = entry.name.partition(" ")
        if rest and first not in group.commands:
            group.add_command(_of_two_words(first, table))
        (group.commands[first] if rest else group).add_command(LazyCommand(entry))  # type: ignore[attr-defined]
    return group


def _of_two_words(first: str, table: Sequence[Entry]) -> CommandGroup:
    """The commands that begin with one word; their help ends with what two of them show."""
    entries = [entry for entry in table if entry.name.startswith(f"{first} ")]
    made = CommandGroup(
        name=first,
        commands={},
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    made.examples = tuple(f"drctl {entry.name} --help" for entry in entries[:2])
    return made


def _made(info: CommandInfo) -> ExampleCommand:
    info.cls = ExampleCommand
    command = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    assert isinstance(command, ExampleCommand)
    for param in command.params:
        if isinstance(param, TyperArgument):
            # typer makes the arguments itself and takes no class for them.
            param.__class__ = PlainArgument
            param.metavar = param.metavar or (param.name or "").upper()
    return command


def _for_users(docstring: str) -> str:
    lines = cleandoc(docstring).splitlines()
    ends = [number for number, line in enumerate(lines) if line in _SECTIONS]
    return "\n".join(lines[: ends[0]] if ends else lines)
