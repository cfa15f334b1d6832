"""The cheapest plans for a company's estate: one service, then all that promise something.

Run `python benchmarks/improve.py [SERVICES]`.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

from company import company
from incremental import loaded, timed

from drctl.assessment import Assessment
from drctl.cli._improve import aim_of, services_of
from drctl.improve.plan import improve
from drctl.improve.wish import Wish

COUNT = 300
TODAY = date(2026, 11, 26)
GOALS = (
    ("survives=1", "one"),
    ("survives=2", "one"),
    ("rto=5m", "one"),
    ("region", "critical"),
    ("survives=1", "critical"),
    ("survives=2", "critical"),
    ("survives=1", "all"),
)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    services = company(count)
    last = max(services)
    print(f"{count:,} services. One is {last}. Cost per month: what an unpriced change weighs")
    print(f"{'services':10}{'goal':12}{'changes':>9}{'CPU, s':>8}{'cost':>9}{'made':>6}  answer")
    with tempfile.TemporaryDirectory() as name:
        model = loaded(services, Path(name))
    for goal, who in GOALS:
        aim, limit = aim_of(goal)
        chosen = services_of(
            model,
            aim,
            limit,
            last if who == "one" else None,
            [who] if who == "critical" else [],
        )
        wish = Wish(aim, chosen, limit)
        plan, seconds = timed(lambda w=wish: improve(Assessment(model), w, TODAY))  # type: ignore[misc]
        gap = plan.weight - plan.bound
        answer = "exact" if not gap else f"at most {gap:,.0f} too much"
        answer += "" if plan.reached else f"; {len(plan.hopeless)} without hope"
        print(
            f"{who:10}{goal:12}{plan.tried:>9,}{seconds:>8.1f}{plan.weight:>9,.0f}"
            f"{len(plan.parts):>6}  {answer}",
            flush=True,
        )


if __name__ == "__main__":
    main()
