"""The site's Jinja2 templates, in which every value is escaped as HTML."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drctl.model.times import amount, duration, share
from drctl.render.escape import one_line, visible
from drctl.render.templates import compiled, kind_of, loader, located, own_folder

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{5,30}")


def page(name: str, /, **values: Any) -> str:
    """A template's text with its values in it.

    Args:
        name: the template's path below `templates/site/`.
        values: what it shows; all but `Markup` is escaped.

    Returns:
        The text without empty lines at its ends.

    Raises:
        TemplateError: a template of the workspace is at fault.
        jinja2.UndefinedError: one of drctl's names something that isn't there.
    """
    own = own_folder()
    with located():
        return _environment(own).get_template(name).render(values).strip() + "\n"


def element(tag: str, text: object, /, **attributes: str) -> "Markup":
    """One element with text in it; the text and the attributes are escaped."""
    from markupsafe import Markup, escape

    given = "".join(f' {key}="{escape(visible(value))}"' for key, value in attributes.items())
    return Markup(f"<{tag}{given}>{_escaped(text)}</{tag}>")


def outside(url: object, title: object = "") -> "Markup":
    """A link out of the site when the address is one of the web or of mail; else its text."""
    from markupsafe import Markup, escape

    address = one_line(str(url))
    shown = one_line(str(title)) or address
    if not is_outside(address):
        return Markup(escape(f"{shown}: {address}" if title else address))
    return element("a", shown, href=address, rel="noopener noreferrer")


def reached(value: object) -> "Markup":
    """How someone is reached: a telephone number and an address as links, all else as text."""
    from markupsafe import Markup, escape

    text = one_line(str(value))
    if _PHONE.fullmatch(text):
        return element("a", text, href="tel:" + re.sub(r"[^+0-9]", "", text))
    if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII):
        return element("a", text, href=f"mailto:{text}")
    return outside(text) if is_outside(text) else Markup(escape(text))


def is_outside(address: str) -> bool:
    """Whether an address leads out of the site, to a place that a link may name."""
    return address.lower().startswith(("https://", "http://", "mailto:"))


@cache
def _environment(own: Path | None = None) -> "jinja2.Environment":
    from jinja2 import StrictUndefined

    environment = kind_of(own)(
        loader=loader(own, "site"),
        bytecode_cache=compiled(own),
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    environment.filters.update(
        duration=duration, share=share, amount=amount, outside=outside, reached=reached
    )
    return environment


def _shown(value: Any) -> Any:
    if value is None:
        raise ValueError("a template shows a value that the model does not give")
    return value if hasattr(value, "__html__") else visible(str(value))


def _escaped(value: object) -> str:
    from markupsafe import escape

    return str(escape(_shown(value)))
