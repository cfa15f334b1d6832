"""Comments that count taken out of a file's text, rule by rule."""

from collections.abc import Callable

from drctl.finding import Place
from drctl.model.ignores import Ignore, read
from drctl.model.model import File
from drctl.model.source import Comment
from drctl.model.splice import Splice, spliced
from drctl.model.written import BREAK


def uncommented(file: File, gone: Callable[[Place], bool]) -> str:
    """A file's text without some of what its comments accept.

    Args:
        file: a file of a model without errors.
        gone: whether the rule that a comment names at a place goes.

    Returns:
        The text. A comment none of whose rules stay goes whole, with the blanks before it; of
        the others only names go. All else stays byte for byte.
    """
    text = file.source.text
    starts = [0, *(found.end() for found in BREAK.finditer(text))]
    splices: list[Splice] = []
    for comment in file.source.comments:
        said = read(file, comment)
        if isinstance(said, Ignore):
            names = {rule for rule, place in said.rules if gone(place)}
            if names:
                splices.append(_without(text, starts[comment.line], comment, said, names))
    return spliced(text, splices)


def _without(text: str, line: int, comment: Comment, said: Ignore, names: set[str]) -> Splice:
    start = line + comment.column
    behind = start + 1
    if names.issuperset(rule for rule, _ in said.rules):
        return line + len(text[line:start].rstrip(" \t")), behind + len(comment.text), ""
    opening, closing = comment.text.index("[") + 1, comment.text.index("]")
    listed = (name.strip() for name in comment.text[opening:closing].split(","))
    left = ", ".join(name for name in listed if name not in names)
    return behind + opening, behind + closing, left
