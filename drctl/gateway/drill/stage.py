"""Everything that a drill needs, on 127.0.0.1: stand-ins, and the gateway in front of callers."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from drctl.gateway.configuration import Chain, Configuration, Deployment
from drctl.gateway.drill.callers import Dialect, Sample, ask
from drctl.gateway.drill.dialects import LiteLLM, Portkey
from drctl.gateway.drill.filled import filled
from drctl.gateway.drill.redirect import redirected
from drctl.gateway.drill.stand_in import StandIn
from drctl.gateway.drill.upstream import upstream
from drctl.gateway.litellm import MASTER_KEY
from drctl.gateway.proxy import program
from drctl.gateway.proxy.process import LOCAL, environment, ready, running

Say = Callable[[str], None]
UNSAID = 60.0
"""Seconds that a caller waits where nobody says how long."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A running gateway with a stand-in for each component."""

    configuration: Configuration
    components: Mapping[int, str]
    stand_ins: Mapping[str, StandIn]
    dialect: Dialect
    port: int

    def name(self, deployment: Deployment) -> str:
        """Who stands behind a deployment: the component, else the deployment's own name."""
        return self.components[id(deployment.node)]

    def order(self, chain: Chain) -> tuple[str, ...]:
        """Whom a chain asks, each once."""
        return tuple(dict.fromkeys(self.name(d) for d in chain.deployments))

    async def ask(
        self, chain: Chain, patience: float, *, embedding: bool, stream: bool = False
    ) -> Sample:
        """One request to a chain."""
        asked = self.dialect.chain(chain.name, stream=stream, embedding=embedding)
        return await ask(self.port, asked, patience, self.dialect)

    async def ask_alone(
        self, deployment: Deployment, patience: float, *, embedding: bool
    ) -> Sample:
        """One request to one deployment."""
        number = next(n for n, d in enumerate(self.configuration.deployments) if d is deployment)
        asked = self.dialect.alone(number, deployment, embedding=embedding)
        return await ask(self.port, asked, patience, self.dialect)


@asynccontextmanager
async def staged(
    found: Configuration,
    place: Path,
    known: Callable[[Deployment], str | None],
    say: Say,
    *,
    keys: Mapping[str, str] | None,
) -> AsyncIterator[Stage]:
    """A gateway with a configuration, in front of stand-ins.

    Args:
        found: the configuration; its kind says which gateway.
        place: what that gateway's program has been installed as.
        known: the component of a deployment.
        say: told in one line what is going on.
        keys: the providers' keys by their variables, to go to the real providers; None to have
            stand-ins answer.

    Raises:
        CannotRun: the gateway does not start.
    """
    started = program(found.kind)
    names = {id(d.node): known(d) or d.name for d in found.deployments}
    stand_ins = _stand_ins(found, names, real=keys is not None)
    try:
        for each in stand_ins.values():
            await each.start()
        bases = [_base(d, stand_ins[names[id(d.node)]]) for d in found.deployments]
        prepared = _prepared(found, bases, [names[id(d.node)] for d in found.deployments], keys)
        environ = environment(started.settings(found), prepared.environ)
        files = {started.file: prepared.text} if started.file else {}
        command = partial(started.command, place)
        with running(command, files, environ, secrets=prepared.secrets) as process:
            say(f"starting {started.named} on {LOCAL}:{process.port}")
            took = await asyncio.to_thread(
                ready, process, started.ready, started.start, lambda _: None
            )
            say(f"it answers after {took:.1f}s")
            yield Stage(found, names, stand_ins, prepared.dialect, process.port)
    finally:
        for each in stand_ins.values():
            await each.stop()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a gateway is given for a drill, and how it is asked then."""

    dialect: Dialect
    text: str = ""
    environ: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()


def _prepared(
    found: Configuration,
    bases: Sequence[str],
    components: Sequence[str],
    keys: Mapping[str, str] | None,
) -> _Prepared:
    if found.kind == "portkey":
        numbered = {str(number): name for number, name in enumerate(components)}
        dialect = Portkey(filled(found, bases, keys or {}), numbered)
        return _Prepared(dialect, secrets=tuple((keys or {}).values()))
    master = f"sk-{secrets.token_hex(24)}"
    given = dict(keys) if keys is not None else {n: "none" for n, _ in found.environment}
    by_id = {d.id: name for d, name in zip(found.deployments, components, strict=True) if d.id}
    return _Prepared(
        LiteLLM(master, by_id),
        redirected(found, bases),
        {**given, MASTER_KEY: master},
        (master, *(keys or {}).values()),
    )


def _stand_ins(
    found: Configuration, names: Mapping[int, str], *, real: bool
) -> dict[str, StandIn]:
    made: dict[str, StandIn] = {}
    for deployment in found.deployments:
        name = names[id(deployment.node)]
        behind = upstream(deployment.base_url) if real and deployment.base_url else None
        made.setdefault(name, StandIn(name, deployment.timeout or UNSAID, behind))
    return made


def _base(deployment: Deployment, stand_in: StandIn) -> str:
    """The stand-in's address, with the path of the real one."""
    path = urlsplit(deployment.base_url).path.rstrip("/")
    return f"http://{LOCAL}:{stand_in.port}{path}"
