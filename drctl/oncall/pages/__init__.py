"""The kinds of status pages that drctl reads; a kind's name is `status.kind` in the model."""

from drctl.oncall.pages import instatus, statuspage
from drctl.oncall.pages._kind import WORST, Kind, State, Told, Unreadable, worst

KINDS = {
    "statuspage": Kind(statuspage.PATH, statuspage.read),
    "incident.io": Kind(statuspage.PATH, statuspage.read),
    "instatus": Kind(instatus.PATH, instatus.read),
}

__all__ = ["KINDS", "WORST", "Kind", "State", "Told", "Unreadable", "worst"]
