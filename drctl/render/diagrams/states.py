"""How the states of a failure look in a picture."""

from drctl.render.diagrams.sketch import GREEN, VERMILION, YELLOW
from drctl.render.subjects import Subject


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
    if after == "down":
        return ["down"], {"fillcolor": "#F2B8A0", "color": VERMILION, "penwidth": "2.2"}
    if before == "down":
        word = "down until people act" + (", then degraded" if after == "degraded" else "")
        look = {"fillcolor": "white", "color": VERMILION, "style": "filled,rounded,dashed"}
        return [word, *notes], look
    if after == "degraded":
        return ["degraded", *notes], {"fillcolor": YELLOW}
    if saved:
        return ["saved", *notes], {"fillcolor": "#BFE5D9", "color": GREEN, "penwidth": "2.2"}
    return [], {"fillcolor": "white"}
