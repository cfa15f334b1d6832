"""The configuration of LiteLLM's proxy -> a proposal.

Every deployment becomes a provider with its endpoint, every name that callers ask for a need: of
the service before the dot where the name has one, else of a service called `llm-gateway`.
"""

from collections.abc import Iterator, Mapping, Sequence

from drctl.finding import Finding
from drctl.gateway.configuration import Chain, Configuration, Deployment, Rank
from drctl.gateway.document import Node
from drctl.gateway.litellm import read as read_litellm
from drctl.importers._kind import (
    Answer,
    Component,
    Edge,
    Evidence,
    Files,
    Proposal,
    Source,
    printable,
    problem,
)
from drctl.importers._names import cleaned, distinct
from drctl.model.flow import on_a_line
from drctl.model.source import Source as Text
from drctl.model.times import duration

GATEWAY = "llm-gateway"
"""What carries the names that speak of no service."""

_BROKEN = frozenset(("yaml-syntax", "wrong-value", "missing-key"))
_ENVIRONMENT = "os.environ/"


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the providers and needs of LiteLLM configurations.

    Args:
        sources: YAML texts; they are read as one estate.
        files: not asked: includes are not followed.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    found: list[Configuration] = []
    broken: list[Finding] = []
    notes: list[str] = []
    for source in sources:
        configuration, findings = read_litellm(Text(source.name, source.text))
        fatal = configuration is None or any(f.rule in _BROKEN for f in findings)
        broken += [f for f in findings if fatal and f.rule in _BROKEN]
        notes += [f"{f.place}: {f.message}" for f in findings if f.rule not in _BROKEN]
        if configuration is not None:
            found.append(configuration)
    if not broken and not any(c.deployments for c in found):
        told = "no deployments are listed here: this is no configuration of LiteLLM"
        broken.append(problem("nothing-to-import", told, sources[0].place(1, 1)))
    if broken:
        return None, tuple(broken)
    return _Draft(found).proposal(tuple(s.name for s in sources), notes), ()


class _Draft:
    """The files' deployments and chains, by the names that they get in the model."""

    def __init__(self, found: Sequence[Configuration]) -> None:
        self.found = found
        self.called: dict[tuple[str, ...], list[tuple[Configuration, Deployment]]] = {}
        for configuration in found:
            for chain in configuration.chains:
                for each in chain.deployments:
                    known = self.called.setdefault(_identity(each), [])
                    known.append((configuration, each))
        wanted = [(key, _wanted(uses[0][1])) for key, uses in self.called.items()]
        services = [(("service", name), name) for name in self._services()]
        self.names = distinct([*wanted, *services])

    def _services(self) -> dict[str, None]:
        return dict.fromkeys(_service(chain) for _, chain in self._chains())

    def _chains(self) -> Iterator[tuple[Configuration, Chain]]:
        """The names that are worth a need: not those that only stand in another's chain."""
        for configuration in self.found:
            inner = {
                d.name
                for chain in configuration.chains
                if len(chain.deployments) > 1
                for d in chain.deployments
                if d.name != chain.name
            }
            for chain in configuration.chains:
                if chain.ranks and (len(chain.deployments) > 1 or chain.name not in inner):
                    yield configuration, chain

    def proposal(self, sources: tuple[str, ...], notes: Sequence[str]) -> Proposal:
        providers = [self._provider(key, uses) for key, uses in self.called.items()]
        edges = self._edges()
        services = [Component(self.names["service", name], "service") for name in self._services()]
        return Proposal("litellm", sources, (*services, *providers), edges, tuple(notes))

    def _provider(
        self, key: tuple[str, ...], uses: Sequence[tuple[Configuration, Deployment]]
    ) -> Component:
        each = [deployment for _, deployment in uses]
        first = next((d for d in each if not d.embedding), each[0])
        endpoint = {"api": first.api}
        if first.base_url and not first.base_url.startswith(_ENVIRONMENT):
            endpoint["base_url"] = first.base_url
        endpoint["model"] = first.model
        if first.key.startswith(_ENVIRONMENT):
            endpoint["key"] = first.key.removeprefix(_ENVIRONMENT)
        facts = [("endpoint", on_a_line(endpoint))]
        if capabilities := dict(_capabilities(each)):
            facts.insert(0, ("capabilities", on_a_line(capabilities)))
        nodes = {(c.text.shown, d.node.line): (c, d) for c, d in uses}
        evidence = [
            _evidence(c, d.node, f"deployment {d.name} calls {d.model}") for c, d in nodes.values()
        ]
        name = self.names[key]
        title = "" if first.component or cleaned(first.model) == name else first.model
        return Component(name, "provider", tuple(evidence), title, facts=tuple(facts))

    def _edges(self) -> tuple[Edge, ...]:
        chains = list(self._chains())
        slots: dict[int, str] = {}
        for service in self._services():
            of = [(n, _slot(c)) for n, (_, c) in enumerate(chains) if _service(c) == service]
            slots |= distinct(of)
        return tuple(
            Edge(
                source=self.names["service", _service(chain)],
                slot=slots[n],
                targets=tuple(dict.fromkeys(self._name(d) for d in chain.deployments)),
                evidence=(_evidence(configuration, chain.node, _told(chain)),),
                requirement=on_a_line(self._requirement(chain)),
            )
            for n, (configuration, chain) in enumerate(chains)
        )

    def _name(self, deployment: Deployment) -> str:
        return self.names[_identity(deployment)]

    def _requirement(self, chain: Chain) -> dict[str, object] | str:
        """The chain as a need: the first rank, the others as automatic fallbacks."""
        ranks = list(self._distinct(chain))
        first, *others = ranks
        need: dict[str, object]
        if len(first.deployments) > 1 and not others:
            need = dict(self._together(first))
        else:
            need = {"use": self._used(first), **_timeout(first)}
        if others:
            need["fallbacks"] = [
                {"use": self._used(rank), "switch": "automatic", **_timeout(rank)}
                for rank in others
            ]
        vectors = {d.model for d in chain.deployments if d.embedding}
        if len(vectors) == 1:
            need["wants"] = {"embedding_model": vectors.pop()}
        return need

    def _distinct(self, chain: Chain) -> Iterator[Rank]:
        """Ranks in which nobody stands who stands in an earlier one."""
        seen: set[str] = set()
        for rank in chain.ranks:
            left: dict[str, Deployment] = {}
            for each in rank.deployments:
                if self._name(each) not in seen:
                    left.setdefault(self._name(each), each)
            seen |= left.keys()
            if left:
                yield Rank(tuple(left.values()), rank.node)

    def _used(self, rank: Rank) -> object:
        if len(rank.deployments) == 1:
            return self._name(rank.deployments[0])
        return self._together(rank)

    def _together(self, rank: Rank) -> Mapping[str, object]:
        members = [
            {"use": self._name(d), "weight": d.weight} if d.weight != 1 else self._name(d)
            for d in rank.deployments
        ]
        return {"any_of": members, "at_least": 1}


