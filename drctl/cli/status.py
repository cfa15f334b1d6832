"""`drctl status`."""

from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say_json
from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.model import Model
    from drctl.model.component import Component

EXAMPLES = ("drctl status", "drctl status deepseek-api openai-api --json")


def command(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Providers; all without it.")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Ask again and again; say when answers get slower.")
    ] = False,
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="With --watch: between two rounds.")
    ] = "30s",
    rounds: Annotated[
        int | None,
        typer.Option("--rounds", metavar="N", min=1, help="With --watch: end after so many."),
    ] = None,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Ask status pages and probes whether it is them or us.

    Exits with 1 when a provider is not well, or when that is not known. Nothing is sent but
    the questions: no credentials. A green page proves nothing; where page and probe
    disagree, it says so.
    """
    from drctl.cli import _status, _status_watch

    if not watch and rounds is not None:
        stop(2, "--rounds goes with --watch")
    pause = _status_watch.pause(every)
    found = open_assessment(model).model
    asked, left_out = _chosen(found, names or [])
    if watch:
        _status_watch.forever(found, asked, left_out, pause, rounds, json=is_json(json, output))
        return
    answer = _status.ask_now(asked)
    if is_json(json, output):
        say_json(_status.as_json(found, answer, left_out))
    else:
        _status.say(_status.told(found, answer, left_out))
    if not answer.good:
        raise typer.Exit(1)


def _chosen(model: "Model", names: list[str]) -> "tuple[list[Component], list[str]]":
    """The providers to ask, and those that nobody can ask, by name."""
    from drctl.oncall.standing import can_be_asked

    providers = {component.name: component for component in model.of_kind("provider")}
    if names:
        return [_named(model, providers, name) for name in dict.fromkeys(names)], []
    asked = [c for c in providers.values() if can_be_asked(c)]
    if not asked:
        stop(
            2,
            "no provider of this model has a status page or a probe; add status: or probe: to one",
        )
    return asked, sorted(name for name, c in providers.items() if not can_be_asked(c))


def _named(model: "Model", providers: "dict[str, Component]", name: str) -> "Component":
    from drctl.model.errors import did_you_mean

    if name in model.components and name not in providers:
        kind = model.components[name].kind
        stop(2, f'"{name}" is a {kind}; only providers have a status page or a probe')
    if name not in providers:
        hint = did_you_mean(name, sorted(providers))
        stop(2, f'no provider is called "{name}"' + (f"; {hint}" if hint else ""))
    return providers[name]
