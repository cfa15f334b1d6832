"""What a drill is of, as a command line names it."""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from drctl.cli._walking import RESULTS
from drctl.cli._workspace import stop

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.model import Model
    from drctl.model.requirement import Need
    from drctl.oncall.script import Script


def checked(
    model: "Model", keys: Mapping[str, str | None], today: datetime.date
) -> dict[str, str]:
    """A record whose values can be; exits with 2 and what would be accepted."""
    from drctl.model.language.values import DURATION

    given = {key: word for key, word in keys.items() if word}
    subjects = [key for key in ("need", "scenario", "runbook") if key in given]
    if len(subjects) != 1:
        stop(2, "a record says what was rehearsed: one of --need, --scenario and --runbook")
    if "need" in given:
        need = _need(model, given["need"])
        if "option" in given:
            _option(need, given["option"])
    elif "option" in given:
        stop(2, "--option is a fallback of --need")
    if "scenario" in given:
        _known("scenario", given["scenario"], model.scenarios)
    if "runbook" in given:
        given["runbook"] = _page(model, given["runbook"])
    if given.get("result") not in RESULTS:
        told = f', not "{given["result"]}"' if "result" in given else ""
        stop(2, f"--result must be {', '.join(RESULTS[:-1])} or {RESULTS[-1]}{told}")
    took = given.get("recovered_in")
    if took is not None and not re.fullmatch(DURATION, took):
        stop(2, f'--recovered-in must be a duration such as 42s or 11m30s, not "{took}"')
    given["date"] = _day(given.get("date"), today).isoformat()
    return given


def _day(word: str | None, today: datetime.date) -> datetime.date:
    if word is None:
        return today
    try:
        return datetime.datetime.strptime(word, "%Y-%m-%d").date()
    except ValueError:
        stop(2, f'--date must be a date such as 2027-03-31, not "{word}"')


def script_for(assessment: "Assessment", words: list[str]) -> "Script":
    """What is walked in a drill of a need and option, a scenario or a runbook."""
    from drctl.cli.follow import script_of
    from drctl.oncall.rehearsal import of_way, option_named

    model, name = assessment.model, words[0]
    if len(words) > 2 or (len(words) == 2 and "." not in name):
        stop(2, f'a drill is of one need and option, scenario or runbook, not "{" ".join(words)}"')
    if "." in name and not name.endswith(".md"):
        need = _need(model, name)
        names = _names(need)
        if len(words) < 2 and len(names) != 1:
            stop(2, f"name one of the fallbacks of {name}: {', '.join(names) or 'it has none'}")
        chosen = words[1] if len(words) > 1 else names[0]
        _option(need, chosen)
        option = option_named(need, chosen)
        assert option is not None
        return of_way(assessment, need, option)
    name = name.removesuffix(".md").removeprefix("runbooks/")
    return script_of(assessment, f"scenario-{name}" if name in model.scenarios else name, "drill")


def _need(model: "Model", address: str) -> "Need":
    need = model.need(address)
    if need is None:
        every = [n.address for c in model.components.values() for n in c.needs]
        _known("need", address, every)
        raise AssertionError(address)
    return need


def _names(need: "Need") -> list[str]:
    from drctl.model.requirement import targets

    found = (next(iter(targets(o.requirement))).name for o in need.fallbacks)
    return list(dict.fromkeys(found))


def _option(need: "Need", name: str) -> None:
    from drctl.oncall.rehearsal import option_named

    if option_named(need, name) is None:
        names = ", ".join(_names(need)) or "none"
        stop(2, f'"{name}" is no fallback of {need.address}; it has {names}')


def _page(model: "Model", word: str) -> str:
    """A page's name as records have it."""
    from drctl.analysis.causes import of_page

    name = word.removesuffix(".md").removeprefix("runbooks/")
    cause = of_page(model, name)
    if cause is None:
        _known("runbook", name, [f"{c.kind}-{n}" for n, c in model.components.items()])
        raise AssertionError(name)
    kind = "scenario" if cause.kind == "scenario" else model.components[cause.name].kind
    return f"{kind}-{cause.name}"


def _known(kind: str, name: str, names: Iterable[str]) -> None:
    from drctl.model.errors import did_you_mean

    if name not in (every := sorted(names)):
        hint = did_you_mean(name, every)
        stop(2, f'no {kind} is called "{name}"' + (f"; {hint}" if hint else ""))
