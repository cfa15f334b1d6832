"""A command asks for a value that its procedure does not declare, or the reverse.

At 3 a.m. a command with a hole in it is run as it stands, or not at all. In May 2024 one blank
parameter of a tool made Google delete a customer's whole private cloud; a copy at another provider
saved the data
(<https://cloud.google.com/blog/products/infrastructure/details-of-google-cloud-gcve-incident>).

This rule reads the procedures that a switch or a repair uses. What stands as `{{ name }}` in
`run`, `expect`, `verify` or `undo` is a parameter, asked for once, and has to stand under
`parameters`; a parameter that no command names is asked for in vain. What holds more than a name,
such as `{{.Names}}`, is text of another program, and so are its `{{ end }}` and `{{ else }}`.

Bad:

```yaml
drctl: 1
services:
  web: {needs: {database: {use: primary, fallbacks: [{use: replica, procedure: promote}]}}}
  primary: {}
  replica: {}
procedures:
  promote:
    parameters: {zone: {title: Zone to go to}}
    steps: [{id: go, do: Promote it, run: "promote {{ zona }}", irreversible: true}]
```

Good:

```yaml
drctl: 1
services:
  web: {needs: {database: {use: primary, fallbacks: [{use: replica, procedure: promote}]}}}
  primary: {}
  replica: {}
procedures:
  promote:
    parameters: {zone: {title: Zone to go to}}
    steps: [{id: go, do: Promote it, run: "promote {{ zone }}", irreversible: true}]
```

How to fix: declare the parameter under the procedure's `parameters`, or name the one that is
meant.

How to accept: add an entry under `accepted` with this rule, the need (such as `web.database`) or
the component to be repaired as `object`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.planning.problems import parameter_problems
from drctl.analysis.recovery_plan import Problem
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.rules._rule import Hit, Pair, by_tier, users_of_procedures

CATEGORY: Category = "readiness"
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.NOTE, without=Severity.NOTE)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per procedure."""
    model = assessment.model
    users: dict[str, list[Pair]] = {}
    for pair, names in users_of_procedures(model).items():
        for name in names:
            users.setdefault(name, []).append(pair)
    for name, pairs in sorted(users.items()):
        if found := list(parameter_problems(model, name)):
            yield _hit(model, found, sorted(pairs))


def _hit(model: Model, found: list[Problem], pairs: Sequence[Pair]) -> Hit:
    first, slot = pairs[0]
    paths = [
        (*model.components[name].path, *(("needs", own) if own else ())) for name, own in pairs
    ]
    return Hit(
        message="; ".join(problem.message for problem in found),
        places=(
            *(model.place(path, note="uses the procedure") for path in paths),
            *(place for problem in found for place in problem.places),
        ),
        object=f"{first}.{slot}" if slot else first,
        victims=tuple(pairs),
        hint="declare what commands ask for under parameters, and nothing else",
        narrow=lambda left: _hit(model, found, list(left)),
    )
