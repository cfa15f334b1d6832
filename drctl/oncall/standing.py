"""Them or us: what status pages and probes say of the providers, taken together.

A page lags behind what happens, and a probe sees one address from one network. Where they
disagree that is said; where nothing answers at all, our own network comes first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from drctl.model.component import Component
from drctl.model.language.component import Provider
from drctl.oncall import page, probe
from drctl.oncall.asking import Answer, Question, Unanswered, ask_all
from drctl.oncall.page import PageAnswer
from drctl.oncall.pages import State, worst
from drctl.oncall.probe import ProbeAnswer, lasted

_OF_PROBE: dict[str, State] = {
    "ok": "ok",
    "slow": "degraded",
    "failed": "down",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one provider does; `verdict` is a sentence, "" where nothing needs saying."""

    provider: str
    state: State
    page: PageAnswer | None
    probe: ProbeAnswer | None
    verdict: str

    @property
    def silent(self) -> bool:
        """Whether nothing of it has answered."""
        asked = (self.page, self.probe)
        return not any(each.answered for each in asked if each)


@dataclass(frozen=True, slots=True)
class Round:
    """One asking: the providers by name, and whether our own network is to be looked at first."""

    at: datetime
    standings: tuple[Standing, ...]
    network: str
    """Why our own network is suspected; "" where it is not."""

    @property
    def good(self) -> bool:
        """Whether every provider is known to be well."""
        return all(standing.state == "ok" for standing in self.standings)


def can_be_asked(component: Component) -> bool:
    """Whether a provider has a status page or a probe."""
    spec = component.spec
    return isinstance(spec, Provider) and bool(spec.status or spec.probe)


def ask(components: Sequence[Component], now: datetime) -> Round:
    """Ask all pages and probes of some providers, side by side.

    Args:
        components: providers; those that name neither are unknown.
        now: the present moment.

    Notes:
        A page that several providers share is asked once. It takes as long as the slowest
        time-out, and longer only beyond `asking.AT_ONCE` addresses.
    """
    specs = {c.name: c.spec for c in components if isinstance(c.spec, Provider)}
    wanted: dict[Question, None] = {}
    for spec in specs.values():
        if spec.status and (asked := page.question(spec.status)):
            wanted[asked] = None
        if spec.probe:
            wanted[probe.question(spec.probe)] = None
    answers = dict(zip(wanted, ask_all(list(wanted)), strict=True))
    told = {name: _told(spec, answers, now) for name, spec in sorted(specs.items())}
    network = _our_network(told.values())
    standings = (_standing(name, *both, network) for name, both in told.items())
    return Round(now, tuple(standings), network)


def _told(
    spec: Provider, answers: "dict[Question, Answer | Unanswered]", now: datetime
) -> tuple[PageAnswer | None, ProbeAnswer | None]:
    on_page = asked_probe = None
    if spec.status:
        question = page.question(spec.status)
        on_page = page.told(spec.status, answers[question] if question else None, now)
    if spec.probe:
        asked_probe = probe.told(spec.probe, answers[probe.question(spec.probe)])
    return on_page, asked_probe


def _our_network(told: Iterable[tuple[PageAnswer | None, ProbeAnswer | None]]) -> str:
    """Why our own network is suspected: of two hosts or more not one has answered a probe."""
    pages = probes = 0
    hosts = set()
    for on_page, asked in told:
        pages += on_page is not None and on_page.answered
        if asked:
            probes += 1
            hosts.add(urlsplit(asked.url).hostname)
            if asked.answered:
                return ""
    if len(hosts) < 2:
        return ""
    if pages:
        verb = "answers" if pages == 1 else "answer"
        return (
            f"none of {probes} probes gets an answer, while {pages} status "
            f"page{'' if pages == 1 else 's'} {verb}: look at our own way out first "
            "(names, proxy, firewall)"
        )
    return f"nothing answers, neither {probes} probes nor any page: look at our own network first"


def _standing(
    name: str, on_page: PageAnswer | None, asked: ProbeAnswer | None, network: str
) -> Standing:
    states = [on_page.state] if on_page else []
    states += [_OF_PROBE[asked.state]] if asked else []
    state = worst(*states) if states else "unknown"
    if network and asked and asked.state == "failed":
        # Silence that all share says nothing of one of them.
        state = worst("unknown", *states[:1]) if on_page else "unknown"
    return Standing(name, state, on_page, asked, _verdict(on_page, asked, network))


def _verdict(on_page: PageAnswer | None, asked: ProbeAnswer | None, network: str) -> str:
    if on_page is None and asked is None:
        return "it has neither a status page nor a probe: add status: or probe:"
    trouble = on_page is not None and on_page.state not in ("ok", "unknown")
    green = on_page is not None and on_page.state == "ok"
    unread = on_page is not None and on_page.state == "unknown"
    match asked.state if asked else "":
        case "failed" if trouble:
            return "them: it does not answer us as it should, and its page says so"
        case "failed" if network:
            return "perhaps us: it does not answer, but nobody does"
        case "failed" if green:
            return (
                "them or us? Its page is green, and it does not answer us as it should. Pages "
                "lag: believe the probe, and ask from another network before you blame them"
            )
        case "failed":
            return (
                "it does not answer us as it should: ask from another network to know whose it is"
            )
        case "slow" if trouble:
            return "them: it is slow, and its page says so"
        case "slow" if green:
            return "an early warning: it is slow for us while its page is still green"
        case "slow":
            return "an early warning: it is slow for us"
        case "unknown":
            return "us: what we have asks nobody"
        case "ok" if trouble and asked:
            return f"its page tells of trouble, and it answers us in {lasted(asked.seconds or 0)}"
        case "ok" if unread:
            return "it answers us; what its page says is not known"
        case _ if unread:
            return "what its page says is not known, and it has no probe: add probe:"
        case _:
            return ""
