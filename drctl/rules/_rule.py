"""What an audit rule is: a module whose docstring is its page and whose `check` yields hits."""

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from drctl.analysis.data_loss import DataLoss
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.component import Component, Copy
from drctl.model.language.estate import Accepted
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Option, options, targets
from drctl.model.source import Path
from drctl.rules._option import RuleOption

Pair = tuple[str, str]
"""What is hit: a component and its need ("" where the rule speaks of none)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found, before acceptances.

    `narrow` tells the same finding for some of its victims only; a hit whose sentence names one
    victim needs none.
    """

    message: str
    places: tuple[Place, ...]
    object: str
    victims: tuple[Pair, ...]
    cause: tuple[str, ...] = ()
    hint: str = ""
    narrow: "Callable[[Sequence[Pair]], Hit] | None" = None


@dataclass(frozen=True, slots=True)
class Use:
    """An acceptance, where it names its object, and how many of the pairs found it covers."""

    acceptance: Accepted
    place: Place
    covers: int


Review = Callable[[Assessment, Sequence[Use]], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name (that of its file), category, page and check.

    `severity` gives a victim's severity; the tier of what is hit decides. `options` are what
    an estate may set for it. A rule about acceptances has a `review` in place of a `check`: it is
    told what each of them covers of all that the other rules found.
    """

    name: str
    category: Category
    summary: str
    page: str
    check: Callable[[Assessment], Iterator[Hit]]
    severity: Callable[[Assessment, str], Severity]
    options: tuple[RuleOption[Any], ...] = ()
    review: Review | None = None


def name_of(module: str) -> str:
    """The name of the rule that a module holds."""
    return module.rpartition(".")[2].replace("_", "-")


def rule_of(module: ModuleType) -> Rule:
    """The rule that a module is."""
    page = inspect.cleandoc(module.__doc__ or "")
    return Rule(
        name=name_of(module.__name__),
        category=module.CATEGORY,
        summary=page.partition("\n")[0],
        page=page,
        check=getattr(module, "check", _nothing),
        severity=module.severity,
        options=getattr(module, "OPTIONS", ()),
        review=getattr(module, "review", None),
    )


def _nothing(assessment: Assessment) -> Iterator[Hit]:
    return iter(())


def by_tier(
    first: Severity, second: Severity, others: Severity, without: Severity | None = None
) -> Callable[[Assessment, str], Severity]:
    """Severities by the rank of the victim's tier in `policy.tiers` (the first ranks highest).

    `without` is that of a victim without a tier, for which nobody promised anything.
    """

    def severity(assessment: Assessment, component: str) -> Severity:
        model = assessment.model
        tier = model.components[component].tier
        if tier is None and without is not None:
            return without
        rank = 0
        for name in model.policy.tiers:
            if name == tier:
                break
            rank += 1
        return first if rank == 0 else second if rank == 1 else others

    return severity


def example(page: str, kind: str) -> str:
    """The YAML under `Bad:` or `Good:` in a rule's page."""
    found = re.search(rf"^{kind}:\n+```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def switched_by_hand(assessment: Assessment) -> Iterator[tuple[Need, list[Option]]]:
    """The hard needs of services with the fallbacks that wait for a person, in declared order."""
    for component, need in assessment.backed:
        if need.hard and component.kind == "service":
            manual = [option for option in need.fallbacks if option.switch == "manual"]
            if manual:
                yield need, manual


def of_one_vendor(model: Model, need: Need) -> frozenset[str]:
    """The vendors that a need's primary shares, when every fallback is of one of them too."""
    choice = need.requirement
    if not isinstance(choice, Choice) or not choice.fallbacks:
        return frozenset()
    vendors = vendors_of(model, choice.primary)
    shared = all(vendors & vendors_of(model, option) for option in choice.fallbacks)
    return vendors if shared else frozenset()


def vendors_of(model: Model, option: Option) -> frozenset[str]:
    """The vendors of an option; what we run ourselves counts only when it states one."""
    found: frozenset[str] = frozenset()
    for ref in targets(option.requirement):
        component = model.components[ref.name]
        if component.kind == "provider":
            found |= component.vendors
        elif component.spec.vendor:
            found |= {component.spec.vendor}
    return found


def promise_place(model: Model, component: Component, key: str, note: str) -> Place:
    """Where a promise is written: at the component, else at its tier."""
    own: Path = (*component.path, key)
    if component.tier is not None and getattr(component.spec, key, None) is None:
        own = ("policy", "tiers", component.tier, key)
    return model.place(own, note=note)


def copies_of(model: Model, loss: DataLoss) -> tuple[Copy, ...]:
    """The copies of the store that a loss tells of."""
    return dict(model.components[loss.component].data)[loss.store]


def has_backup(model: Model, loss: DataLoss) -> bool:
    """Whether the store that a loss tells of has a copy that is a backup."""
    return any(copy.kind == "backup" for copy in copies_of(model, loss))


def listed(names: Sequence[str]) -> str:
    """Names as a phrase: `a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + f" and {names[-1]}"


def few(names: Sequence[str]) -> str:
    """Names as a phrase, of many the first three: `a, b, c and 13 more`."""
    if len(names) <= 5:
        return listed(names)
    return f"{', '.join(names[:3])} and {len(names) - 3} more"


def together(uses: Sequence[Use]) -> Iterator[tuple[str, list[Use]]]:
    """Acceptances by the object that they name."""
    found: dict[str, list[Use]] = {}
    for use in uses:
        found.setdefault(use.acceptance.object, []).append(use)
    yield from sorted(found.items())


def object_place(model: Model, address: str, note: str) -> Place:
    """Where a component, or its need, placement or store, stands."""
    name, _, slot = address.partition(".")
    path = model.components[name].path
    if not slot:
        return model.place(path, note=note)
    for inner in (("needs", slot), (slot,), ("data", slot)):
        if model.index.node((*path, *inner)) is not None:
            return model.place((*path, *inner), note=note)
    return model.place(path, note=note)


def said_of(accepted: Accepted, at: bool = False) -> str:
    """An acceptance in words: `the acceptance of no-owner by ops`; `at` names its object too."""
    where = f" at {accepted.object}" if at else ""
    cause = f" (cause {listed(accepted.cause)})" if accepted.cause else ""
    by = f" by {accepted.owner}" if accepted.owner else ""
    return f"the acceptance of {accepted.rule}{where}{cause}{by}"


def users_of_procedures(model: Model) -> dict[Pair, set[str]]:
    """The procedures of each need's switches, and of each component's repair (need "")."""
    used: dict[Pair, set[str]] = {}
    for component in model.components.values() if model.procedures else ():
        for need in component.needs:
            for option in options(need.requirement):
                if option.procedure is not None:
                    used.setdefault((component.name, need.slot), set()).add(option.procedure)
        if component.failure is not None and component.failure.procedure is not None:
            used.setdefault((component.name, ""), set()).add(component.failure.procedure)
    return used
