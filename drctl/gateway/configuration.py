"""What a gateway's configuration says, whichever gateway it is for."""

from dataclasses import dataclass, field

from drctl.finding import Place
from drctl.gateway.document import ABSENT, Node, Text


@dataclass(frozen=True, slots=True)
class Deployment:
    """One entry that a gateway can call; times in seconds.

    `component` is what the file itself says of it, "" where it says nothing. `key` is the text
    that stands for the key, as written. `retries` are further tries that its own client makes.
    """

    name: str
    id: str
    model: str
    api: str
    base_url: str
    key: str
    node: Node
    timeout: float | None = None
    health_timeout: float | None = None
    order: int | None = None
    weight: float = 1.0
    embedding: bool = False
    retries: int = 0
    component: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """What is asked together, at one place of a chain."""

    deployments: tuple[Deployment, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """What a caller can ask for by name, and who is asked for it in which order."""

    name: str
    ranks: tuple[Rank, ...]
    node: Node

    @property
    def deployments(self) -> tuple[Deployment, ...]:
        """All of them, in order."""
        return tuple(d for rank in self.ranks for d in rank.deployments)


@dataclass(frozen=True, slots=True)
class Breaker:
    """What keeps a gateway from asking a dead provider again and again.

    `allowed` is how many failures in a minute are let pass before one is left alone; None where
    the gateway's own default holds. `single` says whether it works where a name has one
    deployment only.
    """

    allowed: float | None
    cooldown: float
    node: Node = ABSENT
    off: bool = False


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration, read. `retries` are further tries at one deployment, beyond the first.

    `most_fallbacks` is how many others one request may go to after the first.
    """

    kind: str
    text: Text
    top: Node
    deployments: tuple[Deployment, ...]
    chains: tuple[Chain, ...]
    retries: int = 0
    retries_node: Node = ABSENT
    breaker: Breaker | None = None
    timeout: float | None = None
    most_fallbacks: int | None = None
    health_checks: bool = False
    environment: tuple[tuple[str, Node], ...] = ()
    told: dict[str, Node] = field(default_factory=dict)

    def chain(self, name: str) -> Chain | None:
        """The chain of a name."""
        return next((chain for chain in self.chains if chain.name == name), None)

    def place(self, node: Node, note: str = "", *, key: bool = False) -> Place:
        """Where a node stands in the file."""
        return node.place(self.text, note, key=key)
