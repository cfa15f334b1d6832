"""Services that fall with a whole vendor or jurisdiction, and with no single failure of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from drctl.analysis.causes import Cause
from drctl.analysis.falls import Step
from drctl.analysis.spared import Case, Spared
from drctl.assessment import Assessment
from drctl.finding import Place
from drctl.model.model import Model
from drctl.model.requirement import refs
from drctl.model.times import share
from drctl.rules._option import RuleOption, percentage
from drctl.rules._rule import Hit, few, listed

MOST: RuleOption[float] = RuleOption(
    "most", 0.0, "a percentage such as 25%", percentage, shown=share
)


@dataclass(frozen=True, slots=True)
class Together:
    """Services that fall when all of `fails` do, and stand when any of these stands.

    `spared` are needs, by address, whose loss is told elsewhere and left out here.
    """

    fails: tuple[str, ...]
    services: tuple[str, ...]
    spared: frozenset[str] = frozenset()


def victims(
    assessment: Assessment, groups: Iterable[Cause], most: float
) -> dict[str, frozenset[str]]:
    """For each group the promised services that it takes down and nothing of it does alone.

    Args:
        assessment: the model and its answers.
        groups: the vendors, or the jurisdictions.
        most: the share of a tier's promised services that may go with one group untold.

    Notes:
        A service that is itself of the group is left out, as its own failure is elsewhere.
    """
    several = [group for group in groups if len(group.fails) > 1]
    tiers = {name: assessment.model.components[name].tier for name in assessment.promised}
    promised = Counter(tiers.values())
    found: dict[str, frozenset[str]] = {}
    for group, down in zip(several, assessment.fallen(several), strict=True):
        share = Counter(tiers[name] for name in down)
        found[group.name] = frozenset(
            name
            for name in down
            if share[tiers[name]] > most * promised[tiers[name]]
            and name not in group.fails
            and assessment.promised_points[name].isdisjoint(group.fails)
        )
    return {name: services for name, services in found.items() if services}


def together(
    spared: Spared, model: Model, groups: Iterable[tuple[Case, Iterable[str]]]
) -> list[list[Together]]:
    """For each group the services that fall with it, by the parts of it that suffice together.

    Parts that are no more than a service promises to survive are left out: so small a risk
    group breaks the promise itself, whomever it belongs to.

    Args:
        spared: answers what falls.
        model: the model.
        groups: what fails of each group, and the services that fall with it.

    Notes:
        What a path of each fall rests on, less what it can do without: a minimal set, of which
        there may be others. One walk of the net per part, for all groups and services at once.
    """
    every = [(case, sorted(services)) for case, services in groups]
    rests_on = {
        (case, name): sorted(s.component for s in spared.fall(case, name) if s.gate == "fails")
        for case, services in every
        for name in services
    }
    least = _least(spared, rests_on)
    answers: list[list[Together]] = []
    for case, services in every:
        found: dict[tuple[str, ...], list[str]] = {}
        for name in services:
            if len(least[case, name]) > model.components[name].promise.survives:
                found.setdefault(least[case, name], []).append(name)
        answers.append(
            [Together(parts, tuple(names), case.spared) for parts, names in sorted(found.items())]
        )
    return answers


def _least(
    spared: Spared, parts: Mapping[tuple[Case, str], list[str]]
) -> dict[tuple[Case, str], tuple[str, ...]]:
    """Each service's parts without those that it falls without."""
    left = {key: list(enough) for key, enough in parts.items()}
    for turn in range(max(map(len, parts.values()), default=0)):
        keys = [key for key in left if turn < len(parts[key])]
        tried = [[part for part in left[key] if part != parts[key][turn]] for key in keys]
        asked = [
            (replace(case, fails=tuple(fails)), name)
            for (case, name), fails in zip(keys, tried, strict=True)
        ]
        answers = zip(keys, tried, spared.down(asked), strict=True)
        left |= {key: fails for key, fails, down in answers if down}
    return {key: tuple(enough) for key, enough in left.items()}


def hit(model: Model, spared: Spared, found: Together, told: str) -> Hit:
    """What a rule tells of services that fall together.

    Args:
        model: the model.
        spared: answers how they fall.
        found: the services, and what takes them down.
        told: what the parts have in common, in words: `of aws`.
    """
    tiers = [*model.policy.tiers, None]
    ranked = sorted(found.services, key=lambda n: (tiers.index(model.components[n].tier), n))
    case = Case(found.fails, found.spared)
    reasons = {name: _turning(model, spared.fall(case, name)) for name in ranked}
    shared = Counter(step.address for step in reasons.values())
    step = max(reasons.values(), key=lambda step: shared[step.address])
    others = {s.address: s for s in reasons.values() if s.address != step.address}
    both = "both" if len(found.fails) == 2 else "all"
    more = f", and {len(others)} more, in the notes" if others else ""
    return Hit(
        message=f"{few(found.fails)}, {both} {told}, take {few(ranked)} down together: "
        f"{_clause(step)}{more}",
        places=(*_places(model, step, found.fails, told), *_notes(model, reasons, others)),
        object=step.address,
        victims=tuple((name, "") for name in ranked),
        cause=found.fails,
        hint=_hint(step, told),
        narrow=lambda left: hit(
            model, spared, replace(found, services=tuple(n for n, _ in left)), told
        ),
    )


def _turning(model: Model, steps: tuple[Step, ...]) -> Step:
    """The step at which another way would help: the last gate of a service that had several."""
    ours = [step for step in steps if model.components[step.component].kind == "service"]
    gates = [step for step in ours if len(step.because) > 1]
    return (gates or ours)[-1]


def _clause(step: Step) -> str:
    several = step.gate.endswith("needed") and not step.gate.startswith("1 of ") and step.losses
    if step.need == "in" and several:
        return f"too few of the places that {step.component} may run in are left ({step.gate})"
    if step.need == "in":
        return f"no place that {step.component} may run in is left"
    if step.gate.startswith("1 of "):
        return f"no member of {step.address} is left"
    if several:
        return f"too few members of {step.address} are left ({step.gate})"
    if step.losses:
        return f"no option of {step.address} is left"
    who = step.component if (step.need,) == step.because else step.address
    return f"{who} needs {listed(step.because)}"


def _hint(step: Step, told: str) -> str:
    if step.need == "in":
        return f"add a place that is not {told}"
    return f"add an option to {step.address} that is not {told}, and does not rest on what is"


def _places(model: Model, step: Step, fails: Collection[str], told: str) -> Iterator[Place]:
    note = "the placement" if step.need == "in" else "the need that nothing else meets"
    yield model.place(step.path, note=note)
    for name in fails:
        yield model.place(model.components[name].path, note=told)
    for loss in step.losses:
        used = next((ref.name for ref in refs(loss.option.requirement)), "")
        if used and used not in fails:
            yield model.place(loss.option.requirement.path, "value", loss.text)


def _notes(
    model: Model, reasons: Mapping[str, Step], others: Mapping[str, Step]
) -> Iterator[Place]:
    for address, step in others.items():
        names = few([name for name, s in reasons.items() if s.address == address])
        yield model.place(step.path, note=f"{names}: {_clause(step)}")
