"""A step of a procedure changes something, and nothing says how to take it back.

Half of what is done at 3 a.m. turns out to be wrong, or has to be put back by daylight. On
29 October 2025 Azure Front Door took in a configuration that crashed it; the last good one, the
way back, had been overwritten with the bad one already, and mending took more than eight hours
(<https://azure.status.microsoft/status/history/?trackingId=YKYN-BWZ>).

This rule reads the procedures that a switch or a repair uses. A step with a command (`run`) needs
an `undo`, unless it says that it only looks (`read_only: true`) or that there is no way back
(`irreversible: true`), which the runbook then shows before the command. A step without a command
is words, and left alone.

Bad:

```yaml
drctl: 1
services:
  web:
    needs: {database: {use: primary, fallbacks: [{use: replica, procedure: promote-replica}]}}
  primary: {}
  replica: {}
procedures:
  promote-replica:
    steps: [{id: fence, do: Fence the primary, run: fencectl on primary, takes: 1m}]
```

Good:

```yaml
drctl: 1
services:
  web:
    needs: {database: {use: primary, fallbacks: [{use: replica, procedure: promote-replica}]}}
  primary: {}
  replica: {}
procedures:
  promote-replica:
    steps:
      - {id: fence, do: Fence the primary, run: fencectl on primary, undo: fencectl off primary}
```

How to fix: write the command that takes the step back as `undo`, or say `read_only: true` or
`irreversible: true`.

How to accept: add an entry under `accepted` with this rule, the need (such as `web.database`) or
the component to be repaired as `object`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.language.estate import Step
from drctl.model.model import Model
from drctl.rules._rule import Hit, Pair, by_tier, listed, users_of_procedures

CATEGORY: Category = "readiness"
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.NOTE, without=Severity.NOTE)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per procedure; those that one need or repair uses together are told together."""
    model = assessment.model
    lacking = {name: steps for name in model.procedures if (steps := _lacking(model, name))}
    users: dict[tuple[str, ...], list[Pair]] = {}
    for pair, procedures in users_of_procedures(model).items() if lacking else ():
        found = tuple(sorted(procedures & lacking.keys()))
        if found:
            users.setdefault(found, []).append(pair)
    for names, pairs in sorted(users.items()):
        yield _hit(model, {name: lacking[name] for name in names}, sorted(pairs))


def _lacking(model: Model, name: str) -> list[int]:
    return [i for i, step in enumerate(model.procedures[name].steps) if _lacks_undo(step)]


def _lacks_undo(step: Step) -> bool:
    return bool(step.run and not step.undo and not step.read_only and not step.irreversible)


def _hit(model: Model, lacking: dict[str, list[int]], pairs: Sequence[Pair]) -> Hit:
    steps = [(name, i) for name, numbers in lacking.items() for i in numbers]
    told = listed([f"{listed([_said(model, n, i) for i in lacking[n]])} of {n}" for n in lacking])
    one = len(steps) == 1
    paths = {
        (name, slot): (*model.components[name].path, *(("needs", slot) if slot else ()))
        for name, slot in pairs
    }
    places = [
        model.place(path, note="switched by it" if slot else "repaired by it")
        for (_, slot), path in paths.items()
    ]
    places += [
        model.place(("procedures", name, "steps", i, "run"), "value", "no undo")
        for name, i in steps
    ]
    first, slot = pairs[0]
    return Hit(
        message=f"{told} {'changes' if one else 'change'} something, as far as the model says, "
        f"and {'has' if one else 'have'} no undo",
        places=tuple(places),
        object=f"{first}.{slot}" if slot else first,
        victims=tuple(pairs),
        hint="write the undo, or say read_only: true or irreversible: true",
        narrow=lambda left: _hit(model, lacking, list(left)),
    )


def _said(model: Model, procedure: str, number: int) -> str:
    step = model.procedures[procedure].steps[number]
    return f"step {step.id or number + 1}"
