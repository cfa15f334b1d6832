"""`drctl build site --bundle`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MODEL = "drctl: 1\nservices: {web: {needs: {db: db}}, db: {}}\n"


def test_one_file_beside_the_site(drctl: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL)
    ran = drctl("build", "site", "--bundle", "all.html", cwd=tmp_path)
    assert ran.code == 0
    assert "all.html: the site in one file" in ran.out
    once = (tmp_path / "all.html").read_text()
    assert '<section class="page" id="services/web">' in once
    assert drctl("build", "site", "--bundle", "all.html", cwd=tmp_path).code == 0
    assert (tmp_path / "all.html").read_text() == once


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("runbooks", "--bundle", "x.html"), "drctl build site --bundle FILE"),
        (("site", "--check", "--bundle", "x.html"), "leave out --bundle"),
        (("site", "--bundle", "no/such/folder/x.html"), "cannot be written"),
    ],
)
def test_what_cannot_be(
    drctl: Callable[..., Any], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL)
    ran = drctl("build", *words, cwd=tmp_path)
    assert ran.code == 2
    assert said in ran.err
    assert not list(tmp_path.glob("*.html"))
