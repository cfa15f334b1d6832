"""The binder as a reader of PDF sees it: its outline, its links, its text, nothing off a page."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

import drctl.render.binder as subject
from drctl.assessment import Assessment
from drctl.render import diagrams, dot
from tests.render.binder.conftest import TYPST, bound, printed
from tests.render.conftest import ATTACK


def text(reader: PdfReader) -> str:
    """All of it on one line, without headers' line ends."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def squeezed(words: str) -> str:
    """Without spaces: a line may end anywhere in a long word."""
    return re.sub(r"\s+", "", words)


def outline(reader: PdfReader, entries: Any = None, depth: int = 1) -> list[tuple[int, str, int]]:
    found: list[tuple[int, str, int]] = []
    for entry in reader.outline if entries is None else entries:
        if isinstance(entry, list):
            found += outline(reader, entry, depth + 1)
        else:
            page = reader.get_destination_page_number(entry)
            assert page is not None
            found.append((depth, str(entry.title), page + 1))
    return found


def test_its_parts_stand_in_the_outline(shop: PdfReader) -> None:
    parts = [(title, page) for depth, title, page in outline(shop) if depth == 1]
    assert [title for title, _ in parts] == [
        "Contents", "Promises and evidence", "Runbooks", "Diagrams", "Contacts"
    ]  # fmt: skip
    assert [page for _, page in parts] == sorted(page for _, page in parts)
    inside = [title for depth, title, _ in outline(shop) if depth == 2]
    assert "The shop: down" in inside
    assert "6. Steps" in [title for depth, title, _ in outline(shop) if depth == 3]


def test_the_contents_name_the_pages_that_the_outline_goes_to(shop: PdfReader) -> None:
    contents = "\n".join(page.extract_text() for page in shop.pages[1:4])
    for depth, title, page in outline(shop):
        if depth == 2 and title.endswith(": down"):
            assert re.search(rf"{re.escape(title)}[ .]*{page}\n", contents), title


def links(reader: PdfReader) -> list[tuple[int, str, int]]:
    """Each link inside: its page, its destination's name, and the page of that."""
    names = reader.named_destinations
    found = []
    for number, page in enumerate(reader.pages, 1):
        for each in page.annotations or ():
            link = each.get_object()
            target = link.get("/Dest") or link.get("/A", {}).get("/D")
            if target is None:
                continue
            if isinstance(target, str) and target in names:
                there = reader.get_destination_page_number(names[target])
                found.append((number, target, (there or 0) + 1))
            else:
                pages = {p.indirect_reference: n for n, p in enumerate(reader.pages, 1)}
                found.append((number, "", pages[target[0]]))
    return found


def test_links_between_runbooks_lead_to_their_first_pages(shop: PdfReader) -> None:
    begins = {title: page for _, title, page in outline(shop)}
    inside = {t: p for d, t, p in outline(shop) if d == 2 and t.endswith(": down")}
    first, last = min(inside.values()), begins["Diagrams"]
    across = [there for here, _, there in links(shop) if first <= here < last and there != here]
    assert set(across) & set(inside.values())
    assert len(across) > 20
    # From the contents every entry is a link.
    from_contents = [there for here, _, there in links(shop) if here == 2]
    assert set(inside.values()) <= set(from_contents)


def test_the_index_leads_by_symptom_with_the_page(shop: PdfReader) -> None:
    pages = {title: page for _, title, page in outline(shop)}
    index = shop.pages[pages["By alert"] - 1].extract_text()
    wanted = re.search(r"DatabaseDown\s+(.+?)\s*p\.\s*(\d+)", index)
    assert wanted is not None
    assert pages[f"{wanted[1]}: down"] == int(wanted[2])


def test_evidence(shop: PdfReader) -> None:
    words = text(shop)
    assert "2026-02-11database.nodeonreplicapassed20m" in squeezed(words)
    assert "2026-03-01runbookprovider-stripefailednotgiven" in squeezed(words)
    assert "Acceptances are judged by 2026-11-24" in words
    assert "The shop once fell. <b>by hand</b>" in words


def test_headers_and_footers(shop: PdfReader) -> None:
    count = len(shop.pages)
    for number, page in enumerate(shop.pages[1:], 2):
        words = " ".join(page.extract_text().split())
        assert f"Page {number} of {count}" in words
        assert "Made from model " in words
        assert ": disaster recovery binder" in words


def test_the_same_model_gives_the_same_bytes(estate: Assessment) -> None:
    # Graphviz writes the clusters of one DOT in an order that changes from run to run.
    drawn = dot.svg(diagrams.pictures(estate))
    once, again = printed(estate, drawn=drawn), printed(estate, drawn=drawn)
    assert once == again
    reader = PdfReader(io.BytesIO(once[0]))
    assert reader.metadata is not None
    assert reader.metadata.creation_date is None
    assert f"Written by drctl from model {bound(estate).source}".encode() in once[0]


def test_it_uses_the_fonts_of_typst_only(shop: PdfReader, attacked: PdfReader) -> None:
    for reader in (shop, attacked):
        fonts = set()
        for page in reader.pages:
            resources: Any = page["/Resources"]
            for font in (resources.get("/Font") or {}).values():
                fonts.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
        families = ("LibertinusSerif", "DejaVuSansMono", "NewCM")
        assert fonts
        assert all(font.startswith(families) for font in fonts), fonts


