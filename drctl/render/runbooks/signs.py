"""How one sees that a component has failed: symptoms, alerts, status page, probe."""

from collections.abc import Collection
from dataclasses import dataclass

from drctl.analysis.planning.probing import probe_command
from drctl.model.language.component import Provider
from drctl.model.model import Model
from drctl.render.runbooks.written import written_in
from drctl.render.subjects import Subject

MOST = 12
"""Components of a scenario whose signs a page shows."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A need through whose alarm the loss is noticed; times in seconds."""

    address: str
    signal: str
    alert: str
    within: float | None
    leads: float | None


@dataclass(frozen=True, slots=True)
class Sign:
    """The signs of one failed component; `probe` is a command for a shell."""

    name: str
    title: str
    kind: str
    where: str
    symptoms: tuple[str, ...]
    alerts: tuple[str, ...]
    status_page: str
    status_component: str
    probe: str
    probe_expect: str
    probe_warn: float | None
    watches: tuple[Watch, ...]

    @property
    def other_alerts(self) -> tuple[str, ...]:
        """The alerts that no need names."""
        return tuple(a for a in self.alerts if a not in {w.alert for w in self.watches})

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys that would say more."""
        found = {
            "symptoms": self.symptoms,
            "alerts": self.alerts or self.watches,
            "status": self.status_page or self.kind != "provider",
            "probe": self.probe or self.kind != "provider",
        }
        return tuple(key for key, value in found.items() if not value)


def signs(model: Model, subject: Subject, users: dict[str, frozenset[str]]) -> tuple[Sign, ...]:
    """The signs of what has failed, by name; a bounded number."""
    return tuple(_sign(model, name, users.get(name, ())) for name in subject.fails[:MOST])


def _sign(model: Model, name: str, users: Collection[str]) -> Sign:
    component = model.components[name]
    spec = component.spec
    status = spec.status if isinstance(spec, Provider) else None
    probe = spec.probe if isinstance(spec, Provider) else None
    return Sign(
        name=name,
        title=component.title,
        kind=component.kind,
        where=written_in(model, (component.kind + "s", name)),
        symptoms=tuple(spec.symptoms or ()),
        alerts=tuple(spec.alerts or ()),
        status_page=status.page if status else "",
        status_component=(status.component or "") if status else "",
        probe=probe_command(probe) if probe else "",
        probe_expect="" if probe is None or probe.expect is None else str(probe.expect),
        probe_warn=probe.warn if probe else None,
        watches=_watches(model, name, users),
    )


def _watches(model: Model, name: str, users: Collection[str]) -> tuple[Watch, ...]:
    found = []
    for user in users:
        for need in model.components[user].needs:
            detect = need.detect
            primary = getattr(need.requirement, "primary", None)
            used = getattr(primary.requirement if primary else need.requirement, "name", None)
            if detect is None or used != name:
                continue
            found.append(
                Watch(
                    need.address,
                    detect.signal or "",
                    detect.alert or "",
                    detect.within,
                    detect.leads,
                )
            )
    return tuple(sorted(found, key=lambda watch: watch.address))
