"""Everything that a drill needs, on 127.0.0.1: stand-ins, and the gateway in front of callers."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from drctl.gateway.configuration import Chain, Configuration, Deployment
from drctl.gateway.drill.callers import Dialect, Sample, ask
from drctl.gateway.drill.dialects import LiteLLM
from drctl.gateway.drill.redirect import redirected
from drctl.gateway.drill.stand_in import StandIn
from drctl.gateway.drill.upstream import upstream
from drctl.gateway.litellm import MASTER_KEY
from drctl.gateway.proxy import litellm
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

    async def ask(self, chain: Chain, patience: float, *, stream: bool = False) -> Sample:
        """One request to a chain."""
        embedding = chain.deployments[0].embedding
        asked = self.dialect.chain(
            chain.name, stream=stream and not embedding, embedding=embedding
        )
        return await ask(self.port, asked, patience, self.dialect)

    async def ask_alone(self, deployment: Deployment, patience: float) -> Sample:
        """One request to one deployment."""
        return await ask(self.port, self.dialect.alone(deployment), patience, self.dialect)


@asynccontextmanager
async def litellm_stage(
    found: Configuration,
    known: Callable[[Deployment], str | None],
    say: Say,
    *,
    keys: Mapping[str, str] | None,
) -> AsyncIterator[Stage]:
    """LiteLLM's proxy with a configuration, in front of stand-ins.

    Args:
        found: the configuration.
        known: the component of a deployment.
        say: told in one line what is going on.
        keys: the providers' keys by their variables, to go to the real providers; None to have
            stand-ins answer.

    Raises:
        CannotRun: the gateway cannot be installed or does not start.
    """
    python = await asyncio.to_thread(litellm.installed, say)
    names = {id(d.node): known(d) or d.name for d in found.deployments}
    stand_ins = _stand_ins(found, names, real=keys is not None)
    master = f"sk-{secrets.token_hex(24)}"
    given = dict(keys) if keys is not None else {n: "none" for n, _ in found.environment}
    environ = environment(litellm.OFFLINE, given, {MASTER_KEY: master})
    try:
        for each in stand_ins.values():
            await each.start()
        bases = [_base(d, stand_ins[names[id(d.node)]]) for d in found.deployments]
        files = {"config.yaml": redirected(found, bases)}
        hidden = (master, *(keys or {}).values())
        with running(litellm.command(python), files, environ, secrets=hidden) as process:
            say(f"starting LiteLLM {litellm.VERSION} on {LOCAL}:{process.port}")
            took = await asyncio.to_thread(
                ready, process, litellm.READY, litellm.START, lambda _: None
            )
            say(f"it answers after {took:.1f}s")
            by_id = {d.id: names[id(d.node)] for d in found.deployments if d.id}
            dialect = LiteLLM(master, by_id)
            yield Stage(found, names, stand_ins, dialect, process.port)
    finally:
        for each in stand_ins.values():
            await each.stop()


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
