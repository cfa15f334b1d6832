"""Plans to walk in tests."""

from drctl.analysis.recovery_plan import PlanParameter, PlanStep
from drctl.oncall.script import Mode, Script


def script(*steps: PlanStep, mode: Mode = "incident", **more: object) -> Script:
    """A script of some steps."""
    known: dict[str, object] = {
        "subject": "service-chat",
        "title": "Chat",
        "mode": mode,
        "fails": ("chat",),
        "impact": (),
        "criteria": (),
        "declares": (),
        "within": None,
        "rto": 900.0,
        "rto_of": "chat",
        "duration": 60.0,
        "steps": steps,
        "fail_back": (),
        "tell": (("team (chat #a)", "It is down."),),
        "parameters": (),
        "evidence": {"runbook": "service-chat"},
        "digest": "0" * 16,
    }
    return Script(**{**known, **more})  # type: ignore[arg-type]


LOOK = PlanStep("chat.look", "step", "Look", run="echo seen", expect="seen", takes=60.0)
ROUTE = PlanStep(
    "chat.route",
    "step",
    "Route",
    after=("chat.look",),
    run="echo routed",
    verify="true",
    undo="echo back",
    approval="commander",
)
SAY = PlanStep("chat.say", "tell", "Say")
TOKEN = PlanParameter("token", "Token", None, True)
