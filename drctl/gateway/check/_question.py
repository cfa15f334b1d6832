"""What every check asks about: the file, the model, and which of one is which of the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from drctl.analysis.load import Loads
from drctl.assessment import Assessment
from drctl.finding import Place
from drctl.gateway.configuration import Chain, Configuration, Deployment
from drctl.gateway.plan import Group, Plan
from drctl.model.language.component import Served as ServedSpec
from drctl.model.model import Model
from drctl.model.requirement import Need


@dataclass(frozen=True, slots=True)
class Served:
    """A chain of the file with the need that it serves; `group` is what the model wants of it.

    `asked` are the components that it asks, in order; None for what the model does not know.
    """

    chain: Chain
    need: Need
    group: Group | None
    asked: tuple[tuple[Deployment, str | None], ...]

    @property
    def components(self) -> tuple[str, ...]:
        """The components that it asks, each once."""
        return tuple(dict.fromkeys(name for _, name in self.asked if name is not None))


@dataclass(frozen=True)
class Question:
    """One configuration and the model it is held against."""

    assessment: Assessment
    plan: Plan
    configuration: Configuration
    served: tuple[Served, ...]
    environ: Mapping[str, str]

    @property
    def model(self) -> Model:
        """The model."""
        return self.assessment.model

    @cached_property
    def usual(self) -> Mapping[str, float]:
        """What each need sends on an ordinary day, by address."""
        return {
            need.address: max((amount for _, amount in sent), default=0.0)
            for need, sent in Loads(self.model).sent()
        }

    def need_place(self, served: Served, note: str) -> Place:
        """Where the need stands in the model."""
        return self.model.place(served.need.path, note=note)


def matched(
    model: Model, plan: Plan, configuration: Configuration, serves: Mapping[str, str]
) -> tuple[Served, ...]:
    """The chains of a file that serve a need of the model.

    Args:
        model: the model.
        plan: what it wants of a gateway.
        configuration: the file.
        serves: the needs' addresses of chains that are not called by them.
    """
    found = []
    for chain in configuration.chains:
        address = serves.get(chain.name, chain.name)
        need = model.need(address)
        if need is not None:
            asked = tuple((d, component_of(model, d)) for d in chain.deployments)
            found.append(Served(chain, need, plan.group(address), asked))
    return tuple(found)


def component_of(model: Model, deployment: Deployment) -> str | None:
    """Which component a deployment calls: the one it names, else the one at its address."""
    for name in (deployment.component, deployment.id, deployment.name):
        if name in model.components:
            return name
    host = _host(deployment.base_url)
    alike = []
    for name, component in model.components.items():
        spec = component.spec
        endpoint = spec.endpoint if isinstance(spec, ServedSpec) else None
        if endpoint is None:
            continue
        same_host = host and host == _host(endpoint.base_url or "")
        same_model = not host and deployment.model == endpoint.model
        if same_host or same_model:
            alike.append((deployment.model != endpoint.model, name))
    return min(alike)[1] if alike else None


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.casefold()
    except ValueError:
        return ""