def _timeout(rank: Rank) -> dict[str, str]:
    times = {d.timeout for d in rank.deployments}
    seconds = times.pop() if len(times) == 1 else None
    if not seconds:
        return {}
    return {"timeout": duration(seconds) if seconds == int(seconds) else f"{seconds:g}s"}


def _capabilities(deployments: Sequence[Deployment]) -> Iterator[tuple[str, object]]:
    windows = [d.node.at("model_info", "max_input_tokens").number for d in deployments]
    known = [int(window) for window in windows if window is not None]
    if known:
        yield "context_window", max(known)
    vectors = [d.model for d in deployments if d.embedding]
    if vectors:
        yield "embedding_model", vectors[0]


def _identity(deployment: Deployment) -> tuple[str, ...]:
    """What makes two deployments the same provider."""
    if deployment.component:
        return ("component", deployment.component)
    return ("called", deployment.api, deployment.base_url, deployment.model, deployment.key)


def _wanted(deployment: Deployment) -> str:
    if deployment.component:
        return deployment.component
    model = deployment.model.replace("*", "any")
    return model if deployment.api in model else f"{deployment.api}-{model}"


def _service(chain: Chain) -> str:
    before, dot, after = chain.name.partition(".")
    # `gpt-3.5-turbo` has a dot too, and is no need's address.
    is_address = (
        dot and after and "." not in after and not after[0].isdigit() and "/" not in before
    )
    return cleaned(before) if is_address else GATEWAY


def _slot(chain: Chain) -> str:
    return (
        chain.name.partition(".")[2]
        if _service(chain) != GATEWAY or chain.name.startswith(f"{GATEWAY}.")
        else chain.name.replace("*", "any")
    )


def _told(chain: Chain) -> str:
    ranks = [
        " or ".join(d.model if d.name == chain.name else d.name for d in rank.deployments)
        for rank in chain.ranks
    ]
    return f"{chain.name} asks {', then '.join(ranks)}"


def _evidence(configuration: Configuration, node: Node, why: str) -> Evidence:
    return Evidence(configuration.text.shown, max(node.line, 0) + 1, printable(why))
