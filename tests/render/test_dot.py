import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from drctl.render import dot, marks
from drctl.render.diagrams import pictures

DOTS = {
    "diagrams/b.dot": marks.dot('digraph { b [label="<i>&amp;"] }\n'),
    "diagrams/a.dot": marks.dot('digraph { a -> "</svg>" }\n'),
}


def _without_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)


@pytest.fixture(params=[pytest.param("dot", marks=pytest.mark.needs("dot")), "wasm"])
def drawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    if request.param == "wasm":
        _without_dot(monkeypatch)
    return dot.svg(DOTS)


def test_draws_each_picture_under_its_name(drawn: dict[str, str]) -> None:
    assert list(drawn) == ["diagrams/a.svg", "diagrams/b.svg"]
    texts = {p: "".join(ET.fromstring(svg).itertext()) for p, svg in drawn.items()}
    assert "</svg>" in texts["diagrams/a.svg"]
    assert "<i>&" in texts["diagrams/b.svg"]


def test_the_first_comment_is_the_hash_of_the_dot(drawn: dict[str, str]) -> None:
    for path, svg in drawn.items():
        source = DOTS[path.replace(".svg", ".dot")]
        comments = re.findall(r"<!--(.*?)-->", svg)
        assert marks.dot_hash(source) in comments[0]
        marked = marks.read(svg)
        assert marked is not None and not marked.edited
        assert marked.source == marks.dot_hash(source)


def test_no_version_of_graphviz_is_left(drawn: dict[str, str]) -> None:
    for svg in drawn.values():
        assert "graphviz version" not in svg.lower()
        assert "<!DOCTYPE" not in svg


@pytest.mark.needs("dot")
def test_one_broken_picture_is_named() -> None:
    with pytest.raises(dot.DrawingError, match=r"^b\.dot: .*syntax error"):
        dot.svg({"a.dot": "digraph {}", "b.dot": "digraph { -> }", "c.dot": "digraph {}"})


def test_one_broken_picture_is_named_without_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_dot(monkeypatch)
    with pytest.raises(dot.DrawingError, match=r"^b\.dot: "):
        dot.svg({"a.dot": "digraph {}", "b.dot": "digraph { -> }"})


def test_png_needs_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_dot(monkeypatch)
    with pytest.raises(dot.DrawingError, match="PNG needs Graphviz's dot"):
        dot.png("digraph {}")


@pytest.mark.needs("dot")
def test_png_is_a_png() -> None:
    assert dot.png("digraph { a }").startswith(b"\x89PNG\r\n")


def test_nothing_is_drawn_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert dot.svg({}) == {}


@pytest.mark.needs("dot")
def test_all_pictures_go_through_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[list[str]] = []
    real = subprocess.run

    def counted(command: list[str], **more: object) -> object:
        runs.append(command)
        return real(command, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", counted)
    assert len(dot.svg({f"{i}.dot": f"digraph {{ a{i} }}" for i in range(50)})) == 50
    assert len(runs) == 1


@pytest.mark.needs("dot")
def test_every_picture_of_the_estates_can_be_drawn(
    request: pytest.FixtureRequest, assess: Callable[..., object]
) -> None:
    for name in ("estate", "hostile"):
        dots = pictures(request.getfixturevalue(name))
        for svg in dot.svg(dots).values():
            root = ET.fromstring(svg)
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert tags <= {
                "svg",
                "desc",
                "style",
                "g",
                "title",
                "text",
                "path",
                "polygon",
                "ellipse",
                "polyline",
                "a",
            }
            links = [e.get(k) for e in root.iter() for k in e.attrib if k.endswith("href")]
            assert not any(links), links
