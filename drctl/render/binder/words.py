"""Text of a model -> Typst that shows it as it is, and the Jinja2 templates that are Typst.

Nothing of a model is ever written as markup: all of it stands in string literals, which have two
special characters. A long word is cut into boxes between which a line may end, so that nothing
runs off a page; no character is added that somebody would copy with a command.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drctl.model.times import amount, duration, share
from drctl.render.escape import one_line, visible
from drctl.render.templates import folder, kind_of, loader, located, own_folder

if TYPE_CHECKING:
    import jinja2

# A word of so many characters or more is cut where a reader would cut it, else anywhere.
LONG = 22
NARROW = 15
"""The same in a cell of a table."""
_PIECE = 12
STYLE = "binder.typ"
_CUTS = re.compile(r"(?<=[/._:=&?,;|@-])(?=[^/._:=&?,;|@-])")
# Characters that no font of the binder has a shape for, or that change the order of others.
_ODD = re.compile(r"[\u2028\u2029\u200b-\u200d\u2060\u00ad]")


class Typst(str):
    """Text that is Typst markup already and isn't escaped again."""

    __slots__ = ()


def string(text: str) -> str:
    """A string literal that is this text."""
    clean = _ODD.sub("\ufffd", visible(text)).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + clean.replace("\n", "\\n") + '"'


def shown(value: object, long: int = LONG) -> Typst:
    """Any value as markup that shows exactly its text, on one line of source."""
    if isinstance(value, Typst):
        return value
    text = str(value)
    edges = (
        " " if text[:1].isspace() else "",
        " " if text.strip() and text[-1:].isspace() else "",
    )
    return _pieces(edges[0] + one_line(text) + edges[1], "{}", long)


def mono(value: object, long: int = LONG) -> Typst:
    """A value as a short text in the fixed font."""
    return _pieces(one_line(str(value)), "mono({})", long)


def line(text: str) -> Typst:
    """A line of a command or of an output, its spaces kept."""
    return _pieces(visible(text).replace("\t", "    "), "raw({})", LONG)


def goto(label: str, text: Typst) -> Typst:
    """A link to a place in the binder; the text alone for the place "" that is nowhere."""
    return Typst(f"#goto({string(label)})[{text}]") if label else text


def outside(url: object, title: object = "") -> Typst:
    """A link out of the binder when the address is one of the web or of mail; else its text."""
    address = one_line(str(url))
    text = one_line(str(title))
    if not re.match(r"(https?://|mailto:)[^\s]", address, re.IGNORECASE):
        return shown(f"{text}: {address}" if text else address)
    return Typst(f"#out({string(address)})[{shown(text or address)}]")


def joined(parts: Iterable[object], between: str = ", ") -> Typst:
    """Several values with the same between them."""
    return Typst(str(shown(between)).join(str(shown(part)) for part in parts))


def _pieces(text: str, call: str, long: int) -> Typst:
    """A text in expressions that end, as markup; long words in boxes."""
    parts = []
    whole = ""
    for word in re.findall(r"\s+|\S+", text):
        if len(word) < long:
            whole += word
            continue
        if whole:
            parts.append(f"#{call.format(string(whole))};")
            whole = ""
        parts += [f"#box({call.format(string(piece))});" for piece in _cut(word, long)]
    if whole or not parts:
        parts.append(f"#{call.format(string(whole))};")
    return Typst("".join(parts))


def _cut(word: str, long: int) -> Iterable[str]:
    for part in _CUTS.split(word):
        if len(part) <= long:
            yield part
        else:
            yield from (part[i : i + _PIECE] for i in range(0, len(part), _PIECE))


def wide(texts: Iterable[str], least: int) -> Typst:
    """How many characters wide a column is: as its longest text, within reason."""
    return Typst(min(LONG, max([least, *map(len, texts)])))


def page(name: str, /, **values: Any) -> Typst:
    """A template's text with its values in it.

    Args:
        name: the template's path below `templates/binder/`.
        values: what it shows; all but `Typst` is escaped.

    Raises:
        TemplateError: a template of the workspace is at fault.
        jinja2.UndefinedError: one of drctl's names something that isn't there.
    """
    own = own_folder()
    with located():
        return Typst(_environment(own).get_template(name).render(values))


def style() -> str:
    """How the binder looks, as Typst that no values go into: the workspace's own, or drctl's."""
    own = own_folder()
    theirs = own / "binder" / STYLE if own is not None else None
    file = theirs if theirs is not None and theirs.is_file() else folder() / "binder" / STYLE
    return file.read_text(encoding="utf-8")


@cache
def _environment(own: Path | None = None) -> "jinja2.Environment":
    import jinja2

    environment = kind_of(own)(
        loader=loader(own, "binder"),
        undefined=jinja2.StrictUndefined,
        finalize=_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # it would write HTML; `finalize` escapes for Typst
    )
    environment.filters.update(
        mono=lambda value: mono(value, NARROW),
        wide=wide,
        string=lambda value: Typst(string(one_line(str(value)))),
        outside=outside,
        goto=lambda value, label: goto(label, shown(value, NARROW)),
        joined=joined,
        written=Typst,
        duration=duration,
        share=share,
        amount=amount,
    )
    return environment


def _escaped(value: Any) -> str:
    if value is None:
        raise ValueError("a template shows a value that the model does not give")
    return shown(value, NARROW)
