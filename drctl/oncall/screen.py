"""What a person sees: the board, one step, a command's output. Fits 80 columns and 24 lines."""

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from drctl.analysis.recovery_plan import PlanStep
from drctl.oncall.run import SETTLED, Run
from drctl.oncall.telling import plain, state
from drctl.oncall.when import clock, lasting

_STYLES = {
    "running": "bold cyan",
    "unknown": "bold red",
    "ran": "yellow",
    "failed": "bold red",
    "done": "green",
    "skipped": "dim",
    "undone": "yellow",
    "open": "",
}
_ROWS = 12
_STATE = 32


class Screen:
    """Writes to a terminal; where that is gone nothing is written."""

    def __init__(self, file: TextIO, *, color: bool) -> None:
        """Write to a stream, in colour or not."""
        self._console = Console(
            file=file,
            color_system="auto" if color else None,
            force_terminal=color or None,
            no_color=not color,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
        )
        self._at_start = True

    def say(self, text: str = "", style: str = "") -> None:
        """One or more lines of text, wrapped."""
        self._console.print(Text(plain(text), style))

    def ask(self, question: str) -> None:
        """A question; the answer is typed behind it."""
        self._console.print(Text(plain(question), "bold"), end=" ")
        self._console.file.flush()

    def rule(self, title: str = "") -> None:
        """A line across, with a title in it."""
        self._console.rule(Text(plain(title), "bold") if title else "", align="left", style="dim")

    def output(self, text: str) -> None:
        """A part of a command's output, as it comes."""
        for piece in plain(text.replace("\r\n", "\n").replace("\r", "\n")).splitlines(True):
            start = "│ " if self._at_start else ""
            self._console.out(start + piece, end="", highlight=False)
            self._at_start = piece.endswith("\n")
        self._console.file.flush()

    def output_ends(self) -> None:
        """The next text begins on a line of its own."""
        if not self._at_start:
            self._console.out("")
        self._at_start = True

    def command(self, text: str) -> None:
        """A command as it can be copied: its lines are not broken."""
        for number, line in enumerate(plain(text).splitlines()):
            shown = Text(("$ " if not number else "  ") + line, "bold")
            self._console.print(shown, soft_wrap=True)

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Names with what is said of them."""
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, text in rows:
            if text:
                table.add_row(Text(plain(name)), Text(plain(text)))
        if table.rows:
            self._console.print(table)

    def board(
        self, run: Run, now: float, here: Iterable[str], *, everything: bool = False
    ) -> None:
        """All that can be worked on now, and how many steps wait or are done."""
        back = run.recovered is not None
        self.rule(f"{run.script.title} · {run.script.mode}{' · the way back' if back else ''}")
        self._console.print(self.clock(run, now))
        self.say(f"here: {', '.join(here)} · lead: {run.lead}", "dim")
        steps = run.script.fail_back if back else run.forward
        first = len(run.forward) + 1 if back else 1
        rows = list(enumerate(steps, first))
        shown = rows if everything else [r for r in rows if _of_interest(run, r[1])]
        left = len(shown) - _ROWS
        if left > 1 and not everything:
            shown = shown[:_ROWS]
        self._rows([_row(run, number, step, now) for number, step in shown])
        self._rest(run, steps, len(shown), more=left if left > 1 and not everything else 0)

    def _rows(self, rows: Sequence[tuple[Text, Text, Text, Text]]) -> None:
        """Columns in which only what is to be done is cut, so that the state is always seen."""
        number, _, state, takes = (
            max((row[i].cell_len for row in rows), default=0) for i in range(4)
        )
        state = min(state, _STATE)
        left = self._console.width - number - state - takes - 4
        for one, do, now, time in rows:
            one.align("right", number)
            do.truncate(max(left, 10), overflow="ellipsis", pad=True)
            now.truncate(state, overflow="ellipsis", pad=True)
            time.align("right", takes)
            line = Text(" ").join((one, do, now, time))
            self._console.print(line, no_wrap=True, overflow="crop")

    def _rest(self, run: Run, steps: Sequence[PlanStep], shown: int, *, more: int) -> None:
        settled = sum(run.walked(step.id).status in SETTLED for step in steps)
        waiting = sum(bool(run.waits_for(s)) for s in steps if run.walked(s.id).status == "open")
        told = [f"{settled} of {len(steps)} done"]
        told += [f"{waiting} wait for others"] if waiting else []
        told += [f"{more} more can start (a shows all)"] if more else []
        if shown < len(steps) and not more:
            told.append("a shows all")
        self.say(" · ".join(told), "dim")

    def clock(self, run: Run, now: float) -> Text:
        """How long it has been down, against what is promised."""
        if run.since is None:
            when = "begins when the failure does" if run.script.mode == "drill" else "not begun"
            return Text(f"the clock {when}", "yellow")
        rto = run.script.rto
        if run.recovered is not None:
            took = run.recovered_in or 0.0
            text = f"recovered after {lasting(took)}"
            style = "green" if rto is None or took <= rto else "bold red"
            return Text(text + (f", RTO {lasting(rto)}" if rto is not None else ""), style)
        past = now - run.since
        text = f"since {clock(run.since)}: {lasting(past)}"
        if rto is None:
            return Text(text, "bold")
        of = f" ({run.script.rto_of})" if run.script.rto_of else ""
        left = rto - past
        tail = f"{lasting(left)} left" if left >= 0 else f"{lasting(-left)} over"
        style = "bold red" if left < 0 else "bold yellow" if left < rto / 4 else "bold"
        return Text(f"{text} of RTO {lasting(rto)}{of}, {tail}", style)


def _of_interest(run: Run, step: PlanStep) -> bool:
    walked = run.walked(step.id)
    if walked.status in SETTLED:
        return False
    return walked.status != "open" or bool(walked.holder) or not run.waits_for(step)


def _row(run: Run, number: int, step: PlanStep, now: float) -> tuple[Text, Text, Text, Text]:
    status = run.walked(step.id).status
    style = _STYLES[status]
    if status == "open" and step.lost:
        style = "red"
    marks = " !" if step.irreversible else ""
    late = status == "running" and step.takes is not None
    started = run.walked(step.id).started or now
    over = late and step.takes is not None and now - started > step.takes
    takes = lasting(step.takes) if step.takes else ""
    return (
        Text(str(number), "bold"),
        Text(plain(" ".join(step.do.split())) + marks, "dim" if status in SETTLED else ""),
        Text(plain(state(run, step, now)), "bold red" if over else style),
        Text(takes, "dim"),
    )
