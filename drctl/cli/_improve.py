"""What `drctl improve` is asked, and how a plan is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from drctl.cli import _patch
from drctl.cli._answer import table, wrapped
from drctl.cli._workspace import stop
from drctl.model.times import some, some_of

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.finding import Finding
    from drctl.improve.change import Kind
    from drctl.improve.goals import Broken
    from drctl.improve.plan import Figure, Part, Plan
    from drctl.improve.wish import Aim
    from drctl.model.model import Model

FEW = 8
"""So many things of a kind are named; the others are counted."""


def aim_of(word: str) -> "tuple[Aim, float | None]":
    """What `--goal` asks for; exits with 2 when it is nothing."""
    from drctl.improve.wish import AIMS
    from drctl.model.language.values import duration, percent

    name, equals, value = word.partition("=")
    aim = next((aim for aim in AIMS if aim == name), None)
    if aim is None:
        stop(2, f'--goal must be one of {", ".join(AIMS)}, not "{word}"')
    if not equals:
        if aim == "unavailability":
            stop(2, "--goal unavailability needs its limit: unavailability=0.01%")
        return aim, None
    try:
        match aim:
            case "survives":
                return aim, float(_whole(value))
            case "rto":
                return aim, duration(value)
            case "slo" | "unavailability":
                return aim, percent(value)
            case _:
                stop(2, f"--goal {aim} takes no value")
    except ValueError:
        takes = {
            "survives": "a whole number from 1 to 9",
            "rto": "a duration such as 15m",
            "slo": "a percentage such as 99.9%",
        }
        told = takes.get(aim, "a percentage such as 0.01%")
        stop(2, f'--goal {aim} takes {told}, not "{value}"')


def _whole(value: str) -> int:
    if value in [str(n) for n in range(1, 10)]:
        return int(value)
    raise ValueError(value)


def services_of(
    model: "Model", aim: "Aim", limit: float | None, service: str | None, tiers: Sequence[str]
) -> tuple[str, ...]:
    """The services that a goal is for; exits with 2 when there are none."""
    from drctl.cli._fails import component_named
    from drctl.improve.wish import asked
    from drctl.model.errors import did_you_mean

    for tier in tiers:
        if tier not in model.policy.tiers:
            known = list(model.policy.tiers)
            hint = did_you_mean(tier, known) or f"the tiers are {', '.join(known) or 'none'}"
            stop(2, f'no tier is called "{tier}"; {hint}')
    promised = asked(model, aim)
    if service is not None:
        name = component_named(model, service)
        if limit is None and aim in ("slo", "rto") and name not in promised:
            stop(2, f"{name} promises no {aim.upper()}; say which: --goal {aim}=…")
        return (name,)
    if limit is not None and tiers:
        promised = tuple(sorted(c.name for c in model.of_kind("service")))
    found = [n for n in promised if not tiers or model.components[n].tier in tiers]
    if not found:
        stop(2, "no service promises anything of that kind; name one: drctl improve SERVICE")
    return tuple(found)


def without_of(model: "Model", words: Iterable[str]) -> frozenset[str]:
    """The components that no change may use; exits with 2 when a word names nothing."""
    from drctl.cli._fails import group_and_name
    from drctl.improve.candidates import unwanted

    found: set[str] = set()
    for word in words:
        group, name = group_and_name(model, word)
        members = unwanted(model, [word])
        if not members:
            stop(2, f'nothing in the model is of {group} "{name}"')
        found |= members
    return frozenset(found)


def priced(words: Iterable[str]) -> "Mapping[Kind, float | None]":
    """What changes weigh; exits with 2 when a word is no price."""
    from drctl.improve.wish import PRICES

    prices = dict(PRICES)
    for word in words:
        name, _, value = word.partition("=")
        kind = next((kind for kind in PRICES if kind == name), None)
        if kind is None:
            stop(2, f'--price speaks of {", ".join(PRICES)}, not of "{name}"')
        prices[kind] = None if value == "never" else _amount(word, value)
    return prices


def _amount(word: str, value: str) -> float:
    try:
        amount = float(value)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < 1e12:
        stop(2, f'--price takes KIND=AMOUNT or KIND=never, not "{word}"')
    return amount


def told(assessment: "Assessment", plan: "Plan", *, writes: bool) -> Iterator[str]:
    """A plan in words."""
    from drctl.improve.wish import words

    model = assessment.model
    yield f"Goal: {words(plan.wish, model)}."
    if not plan.broken:
        known = ", as far as is known" if plan.missing or plan.unsure else ""
        yield f"It is reached already{known}; nothing has to change."
        yield from _at_best(plan)
        return
    yield from wrapped(f"Today {some(len(plan.broken), 'case')}: {_cases(plan.broken)}.")
    if plan.parts:
        yield ""
        yield from _parts(plan, model.policy.currency or "")
        yield ""
        yield from _proof(plan)
    yield from _hopeless(plan)
    if plan.parts:
        yield ""
        files = ", ".join(sorted(plan.files))
        yield f"Written into {files}." if writes else f"--write writes it into {files}."


def _parts(plan: "Plan", currency: str) -> Iterator[str]:
    money = f" {currency}" if currency else ""
    which = "The cheapest plan" if plan.bound >= plan.weight else "The best plan found"
    yield from wrapped(f"{which}: {some(len(plan.parts), 'change')}, {_cost(plan, money)}.")
    if plan.bound < plan.weight:
        yield from wrapped(
            f"No plan weighs less than {plan.bound:,.0f}{money}; "
            f"this one weighs {plan.weight:,.0f}."
        )
    for number, part in enumerate(plan.parts, 1):
        yield from _part(number, part, money)


def _cost(plan: "Plan", money: str) -> str:
    priced = len(plan.parts) - len(plan.unpriced)
    cost = f"{plan.cost:,.0f}{money} a month" if plan.cost else "nothing more to pay"
    if not plan.unpriced:
        return cost
    together = " together" if len(plan.unpriced) > 1 else ""
    assumed = f"weighed at {sum(p.weight for p in plan.unpriced):,.0f}{money}{together} (--price)"
    if not priced:
        whose = "its cost is" if len(plan.parts) == 1 else "their costs are"
        return f"{whose} not in the model, {assumed}"
    return f"{cost} for {priced}; the cost of {len(plan.unpriced)} is not in the model, {assumed}"


def _part(number: int, part: "Part", money: str) -> Iterator[str]:
    cost = part.change.cost
    price = f"{cost:,.0f}{money} a month" if cost is not None else "cost not given"
    lines = wrapped(f"{part.change.words} ({price})", 5)
    yield f"{number:>3}. {lines[0]}"
    yield from (f"     {line}" for line in lines[1:])
    for line in wrapped(f"without it: {_cases(part.mends)}", 5) if part.mends else ():
        yield f"     {line}"


def _proof(plan: "Plan") -> Iterator[str]:
    proof = plan.proof
    if proof.errors:
        yield "Applied to the model it is an error:"
        yield from (f"  {finding.message}" for finding in proof.errors[:FEW])
        return
    if proof.left:
        yield from wrapped(f"Applied to the model it is not enough: {_cases(proof.left)}.")
        return
    yield from _figures(plan)
    if plan.missing or plan.unsure:
        yield from _at_best(plan)
        yield ""
    told = f"Checked by applying it and auditing again: {some(len(proof.gone), 'finding')} gone"
    if not proof.new:
        yield f"{told}, none new."
        return
    yield f"{told}, {len(proof.new)} new:"
    yield table([(f"  {f.severity.word}", f.rule, f.message) for f in proof.new[:FEW]])
    if len(proof.new) > FEW:
        yield f"  and {len(proof.new) - FEW} more"


def _figures(plan: "Plan") -> Iterator[str]:
    rows = [("service", "down today", "then", "at most")]
    for f in plan.proof.figures:
        before, after, limit = map(_share, (f.before, f.after, f.limit))
        if before != after or f.after > f.limit:
            rows.append((f.component, before, after, limit))
    if len(rows) > 1:
        yield table(rows)
        yield ""


def _share(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}g}"


def _apart(figure: "Figure") -> list[str]:
    """Three figures, with as many digits as show that the limit is not reached."""
    three = (figure.before, figure.after, figure.limit)
    told = ([_share(x, digits) for x in three] for digits in range(3, 10))
    return next((texts for texts in told if texts[1] != texts[2]), [_share(x) for x in three])


def _at_best(plan: "Plan") -> Iterator[str]:
    if plan.missing:
        names = some_of(plan.missing, FEW)
        yield from wrapped(
            f"At best: there are no failure figures for {names}, counted as never failing."
        )
    if plan.unsure:
        yield from wrapped(
            f"At best: times that are not written count as none, which decides "
            f"{some(len(plan.unsure), 'case')}: {_cases(plan.unsure)}. "
            "drctl recovery SERVICE names them."
        )


def _hopeless(plan: "Plan") -> Iterator[str]:
    if plan.hopeless:
        yield ""
        yield from wrapped(
            f"No change known to drctl mends {some(len(plan.hopeless), 'case')}: "
            f"{_cases(plan.hopeless)}. Declare candidates at the needs on the way "
            "(drctl why SERVICE COMPONENT shows it), or accept the risk."
        )
    if plan.reach:
        rows = [(f.component, *_apart(f)) for f in plan.reach]
        yield ""
        yield table([("service", "down today", "with every change", "at most"), *rows])


def _cases(broken: "Sequence[Broken]") -> str:
    """What is broken, a service with all its causes at a time."""
    grouped: dict[str, list[Broken]] = {}
    for case in broken:
        grouped.setdefault(case.component, []).append(case)
    shown = [_case(name, cases) for name, cases in list(grouped.items())[:FEW]]
    if len(grouped) > FEW:
        shown.append(f"and {some(len(grouped) - FEW, 'service')} more")
    return "; ".join(shown)


def _case(name: str, cases: "Sequence[Broken]") -> str:
    single = [fails[0] for fails in (c.fails for c in cases if c.single)]
    if len(single) < len(cases):
        shown = [f"{name} {case.cause}".rstrip() for case in cases[:FEW]]
        more = len(cases) - FEW
        return ", ".join(shown) + (f" and {some(more, 'case')} more" if more > 0 else "")
    more = len(single) - FEW
    names = ", ".join(single[:FEW]) + (f" or one of {more} more" if more > 0 else "")
    return f"{name} when {' or '.join(names.rsplit(', ', 1))} fails"


def as_json(assessment: "Assessment", plan: "Plan") -> dict[str, Any]:
    """A plan as JSON; see docs/json.md."""
    return {
        "goal": plan.wish.aim,
        "limit": plan.wish.limit,
        "services": list(plan.wish.services),
        "reached": plan.reached,
        "broken": _broken(plan.broken),
        "changes": [
            {
                "kind": part.change.kind,
                "place": part.change.place,
                "brings": list(part.change.brings),
                "words": part.change.words,
                "cost": part.change.cost,
                "weight": part.weight,
                "mends": _broken(part.mends),
            }
            for part in plan.parts
        ],
        "cost": plan.cost,
        "currency": assessment.model.policy.currency,
        "weight": plan.weight,
        "weight_at_least": plan.bound,
        "candidates": plan.tried,
        "hopeless": _broken(plan.hopeless),
        "missing": list(plan.missing),
        "unsure": _broken(plan.unsure),
        "out_of_reach": _unavailability(plan.reach),
        "proof": {
            "errors": [finding.message for finding in plan.proof.errors],
            "left": _broken(plan.proof.left),
            "gone": _findings(plan.proof.gone),
            "new": _findings(plan.proof.new),
            "unavailability": _unavailability(plan.proof.figures),
        },
        "patch": "".join(f"{line}\n" for line in _patch.lines(plan.files)),
    }


def _unavailability(figures: "Sequence[Figure]") -> list[dict[str, Any]]:
    return [
        {"component": f.component, "before": f.before, "after": f.after, "limit": f.limit}
        for f in figures
    ]


def _broken(broken: "Sequence[Broken]") -> list[dict[str, Any]]:
    return [{"component": b.component, "fails": list(b.fails)} for b in broken]


def _findings(findings: "Sequence[Finding]") -> list[dict[str, Any]]:
    return [
        {"rule": f.rule, "severity": f.severity.word, "object": f.object, "message": f.message}
        for f in findings
    ]
