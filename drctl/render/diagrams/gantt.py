"""Times as a Mermaid Gantt chart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drctl.render.diagrams.flowchart import told
from drctl.render.escape import one_line

# A Gantt chart knows no way to write these in a name.
_CUT = re.compile(r"[^\w ,.()/·+-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Task:
    """A bar from one second to another; `mark` is a word of Mermaid's or nothing."""

    name: str
    begin: float
    end: float
    mark: str


def gantt(title: str, description: str, sections: Mapping[str, Sequence[Task]]) -> str:
    """A chart whose axis counts from the failure.

    Args:
        title: its title.
        description: what it shows, for those who don't see it.
        sections: the bars by section; one without bars is left out.
    """
    end = max((task.end for tasks in sections.values() for task in tasks), default=0)
    axis = "%H:%M" if end < 86400 else "day %j"
    lines = ["gantt", f"    title {plain(title)}", *told(title, description)]
    lines += ["    dateFormat X", f"    axisFormat {axis}"]
    number = 0
    for section, tasks in sections.items():
        if tasks:
            lines.append(f"    section {plain(section)}")
        for task in tasks:
            number += 1
            parts = [task.mark, f"t{number}", f"{task.begin:.0f}", f"{max(task.end, 1):.0f}"]
            lines.append(f"    {plain(task.name)} :{', '.join(filter(None, parts))}")
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """A name with what Mermaid would read as its own cut out."""
    return " ".join(_CUT.sub(" ", one_line(text)).split()) or "-"
