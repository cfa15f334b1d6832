"""How long components are down, read sentence by sentence over the plain data that YAML gives.

The oracle of recovery times: it works out everything anew at every event, by going over all
components again and again, and imports nothing of drctl.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import inf
from typing import Any

from tests.oracle.loading import Surge
from tests.oracle.losing import Losing, seconds
from tests.oracle.reading import Names, at_least
from tests.oracle.wants import Requirement, offered

Key = tuple[int, int]
"""A fallback: the requirement that lists it, and its place there."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """An option that joins later."""

    written: Requirement
    detect: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Needed:
    """A hard need as offered, with its own keys."""

    requirement: Requirement
    at_start: Any
    tolerates: float | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What has failed, what the waves felled, and who restores a backup for how long."""

    fails: Names
    surge: Surge
    felled: Names
    restoring: dict[str, float]


class Playing:
    """One model, played forward in time."""

    def __init__(self, model: dict[str, Any], unknown: float) -> None:
        """Collect the hard needs and the fallbacks."""
        self.unknown = unknown
        self.losing = Losing(model)
        self.loading = self.losing.loading
        self.reading = self.loading.reading
        self.components = self.reading.components
        self.procedures = self.reading.procedures
        self.needs: dict[str, list[Needed]] = {}
        self.fallbacks: dict[Key, Fallback] = {}
        for name, has in self.components.items():
            self.needs[name] = []
            if "in" in has:
                self.collect(has["in"], {})
            for raw in has.get("needs", {}).values():
                keys = raw if isinstance(raw, dict) else {}
                if keys.get("optional", False) is not False:
                    continue
                made = offered(raw, self.components)
                self.collect(made, keys.get("detect", {}))
                if "requires" in keys.get("detect", {}):
                    self.collect(keys["detect"]["requires"], {})
                short = keys.get("tolerates")
                needed = Needed(made, keys.get("at_start"), seconds(short) if short else None)
                self.needs[name].append(needed)
            if "requires" in self.failure(name):
                self.collect(self.failure(name)["requires"], {})
        for procedure in self.procedures.values():
            for part in (procedure, *procedure["steps"]):
                if "requires" in part:
                    self.collect(part["requires"], {})

    def failure(self, name: str) -> dict[str, Any]:
        """What is written of a component's failure."""
        found = self.components[name].get("failure", {})
        return found if isinstance(found, dict) else {}

    def collect(self, requirement: Requirement, detect: dict[str, Any]) -> None:
        """Note every fallback in a requirement."""
        match requirement:
            case list(items) | {"all_of": items} | {"any_of": items}:
                for item in items:
                    self.collect(item, detect)
            case {"use": primary}:
                self.collect(primary, detect)
                for place, fallback in enumerate(requirement.get("fallbacks", [])):
                    self.fallbacks[id(requirement), place] = Fallback(fallback, detect)
                    self.collect(fallback, detect)
        if isinstance(requirement, dict):
            for key in ("requires", "switched_by"):
                if key in requirement:
                    self.collect(requirement[key], {})

    def times(
        self, fails: Names, surge: Surge | None = None, corrupts: Collection[str] = ()
    ) -> dict[str, float]:
        """T of every component; needs are felt when their loss outlasts what they tolerate."""
        trouble = self.trouble(fails, surge or {}, corrupts)
        felt: set[tuple[str, int]] = set()
        while True:
            up, lost = self.play(trouble, felt)
            more = {
                (name, i)
                for name, needs in self.needs.items()
                for i, need in enumerate(needs)
                if need.tolerates is not None and lost[name, i] > need.tolerates
            }
            if more <= felt:
                return up
            felt |= more

    def trouble(self, fails: Names, surge: Surge, corrupts: Collection[str]) -> Trouble:
        """What a failure comes to: the waves, and the backups that are restored."""
        restoring: dict[str, float] = {}
        for address, loss in self.losing.losses(fails, surge, corrupts).items():
            if loss.restoring:
                name = address.partition(".")[0]
                restoring[name] = max(restoring.get(name, 0.0), self.time(loss.restore))
        return Trouble(fails, surge, self.loading.run(fails, surge).felled, restoring)

    def play(
        self, trouble: Trouble, felt: set[tuple[str, int]]
    ) -> tuple[dict[str, float], dict[tuple[str, int], float]]:
        """When everything is up, and how long each need is unmet."""
        now = 0.0
        joined: set[Key] = set()
        fails = trouble.fails
        lying = set(fails | trouble.felled | trouble.restoring.keys())
        first = self.closure(lying, joined, felt)
        misplaced = {
            name
            for name, has in self.components.items()
            if "in" in has and not self.met(has["in"], first, joined)
        }
        waiting = lying | misplaced
        relieved = inf
        tried: set[Names] = set()
        repaired: dict[str, float] = {}
        started: dict[str, float] = {}
        helped: dict[Key, float] = {}
        noticed: dict[Key, float] = {}
        up: dict[str, float] = {}
        lost: dict[tuple[str, int], float] = {}
        while True:
            down = self.closure(waiting, joined, felt)
            starting = self.closure(waiting, joined, felt, starting=True)
            for name in self.components.keys() - down - up.keys():
                up[name] = now
            for name, needs in self.needs.items():
                for i, need in enumerate(needs):
                    if (name, i) not in lost and self.met(need.requirement, down, joined):
                        lost[name, i] = now
            left = fails & waiting
            if relieved == inf and left not in tried and self.relieved(trouble, left):
                relieved = now
            tried.add(left)
            for name in waiting:
                written = self.failure(name)
                if name not in repaired and self.all_met(written, down, joined):
                    repaired[name] = now + self.time(written.get("restore"))
                if name not in started and self.may_start(name, starting, joined):
                    started[name] = now + seconds(self.components[name].get("restart", "0s"))
            for key, fallback in self.fallbacks.items():
                if key not in helped and self.helped(fallback.written, down, joined):
                    helped[key] = now
                if key not in noticed and self.all_met(fallback.detect, down, joined):
                    noticed[key] = now
            coming = {
                name: trouble.restoring.get(name, 0.0)
                + max(
                    repaired.get(name, inf) if name in fails else 0.0,
                    started.get(name, inf) if name in fails | misplaced else 0.0,
                    relieved if name in trouble.felled else 0.0,
                )
                for name in waiting
            }
            joining = {
                key: self.joins(fallback, helped.get(key, inf), noticed.get(key, inf))
                for key, fallback in self.fallbacks.items()
                if key not in joined
            }
            later = min([*coming.values(), *joining.values()], default=inf)
            if later == inf:
                break
            now = max(now, later)
            waiting -= {name for name, at in coming.items() if at <= now}
            joined |= {key for key, at in joining.items() if at <= now}
        all_lost = {
            (name, i): lost.get((name, i), inf)
            for name, needs in self.needs.items()
            for i in range(len(needs))
        }
        return {name: up.get(name, inf) for name in self.components}, all_lost

    def relieved(self, trouble: Trouble, left: Names) -> bool:
        """Whether the waves from what is still failed fell none of those that they felled."""
        return not self.loading.run(left, trouble.surge).felled & trouble.felled

    def joins(self, fallback: Fallback, helped: float, noticed: float) -> float:
        """When an option counts."""
        keys = fallback.written if isinstance(fallback.written, dict) else {}
        if keys.get("switch") == "automatic":
            return seconds(keys.get("after", "0s"))
        within = seconds(fallback.detect.get("within", "0s"))
        return max(helped, noticed + within) + self.manual(keys)

    def manual(self, keys: dict[str, Any]) -> float:
        """How long a switch by hand takes."""
        if "after" not in keys and "procedure" in keys:
            # These procedures say nothing of their order: all steps go side by side.
            steps = self.procedures[keys["procedure"]]["steps"]
            return max(self.time(step.get("takes")) for step in steps)
        return self.time(keys.get("after"))

    def time(self, written: str | None) -> float:
        """A time, or what stands in for one that isn't written."""
        return self.unknown if written is None else seconds(written)

    def closure(
        self,
        waiting: set[str],
        joined: set[Key],
        felt: set[tuple[str, int]],
        *,
        starting: bool = False,
    ) -> set[str]:
        """Rule 1 as of now; as somebody who starts sees it, without needs that start later."""
        down = set(waiting)
        while True:
            more = {
                name
                for name in self.components.keys() - down
                if self.falls(name, down, joined, felt, starting)
            }
            if not more:
                return down
            down |= more

    def falls(
        self,
        name: str,
        down: set[str],
        joined: set[Key],
        felt: set[tuple[str, int]],
        starting: bool,
    ) -> bool:
        """Whether a component that runs is down for want of something."""
        has = self.components[name]
        if "in" in has and not self.met(has["in"], down, joined):
            return True
        for i, need in enumerate(self.needs[name]):
            if need.at_start == "only" or (starting and need.at_start is False):
                continue
            if not starting and need.tolerates is not None and (name, i) not in felt:
                continue
            if not self.met(need.requirement, down, joined):
                return True
        return False

    def may_start(self, name: str, down: set[str], joined: set[Key]) -> bool:
        """Whether what a component needs at start is there."""
        has = self.components[name]
        if "in" in has and not self.met(has["in"], down, joined):
            return False
        wanted = [n for n in self.needs[name] if n.at_start is not False]
        return all(self.met(need.requirement, down, joined) for need in wanted)

    def all_met(self, written: dict[str, Any], down: set[str], joined: set[Key]) -> bool:
        """Whether what a failure or a detection requires is up."""
        return "requires" not in written or self.met(written["requires"], down, joined)

    def helped(self, option: Requirement, down: set[str], joined: set[Key]) -> bool:
        """Whether all that an option requires is up."""
        return all(self.met(needed, down, joined) for needed in self.helpers(option))

    def helpers(self, option: Requirement) -> Iterator[Requirement]:
        """What an option requires, its procedure's steps included."""
        if not isinstance(option, dict):
            return
        if "requires" in option:
            yield option["requires"]
        if "procedure" in option:
            procedure = self.procedures[option["procedure"]]
            for part in (procedure, *procedure["steps"]):
                if "requires" in part:
                    yield part["requires"]

    def met(self, requirement: Requirement, down: set[str], joined: set[Key]) -> bool:
        """Rule 1 with the options that count now."""
        match requirement:
            case str(name):
                return name not in down
            case list(items) | {"all_of": items}:
                return all(self.met(item, down, joined) for item in items)
            case {"any_of": members}:
                good = sum(self.met(member, down, joined) for member in members)
                return self.carried(requirement, down, joined) and good >= at_least(requirement)
            case {"use": primary}:
                if not self.helped(requirement, down, joined):
                    return False
                if self.carried(requirement, down, joined) and self.met(primary, down, joined):
                    return True
                return any(
                    (id(requirement), place) in joined
                    and (not automatic(option) or self.carried(requirement, down, joined))
                    and self.met(option, down, joined)
                    for place, option in enumerate(requirement.get("fallbacks", []))
                )
        raise TypeError(requirement)

    def carried(self, requirement: dict[str, Any], down: set[str], joined: set[Key]) -> bool:
        """Whether what it is switched by is up."""
        by = requirement.get("switched_by")
        return by is None or self.met(by, down, joined)


def automatic(option: Requirement) -> bool:
    """Whether an option is switched to by itself."""
    return isinstance(option, dict) and option.get("switch") == "automatic"
