"""What a report says besides its findings, one sentence each, for the formats that people read."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Literal

from drctl.audit.change import Effect
from drctl.audit.report import Report
from drctl.finding import Finding, Place
from drctl.model.times import duration, share

Kind = Literal["stale", "absent", "proposed", "fixed", "effect", "ending", "observed"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence, and where it belongs when it belongs to a place."""

    kind: Kind
    text: str
    place: Place | None = None

    @property
    def fails(self) -> bool:
        """Whether the audit fails for it."""
        return self.kind == "stale"


def remarks(report: Report) -> Iterator[Remark]:
    """What fails first, then what the change does, then what ends soon."""
    for stale in report.stale:
        entry, why = stale.entry, "accepted too" if stale.why == "accepted" else "gone"
        what = f"{entry.rule} of {entry.address}"
        cause = f", caused by {' and '.join(entry.cause)}," if entry.cause else ""
        yield Remark("stale", f"stale in the baseline: {what}{cause} is {why}", entry.place)
    yield from _change(report)
    for ending in report.ending:
        when = "today" if ending.days == 0 else f"in {_days(ending.days)}"
        accepted = ending.acceptance
        text = f"the acceptance of {accepted.rule} at {accepted.object} ends {when}"
        yield Remark("ending", f"{text}, on {accepted.until}", ending.place)
    yield from _observed(report)


def _observed(report: Report) -> Iterator[Remark]:
    """What was seen otherwise than the model says, where it touches what is told."""
    seen = report.evidence
    if seen is None:
        return
    for component, targets in seen.undeclared:
        what = f"{component} needs {' or '.join(targets)}"
        text = f"observed, not declared ({seen.told}): {what}, which this audit does not know of"
        yield Remark("observed", text)
    for component, what, declared, found in seen.changed:
        said = f"the {what} of {component} is {found}, declared {declared}"
        yield Remark("observed", f"observed otherwise ({seen.told}): {said}")
    asked = {f.object for f in report.findings}
    asked |= {f"{v.component}.{v.need}" for f in report.findings for v in f.victims}
    for need in seen.unobserved:
        if need in asked:
            text = f"declared, not observed ({seen.told}): {need}, of which a finding speaks"
            yield Remark("observed", text)


def _change(report: Report) -> Iterator[Remark]:
    change = report.change
    if change is None:
        return
    if change.absent:
        yield Remark("absent", f"everything counts as new: {change.absent}")
    for proposed in change.proposed:
        pairs = f"{proposed.covers} {'pair' if proposed.covers == 1 else 'pairs'}"
        text = f"{proposed.what} comes with this change and does not count yet; it would cover"
        yield Remark("proposed", f"{text} {pairs}", proposed.place)
    for found in change.fixed:
        yield Remark("fixed", f"fixed: {found.severity.word} {found.rule}: {found.message}")
    for effect in change.effects:
        yield Remark("effect", effect_told(effect))
    if change.effects_left_out:
        left = change.effects_left_out
        more = "service was" if left == 1 else "services were"
        yield Remark("effect", f"recovery and availability of {left} more {more} not compared")


def effect_told(effect: Effect) -> str:
    """A figure before and after: `checkout: recovery 4m -> 1h, beyond its 15m`."""
    before, after = (_figure(effect, value) for value in (effect.before, effect.after))
    if before == after:
        before, after = (_figure(effect, v, exactly=True) for v in (effect.before, effect.after))
    available = effect.aspect == "unavailability"
    word = "availability" if available else effect.aspect.replace("_", " ")
    beyond = effect.limit is not None and effect.after is not None and effect.after > effect.limit
    side = "below" if available else "beyond"
    limit = f", {side} its {_figure(effect, effect.limit)}" if beyond else ""
    return f"{effect.component}: {word} {before} -> {after}{limit}"


def _figure(effect: Effect, value: float | None, *, exactly: bool = False) -> str:
    """A figure in words; of what an availability lacks two digits, unless asked exactly."""
    if value is None:
        return "not known"
    match effect.aspect:
        case "blast_radius":
            return f"{value:.0f}"
        case "recovery":
            return "never" if value == inf else duration(value)
        case "unavailability":
            return share(1 - (value if exactly else float(f"{value:.2g}")))


def worsened(found: Finding) -> str:
    """`worse than before: medium` when a pair of the finding was milder; else nothing."""
    was = [victim.was for victim in found.victims if victim.was is not None]
    return f"worse than before: {max(was).word}" if was else ""


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
