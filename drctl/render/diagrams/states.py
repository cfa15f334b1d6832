"""How the states of a failure look in a picture."""

from drctl.model.times import amount
from drctl.render.diagrams.sketch import GREEN, VERMILION, YELLOW
from drctl.render.subjects import Subject

DOWN = "#F2B8A0"


def look_of(subject: Subject, name: str, saved: str = "") -> tuple[list[str], dict[str, str]]:
    """The notes and the look of a component in a failure.

    Args:
        subject: the failure.
        name: the component.
        saved: what it runs on instead, "" when it did not have to switch.

    Returns:
        Lines below its name, and Graphviz attributes.
    """
    notes = [f"on {saved}"] if saved else []
    after, before = subject.states.after[name], subject.states.before[name]
    if name in subject.fails:
        look = {"fillcolor": VERMILION, "penwidth": "3", "color": "black"}
        return ["FAILS"], {**look, "fontcolor": "white", "fontname": "Helvetica-Bold"}
    felled = subject.overloads.felled.get(name)
    if felled is not None:
        number, people_act, weighed = felled
        when = ", once people have switched" if people_act else ""
        look = {"fillcolor": DOWN, "color": VERMILION, "penwidth": "2.2", "peripheries": "2"}
        return [f"OVERLOAD, wave {number}{when}", weighed.told], look
    if after == "down":
        word = "down once people have switched" if before != "down" else "down"
        return [word], {"fillcolor": DOWN, "color": VERMILION, "penwidth": "2.2"}
    if before == "down":
        word = "down until people act" + (", then degraded" if after == "degraded" else "")
        look = {"fillcolor": "white", "color": VERMILION, "style": "filled,rounded,dashed"}
        return [word, *notes, *_sheds(subject, name)], look
    if after == "degraded":
        return [*(_sheds(subject, name) or ["degraded"]), *notes], {"fillcolor": YELLOW}
    if saved:
        return ["saved", *notes], {"fillcolor": "#BFE5D9", "color": GREEN, "penwidth": "2.2"}
    return [], {"fillcolor": "white"}


def _sheds(subject: Subject, name: str) -> list[str]:
    told = subject.overloads.shed_by(name)
    return [f"sheds: {told}"] if told else []


def shifted(subject: Subject) -> dict[tuple[str, str], str]:
    """The loads that overload something and are more than on an ordinary day.

    Returns:
        By sender and receiver the amounts in words: `9200 GPUs, usually 0`.
    """
    found: dict[tuple[str, str], list[tuple[float, float, str]]] = {}
    weighed = [w for wave in subject.overloads.waves for w in wave.overloads]
    for one in (*weighed, *subject.overloads.shedding):
        for sender in one.senders:
            if sender.amount > sender.usual:
                pair = (sender.component, one.name)
                found.setdefault(pair, []).append((sender.amount, sender.usual, one.unit))
    return {
        pair: f"{amount(sum(n for n, _, _ in sent))} {sent[0][2]},"
        f" usually {amount(sum(u for _, u, _ in sent))}"
        for pair, sent in found.items()
    }


def overload_words(subject: Subject) -> str:
    """What a caption says of overload; "" where there is none."""
    told = []
    if subject.overloads.waves:
        told.append("double frame: falls by overload, in the wave that it names")
    if subject.overloads.shedding:
        told.append("sheds: stands, and refuses a part of its load")
    if shifted(subject):
        told.append("thick arrow: carries more load than usual")
    return " · ".join(told)
