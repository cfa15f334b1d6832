from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest

from drctl.render import templates


@pytest.fixture(autouse=True)
def _fresh_environment() -> Iterator[None]:
    templates._environment.cache_clear()
    yield
    templates._environment.cache_clear()


def _page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, **values: object) -> str:
    (tmp_path / "x.md").write_text(text)
    monkeypatch.setattr(templates, "folder", lambda: tmp_path)
    return templates.page("x.md", **values)


def test_escapes_what_no_filter_has_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _page(tmp_path, monkeypatch, "{{ a }} {{ a|code }} {{ [a]|join(', ') }}", a="<b>*x*")
    assert told == "\\<b\\>\\*x\\* `<b>*x*` \\<b\\>\\*x\\*\n"


def test_a_value_that_is_not_there_is_our_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(jinja2.UndefinedError):
        _page(tmp_path, monkeypatch, "{{ a }}")
    with pytest.raises(ValueError, match="does not give"):
        _page(tmp_path, monkeypatch, "{{ a }}", a=None)


def test_template_code_in_a_value_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _page(tmp_path, monkeypatch, "{{ a }}", a="{{ 7 * 7 }}") == "{{ 7 \\* 7 }}\n"


def test_empty_lines_are_kept_in_code_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _page(
        tmp_path, monkeypatch, "a\n\n\n\n{{ x|fence }}\n\n\nb\n\n", x="1\n\n\n```\n\n\n2  "
    )
    assert told == "a\n\n````\n1\n\n\n```\n\n\n2  \n````\n\nb\n"


def test_finds_the_templates_of_a_checkout() -> None:
    assert (templates.folder() / "runbook.md").is_file()
    assert (templates.folder() / "index.md").is_file()
