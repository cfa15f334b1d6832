"""What an audit tells."""

import datetime
from dataclasses import dataclass

from drctl.audit.baseline import Stale
from drctl.audit.change import Change
from drctl.audit.evidence import Evidence
from drctl.finding import Finding, Place, Severity
from drctl.model.language.estate import Accepted


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """The part of a finding that an acceptance covers."""

    finding: Finding
    acceptance: Accepted


@dataclass(frozen=True, slots=True)
class Ending:
    """An acceptance that covers something and ends soon, and in how many days."""

    acceptance: Accepted
    place: Place
    days: int


@dataclass(frozen=True, slots=True)
class Report:
    """An audit's outcome.

    A finding stands in as many of these parts as its pairs do, told for those pairs only:
    `findings` is what counts (with a change: what is new or has worsened), `known` what was there
    before the change, `baselined` what the baseline covers, `accepted` what someone has accepted.
    `stale` are baseline entries that cover nothing any more; they fail too. `oldest` is the day of
    the oldest entry that covers something. `rules` are those that the policy leaves on, and
    `services` all that they were asked about. `evidence` is what was observed.
    """

    findings: tuple[Finding, ...]
    accepted: tuple[AcceptedFinding, ...]
    fail_on: Severity
    known: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    stale: tuple[Stale, ...] = ()
    oldest: datetime.date | None = None
    ending: tuple[Ending, ...] = ()
    change: Change | None = None
    today: datetime.date | None = None
    rules: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    evidence: Evidence | None = None

    @property
    def failed(self) -> bool:
        """Whether anything counts at or above `fail_on`, or the baseline holds stale entries."""
        return bool(self.stale) or any(f.severity >= self.fail_on for f in self.findings)

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, worst first."""
        return {
            s: sum(f.severity == s for f in self.findings) for s in sorted(Severity, reverse=True)
        }
