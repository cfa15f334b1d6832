"""The Jinja2 templates, in which every value is escaped unless a filter has written it."""

import os
import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drctl import __version__
from drctl.model.times import amount, duration, share
from drctl.render.escape import Written, code, fence, link, md

if TYPE_CHECKING:
    import jinja2


def folder() -> Path:
    """Where the templates are: inside an installed package, else beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


class TemplateError(Exception):
    """A template of the workspace cannot be used; where, and what is wrong with it."""

    def __init__(self, path: str, line: int, what: str) -> None:
        """Say where it is: the path from the workspace's root, and the line."""
        super().__init__(f"{path}:{line}: {what}")


_workspace: ContextVar[Path | None] = ContextVar("workspace", default=None)


@contextmanager
def of_workspace(root: Path | None) -> Iterator[None]:
    """Let the templates of a workspace come before drctl's.

    Args:
        root: the workspace's folder.

    Raises:
        TemplateError: its templates lie outside of it.
    """
    found = root / "templates" if root is not None else None
    if found is not None and found.is_dir() and root is not None:
        if not found.resolve().is_relative_to(root.resolve()):
            raise TemplateError("templates", 1, "it leads out of the workspace through a link")
        if found.resolve() == folder().resolve():
            found = None
    else:
        found = None
    if found is not None:
        _readable(found)
    token = _workspace.set(found)
    try:
        yield
    finally:
        _workspace.reset(token)


def _readable(own: Path) -> None:
    for file in sorted(own.rglob("*.*")):
        if file.suffix in (".md", ".html", ".css", ".typ") and file.is_file():
            data = file.read_bytes()
            try:
                data.decode()
            except UnicodeDecodeError as fault:
                line = data.count(b"\n", 0, fault.start) + 1
                path = file.relative_to(own.parent).as_posix()
                raise TemplateError(path, line, "a template is written in UTF-8") from None


def page(name: str, /, **values: Any) -> str:
    """A template's text with its values in it.

    Args:
        name: the template's path below `templates/`.
        values: what it shows; plain text is escaped.

    Returns:
        The text, with one newline at its end and no two empty lines outside code.

    Raises:
        TemplateError: a template of the workspace is at fault.
        jinja2.UndefinedError: one of drctl's names something that isn't there.
    """
    own = own_folder()
    with located():
        return _tidy(_environment(own).get_template(name).render(values))


def own_folder() -> Path | None:
    """The templates of the workspace; None when it has none of its own."""
    return _workspace.get()


def own_pages() -> list[str]:
    """The names of the pages that the workspace adds, as `pages/shift.md`."""
    own = own_folder()
    found = sorted((own / "pages").glob("*.md")) if own is not None else []
    return [f"pages/{file.name}" for file in found if file.is_file()]


@contextmanager
def located() -> Iterator[None]:
    """Tell faults in the workspace's own templates by file and line.

    Raises:
        TemplateError: there was one.
    """
    try:
        yield
    except Exception as fault:
        own = own_folder()
        place = None if own is None else _place(fault, own)
        if place is None or own is None:
            raise
        path = Path(place[0]).relative_to(own.parent).as_posix()
        what = _said(fault)
        raise TemplateError(path, place[1], what.splitlines()[0]) from None


def _said(fault: Exception) -> str:
    import jinja2

    if isinstance(fault, jinja2.TemplateNotFound):
        return f'there is no template "{fault}"'
    return str(fault) or type(fault).__name__


def _place(fault: Exception, own: Path) -> tuple[str, int] | None:
    """The innermost line of a workspace's own templates that a fault came from."""
    import jinja2

    if isinstance(fault, jinja2.TemplateSyntaxError) and fault.filename:
        inside = Path(fault.filename).is_relative_to(own)
        return (fault.filename, fault.lineno) if inside else None
    # Jinja gives its frames the names and lines of the templates.
    frames = traceback.extract_tb(fault.__traceback__)
    lines = [(f.filename, f.lineno or 1) for f in frames if Path(f.filename).is_relative_to(own)]
    return lines[-1] if lines else None


def loader(own: Path | None, below: str = "") -> "jinja2.BaseLoader":
    """Finds templates: a workspace's own first, then drctl's, which are also `drctl/NAME`.

    Args:
        own: the workspace's templates.
        below: a folder below both.
    """
    import jinja2

    drctls = jinja2.FileSystemLoader(folder() / below)
    always = jinja2.PrefixLoader({"drctl": drctls})
    if own is None:
        return jinja2.ChoiceLoader([drctls, always])
    return jinja2.ChoiceLoader([jinja2.FileSystemLoader(own / below), drctls, always])


def compiled(own: Path | None) -> "jinja2.BytecodeCache | None":
    """Keeps drctl's templates compiled, beside them, as Python does with its modules.

    A workspace's own templates never share it: they run in a sandbox, and the sandbox compiles
    differently.
    """
    import jinja2

    if own is not None:
        return None
    kept = folder() / "__pycache__"
    with suppress(OSError):
        kept.mkdir(exist_ok=True)
    if not os.access(kept, os.W_OK | os.X_OK):
        return None
    return jinja2.FileSystemBytecodeCache(str(kept), f"{__version__}-{jinja2.__version__}-%s.pyc")


def kind_of(own: Path | None) -> "type[jinja2.Environment]":
    """The kind of environment: what a workspace brings must not run Python."""
    import jinja2
    from jinja2.sandbox import SandboxedEnvironment

    return jinja2.Environment if own is None else SandboxedEnvironment


@cache
def _environment(own: Path | None = None) -> "jinja2.Environment":
    import jinja2

    environment = kind_of(own)(
        loader=loader(own),
        bytecode_cache=compiled(own),
        undefined=jinja2.StrictUndefined,
        finalize=_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # it would write HTML; `finalize` escapes for Markdown
    )
    # What a block or macro gives has been escaped inside of it: `super()` is written already.
    environment.concat = _joined  # type: ignore[method-assign]
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


def _joined(parts: Iterable[str]) -> Written:
    return Written("".join(parts))


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
            if line.startswith("```"):
                closing = line[: len(line) - len(line.lstrip("`"))]
        lines.append(line)
    return "\n".join(lines).rstrip("\n") + "\n"
