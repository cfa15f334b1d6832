"""A drill as JUnit XML: a suite for each need, a case for each option and each fault."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drctl.gateway.drill.exercise import Drilled

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def junit(drilled: Sequence[Drilled]) -> str:
    """The report of a drill.

    What no gateway can keep is skipped with the reason; what failed says why.
    """
    from xml.etree.ElementTree import Element, indent, tostring

    root = Element("testsuites", name="drctl gateway drill")
    for each in drilled:
        suite = Element("testsuite", name=each.wish.address)
        for option in each.options:
            _case(suite, f"option {option.component}", option.took, option.reasons, "failed")
        for found in each.rounds:
            reasons = found.reasons if found.verdict != "passed" else ()
            _case(suite, f"fault {found.fault.name}", found.lasted, reasons, found.verdict)
        _count(suite)
        root.append(suite)
    _count(root)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _case(suite: "Element", name: str, took: float, reasons: Sequence[str], verdict: str) -> None:
    from xml.etree.ElementTree import SubElement

    case = SubElement(
        suite, "testcase", classname=suite.get("name", ""), name=name, time=f"{took:.3f}"
    )
    if reasons:
        tag = "failure" if verdict == "failed" else "skipped"
        SubElement(case, tag, message="; ".join(reasons))


def _count(element: "Element") -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        element.set(name, str(sum(1 for _ in element.iter(tag))))
    element.set("errors", "0")
