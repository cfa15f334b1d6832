"""The Jinja2 templates, in which every value is escaped unless a filter has written it."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drctl.model.times import amount, duration, share
from drctl.render.escape import Written, code, fence, link, md

if TYPE_CHECKING:
    import jinja2


def folder() -> Path:
    """Where the templates are: inside an installed package, else beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


def page(name: str, /, **values: Any) -> str:
    """A template's text with its values in it.

    Args:
        name: the template's path below `templates/`.
        values: what it shows; plain text is escaped.

    Returns:
        The text, with one newline at its end and no two empty lines outside code.

    Raises:
        jinja2.UndefinedError: the template names something that isn't there.
    """
    return _tidy(_environment().get_template(name).render(values))


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder()),
        undefined=jinja2.StrictUndefined,
        finalize=_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # it would write HTML; `finalize` escapes for Markdown
    )
    environment.filters.update(
        md=md,
        code=code,
        fence=fence,
        link=link,
        written=Written,
        duration=duration,
        share=share,
        runme=runme,
        state=state,
        verdict=verdict,
        amount=amount,
        place=place,
        source=source,
    )
    return environment


def _escaped(value: Any) -> str:
    if value is None:
        raise ValueError("a template shows a value that the model does not give")
    return md(value)


def state(value: str) -> Written:
    """A state, bold when it is bad."""
    return Written(f"**{value}**") if value == "down" else md(value)


def verdict(value: str) -> Written:
    """Whether a promise is kept, bold when it isn't."""
    return Written(f"**{value}**") if value == "broken" else md(value)


def place(value: str) -> Written:
    """A path of the model and its file, both as code."""
    path, _, file = value.rpartition(" in ")
    return Written(f"{code(path)} in {code(file)}")


def source(value: str) -> Written:
    """Where a figure comes from: a link when it is an address, else its text."""
    return link(value) if value.startswith(("http://", "https://")) else md(value)


def runme(name: str, *, alone: bool = False) -> str:
    """The info string of a command's fence, with Runme's attributes.

    Args:
        name: the command's name, unique on its page.
        alone: whether it is left out when somebody runs all commands of the page.
    """
    safe = re.sub(r"[^A-Za-z0-9_.-]", "-", name)
    more = ',"excludeFromRunAll":"true"' if alone else ""
    return f'sh {{"name":"{safe}"{more}}}'


def _tidy(text: str) -> str:
    lines: list[str] = []
    closing = ""
    for line in text.split("\n"):
        if closing:
            closing = "" if line == closing else closing
        else:
            line = line.rstrip()
            if not line and (not lines or not lines[-1]):
                continue
            opening = re.match(r"`{3,}", line)
            closing = opening[0] if opening else ""
        lines.append(line)
    return "\n".join(lines).rstrip("\n") + "\n"
