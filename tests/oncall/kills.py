"""Two people follow runs and are killed again and again; prints what the log must hold.

`python -m tests.oncall.kills FOLDER SEED KILLS`: everything is imported once, each person is a
fork of it. A person answers as a careful one would: what has come of a command whose result is
unknown is looked up in what the command did, never guessed.
"""

import io
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import drctl.oncall.log as log_module
from drctl.analysis.recovery_plan import PlanStep
from drctl.oncall.keyboard import Keyboard
from drctl.oncall.log import Log, create, runs_in
from drctl.oncall.run import Run
from drctl.oncall.screen import Screen
from drctl.oncall.seat import Seat
from drctl.oncall.walk import walk
from tests.oncall.scripts import script

STEPS = 12


def plan(folder: Path) -> Any:
    """Steps in three lines, whose commands write down that they ran."""
    steps = []
    for number in range(STEPS):
        id = f"step-{number}"
        after = (f"step-{number - 3}",) if number >= 3 else ()
        mark = f"echo {id} $$ >> {folder.name}.ran"
        run = f"cd {folder.parent}; {mark}; echo {id}"
        verify = f"grep -q '^{id} ' {folder.parent / folder.name}.ran" if number % 2 else None
        steps.append(
            PlanStep(id, "step", f"Do {id}", after, run=run, expect=id, verify=verify, takes=0.0)
        )
    return script(*steps)


def ran(folder: Path) -> list[str]:
    """The steps whose commands ran, each time they did."""
    file = folder.parent / f"{folder.name}.ran"
    return [line.split()[0] for line in file.read_text().splitlines()] if file.exists() else []


class Robot(Screen):
    """A person: reads the last question and answers it."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        super().__init__(io.StringIO(), color=False)
        self.folder, self.dice, self.question = folder, dice, ""
        self.seat: Seat | None = None

    def ask(self, question: str) -> None:
        self.question = question

    def answer(self) -> str:
        assert self.seat is not None
        run, question = self.seat.run, self.question
        if question.startswith("step number"):
            return self._board(run)
        if question.endswith(">"):
            return self._step(run, run.forward[int(question[:-1]) - 1])
        if question.startswith("Run "):
            return "y"
        if question.startswith("Note"):
            return ["a note", "with two lines"][self.dice.randrange(2)]
        return "n" if "take it over" in question else ""

    def _board(self, run: Run) -> str:
        if run.all_settled:
            return "e"
        if self.dice.random() < 0.1:
            return "n"
        free = [s for s in run.ready(run.forward) if not self._held(run, s)]
        if not free:
            return ""
        return str(run.forward.index(self.dice.choice(free)) + 1)

    def _held(self, run: Run, step: PlanStep) -> bool:
        assert self.seat is not None
        session = run.walked(step.id).session
        return bool(session) and session != self.seat.log.session and self.seat.log.alive(session)

    def _step(self, run: Run, step: PlanStep) -> str:
        match run.walked(step.id).status:
            case "open" | "failed" | "undone":
                return "y"
            case "unknown" if step.verify and self.dice.random() < 0.5:
                return "v"
            case "unknown" | "ran":
                return "d" if step.id in ran(self.folder) else "x"
            case _:
                return ""


class Typed(Keyboard):
    """Takes the robot's answers for lines."""

    def __init__(self, robot: Robot) -> None:
        super().__init__(0)
        self.robot = robot

    def line(self, turn: Callable[[], None] = lambda: None) -> str:
        time.sleep(self.robot.dice.random() * 0.002)
        return self.robot.answer()

    def forget(self) -> None:
        pass


def slowly(dice: random.Random) -> Callable[[int, int, bytes], None]:
    """Writes a line in pieces, so that a kill finds it half-written."""

    def write(file: int, at: int, line: bytes) -> None:
        cut = dice.randrange(1, len(line))
        for start, piece in ((0, line[:cut]), (cut, line[cut:])):
            os.pwrite(file, piece, at + start)
            time.sleep(0.002)
        os.fsync(file)

    return write


def person(folder: Path, name: str, seed: int) -> None:
    """Walk until the run ends, or somebody kills us; never returns."""
    dice = random.Random(seed)
    if dice.random() < 0.5:
        log_module._write = slowly(dice)  # type: ignore[assignment]
    log = Log(folder, name)
    acks = os.open(folder.parent / f"{folder.name}.acks", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    append = log.append

    def told(what: Any, step: str = "", **data: Any) -> Run:
        run = append(what, step, **data)
        last = run.events[-1]
        os.write(acks, f"{last.seq} {last.session} {last.what} {last.step}\n".encode())
        return run

    log.append = told  # type: ignore[method-assign]
    robot = Robot(folder, dice)
    seat = Seat(log, robot, Typed(robot), None)
    robot.seat = seat
    walk(seat, lambda seat: seat.do("finished", result="passed"))
    os._exit(0)


def main(folder: Path, seed: int, kills: int) -> None:
    """Kill at random moments until there were enough, then let the last run end."""
    dice = random.Random(seed)
    begun = 0
    alive: dict[int, str] = {}
    done = 0
    run = None
    while done < kills or alive:
        if run is None or Log(run, "").run.result:
            for pid in alive:
                os.waitpid(pid, 0)
            alive.clear()
            if done >= kills:
                break
            begun += 1
            name = f"run-{begun:03}"
            where = folder / name
            run = create(folder, name, plan(where), "anna", 1.0, time.time)
        for name in {"anna", "bob"} - set(alive.values()):
            seed += 1
            pid = os.fork()
            if pid == 0:
                try:
                    person(run, name, seed)
                finally:
                    os._exit(1)
            alive[pid] = name
        if done >= kills:
            for pid in alive:
                os.waitpid(pid, 0)
            alive.clear()
            continue
        time.sleep(dice.random() * 0.05)
        victim = dice.choice(sorted(alive))
        finished, _ = os.waitpid(victim, os.WNOHANG)
        if not finished:
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            done += 1
        del alive[victim]
    print(done, len(runs_in(folder)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
