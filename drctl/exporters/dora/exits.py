"""What takes over where an ICT service is lost, and when that was last tried.

No template of the regulation asks for this: its date of the last audit is that of an audit of the
provider, which a drill is not.
"""

from collections.abc import Iterator

from drctl.exporters.dora.cells import Plain
from drctl.exporters.dora.judged import StandIn, Use
from drctl.exporters.dora.parties import Arrangement
from drctl.exporters.dora.subject import Subject
from drctl.finding import Place

COLUMNS = (
    "Provider",
    "Contract",
    "Type of ICT services",
    "Components",
    "Use",
    "Without it",
    "Stands in",
    "Switch",
    "After (seconds)",
    "Degraded",
    "Procedure",
    "Candidates",
    "Date of the last drill",
    "Result",
    "Recovered in (seconds)",
    "Promised (seconds)",
    "Down before people act",
    "Down for good",
    "Place",
)

Exit = tuple[tuple[Plain | None, ...], Place]
"""The cells of a row but the last, and the place of the use."""


def exits(subject: Subject) -> Iterator[Exit]:
    """For each use of an ICT service behind a function that matters, what is left without it."""
    for one in subject.parties.arrangements:
        if not subject.parties.matters(subject.parties.supports(one)):
            continue
        judged = subject.judged(one)
        down = tuple(
            sum(states[s.name] == "down" for s in subject.model.of_kind("service"))
            for states in (judged.states.before, judged.states.after)
        )
        for use in judged.uses:
            for stand_in in use.stand_ins or (None,):
                yield _row(one, use, stand_in, down), _place(subject, use)


def _row(
    one: Arrangement, use: Use, stand_in: StandIn | None, down: tuple[int, ...]
) -> tuple[Plain | None, ...]:
    last = stand_in.last if stand_in else None
    option = stand_in.option if stand_in else None
    return (
        one.party,
        one.contract or None,
        one.service or None,
        ", ".join(one.parts),
        use.link.address,
        "met" if use.met else "unmet",
        stand_in.name if stand_in else None,
        option.switch if option else None,
        option.after if option else None,
        ("yes" if option.degraded else "no") if option else None,
        option.procedure if option else None,
        ", ".join(use.candidates) or None,
        last.drill.date.isoformat() if last else None,
        last.drill.result if last else None,
        last.drill.recovered_in if last else None,
        last.promised if last else None,
        *down,
    )


def _place(subject: Subject, use: Use) -> Place:
    if use.need is not None:
        return subject.model.place(use.need.path)
    path = subject.model.components[use.link.source].path
    return subject.model.place((*path, "in"))
