"""XML -> elements that know their places; nothing outside the text is read."""

from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate, errors

from drctl.finding import Place
from drctl.importers._kind import Refused, Source, problem

DEEPEST = 200
"""Levels of nesting that are read."""


@dataclass(slots=True)
class Element:
    """An element; `source`, `line` and `column` say where it begins."""

    tag: str
    attributes: dict[str, str]
    source: Source
    line: int
    column: int
    children: "list[Element]" = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its attribute `name`."""
        return self.attributes.get("name", "")

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.source.place(self.line, self.column)

    def child(self, tag: str) -> "Element | None":
        """The first child with a tag."""
        return next((c for c in self.children if c.tag == tag), None)


def elements(source: Source) -> Element:
    """The root element of a text.

    Args:
        source: XML.

    Raises:
        Refused: when it is no XML, is nested too deeply, or defines entities.
    """
    reader = _Reader(source)
    parser = ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.entity
    reader.parser = parser
    try:
        parser.Parse(source.text.encode("utf-8", "replace"), True)
    except ExpatError as fault:
        what = f"this is not XML: {errors.messages[fault.code]}"
        place = source.place(fault.lineno, fault.offset + 1)
        raise Refused(problem("xml-syntax", what, place)) from None
    return reader.root


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.parser = ParserCreate()
        self.open: list[Element] = []
        self.root = Element("", {}, source, 1, 1)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        element = Element(tag, attributes, self.source, line, column)
        if len(self.open) >= DEEPEST:
            what = f"nesting is deeper than {DEEPEST} levels"
            raise Refused(problem("xml-syntax", what, element.place))
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, tag: str) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        if self.open and self.open[-1].tag == "label":
            known = self.open[-1].attributes
            known["text"] = known.get("text", "") + data

    def entity(self, *_: object) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        what = "this text defines entities, which are not read"
        raise Refused(problem("xml-syntax", what, self.source.place(line, column)))
