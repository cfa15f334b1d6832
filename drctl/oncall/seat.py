"""One person at a terminal: questions, what the others do meanwhile, and the clock."""

from contextlib import nullcontext
from typing import Any

from drctl.oncall.event import Event, What
from drctl.oncall.keyboard import Keyboard
from drctl.oncall.log import Log, Refused
from drctl.oncall.run import Run
from drctl.oncall.screen import Screen
from drctl.oncall.telling import told
from drctl.oncall.when import lasting, second

_SHARES = (0.5, 0.75, 1.0)
"""At these parts of the RTO one is told of the clock."""


class Seat:
    """What every dialogue needs."""

    def __init__(self, log: Log, screen: Screen, keys: Keyboard, terminal: int | None) -> None:
        """Sit down before a run; `terminal` is lent to commands."""
        self.log, self.screen, self.keys, self.terminal = log, screen, keys, terminal
        self._told = len(log.run.events)
        self._shares = self._reached()
        self._over: set[str] = set()

    @property
    def run(self) -> Run:
        """The run as it was read last."""
        return self.log.run

    def board(self, *, everything: bool = False) -> None:
        """Show the board with who is here."""
        people = self.run.people.items()
        here = sorted({name for session, name in people if self.log.alive(session)})
        self.screen.board(self.run, self.log.clock(), here, everything=everything)
        self._shares = self._reached()  # the board has the clock

    def do(self, what: What, step: str = "", **data: Any) -> bool:
        """Let something happen; says why when it cannot."""
        try:
            self.log.append(what, step, **data)
        except Refused as refused:
            self.screen.say(f"not now: {refused}", "yellow")
            return False
        return True

    def ask(self, question: str, *, secret: bool = False) -> str:
        """What a person answers; what happens meanwhile is told."""

        def turn() -> None:
            if self.news():
                self.screen.ask(question)

        with self.keys.silent() if secret else nullcontext():
            self.screen.ask(question)
            answer = self.keys.line(turn).strip("\r\n" if secret else None)
        if secret:
            self.screen.say()
        self.news()
        return answer

    def yes(self, question: str, word: str = "yes") -> bool:
        """Whether a person says yes to just this question; an empty line is no yes."""
        self.keys.forget()
        expects = ("y", "yes") if word == "yes" else (word,)
        return self.ask(f"{question} [{'y/n' if word == 'yes' else word}]").lower() in expects

    def news(self) -> bool:
        """Tell what others did, what took too long, and what the clock says; whether any was."""
        self.log.refresh()
        self.log.find_lost()
        lines = [self._line(e) for e in self.run.events[self._told :] if self._worth(e)]
        self._told = len(self.run.events)
        lines += self._late()
        if self._reached() > self._shares:
            self._shares = self._reached()
            lines.append(self.screen.clock(self.run, self.log.clock()).plain)
        if lines:
            self.screen.say()
        for line in lines:
            self.screen.say(f"* {line}", "magenta")
        return bool(lines)

    def _worth(self, event: Event) -> bool:
        return bool(told(event)) and (event.session != self.log.session or event.what == "lost")

    def _line(self, event: Event) -> str:
        step = self.run.step(event.step)
        of = f" [{step.do}]" if step else ""
        return f"{second(event.at)} {event.by}: {told(event)}{of}"

    def _late(self) -> list[str]:
        """The steps of others that take longer than planned, each once."""
        now, lines = self.log.clock(), []
        for id, walked in self.run.steps.items():
            step = self.run.step(id)
            if step is None or not step.takes or not walked.holder or walked.started is None:
                continue
            if walked.status == "running" and now - walked.started > step.takes:
                if id not in self._over:
                    lines.append(f"{step.do} takes longer than planned ({lasting(step.takes)})")
                self._over.add(id)
        return lines

    def _reached(self) -> int:
        run = self.run
        if run.since is None or not run.script.rto or run.recovered is not None:
            return 0
        return sum((self.log.clock() - run.since) >= s * run.script.rto for s in _SHARES)