def test_hostile_text_shows_as_text(attacked: PdfReader) -> None:
    words = squeezed(text(attacked))
    assert squeezed("<script>alert(1)</script> ![x](http://evil/x.png)") in words
    assert squeezed("{{ 7 * 7 }} {% raw %} $HOME $(id) 'q' $m$") in words
    assert "root:x:0" not in words
    for page in attacked.pages:
        for each in page.annotations or ():
            address = str(each.get_object().get("/A", {}).get("/URI", "https:"))
            assert address.startswith(("https:", "http:", "mailto:")), address


def test_what_typst_would_run_shows_as_text(printed_from: Callable[[str], PdfReader]) -> None:
    import json

    attack = json.dumps(TYPST + ATTACK)
    lines = json.dumps(TYPST + "\n  " + TYPST)
    model = f"""
drctl: 1
title: {attack}
policy: {{tiers: {{t: {{rto: 1h}}}}}}
teams: {{x: {{title: {attack}, oncall: {{ {attack}: {attack} }}}}}}
services:
  graph: {{title: {attack}, tier: t, owner: x, symptoms: [{attack}], needs: {{
    a: {{use: b, fallbacks: [{{use: c, procedure: p}}]}}}}}}
  b: {{tier: t}}
  c: {{tier: t}}
procedures: {{p: {{steps: [{{do: {attack}, run: {lines}, expect: {attack}}}]}}}}
"""
    words = squeezed(text(printed_from(model)))
    assert squeezed(TYPST) in words
    assert words.count('#read("/etc/passwd")') > 6


def runs(reader: PdfReader) -> list[tuple[float, float, float, str, str]]:
    """Each run of text: where it begins, the page's width, its size, its font, its text."""
    found: list[tuple[float, float, float, str, str]] = []
    for page in reader.pages:
        width = float(page.mediabox.width)

        def visit(
            words: str, cm: Any, tm: Any, font: Any, size: float, width: float = width
        ) -> None:
            if words.strip() and font:
                x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
                found.append((x, width, size * abs(cm[0]) * tm[0], str(font["/BaseFont"]), words))

        page.extract_text(visitor_text=visit)
    return found


def test_no_command_runs_off_the_page(printed_from: Callable[[str], PdfReader]) -> None:
    """DejaVu Sans Mono advances by 1233/2048 of its size, as its table of widths says."""
    long = "curl https://example.com/" + "a" * 300 + "?" + "key=value&" * 40 + "x" * 200
    spaced = "echo " + " ".join(f"word{i}" for i in range(200)) + "; " + "b" * 500
    model = f"""
drctl: 1
policy: {{tiers: {{t: {{rto: 1h}}}}}}
services:
  {"n" * 99}: {{tier: t, title: {"T" * 300}, needs: {{a: {{use: b, fallbacks: [
    {{use: c, procedure: p}}]}}}}}}
  b: {{tier: t, symptoms: [{"s" * 400}]}}
  c: {{tier: t}}
procedures: {{p: {{steps: [{{do: {"d" * 200}, run: {long!r}, verify: {spaced!r}}}]}}}}
"""
    reader = printed_from(model)
    words = squeezed(text(reader))
    assert squeezed(long) in words
    assert squeezed(spaced) in words
    mono = [run for run in runs(reader) if "DejaVuSansMono" in run[3]]
    assert len(mono) > 30
    for x, width, size, _, run in mono:
        for line in run.splitlines():
            assert x + len(line) * size * 1233 / 2048 <= width - 40, (x, size, line)
    for x, width, _, _, run in runs(reader):
        # Larger papers hold pictures, whose texts stand where Graphviz has put them.
        assert 0 <= x < width or width > 600, run


def test_volumes(estate: Assessment, monkeypatch: pytest.MonkeyPatch, shop: PdfReader) -> None:
    monkeypatch.setattr(subject, "VOLUME", 3)
    volumes = bound(estate).volumes
    pages = [PdfReader(io.BytesIO(content)) for content in printed(estate)]
    assert [v.file for v in volumes[:3]] == ["binder.pdf", "binder-2.pdf", "binder-3.pdf"]
    # All runbooks of the binder in one volume are there, each once.
    whole = [t for d, t, _ in outline(shop) if d == 2 and t.endswith(": down")]
    found = [t for r in pages for d, t, _ in outline(r) if d == 2 and t.endswith(": down")]
    assert found == whole
    assert f"volume 2 of {len(volumes)}" in text(pages[1])
    assert "(vol. 2)" in text(pages[0])
    assert "(vol. 1)" in text(pages[1])


def test_an_estate_of_one_part(printed_from: Callable[[str], PdfReader]) -> None:
    words = text(printed_from("drctl: 1\ndomains: {a: {}}\n"))
    for line in ("No tiers are declared.", "No drill is recorded.", "No teams are declared."):
        assert line in words


def test_what_it_is_made_from_has_one_hash(
    estate: Assessment, assess: Callable[[str], Assessment]
) -> None:
    assert bound(estate).source == bound(estate).source
    one, other = (
        assess(
            f"drctl: 1\npolicy: {{tiers: {{t: {{}}}}}}\nservices: {{a: {{tier: t, title: {t}}}}}\n"
        )
        for t in ("A", "B")
    )
    assert bound(one).source != bound(other).source
    note = {"runbooks/service-a.md": "A note."}
    assert bound(one).source != bound(one, note).source
