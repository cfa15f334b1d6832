"""docs/outages.md and examples/README.md show what the files say and what drctl answers."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "outages.md").read_text(encoding="utf-8")
README = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
FOLDERS = sorted(path.name for path in (ROOT / "examples" / "outages").iterdir())
SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
CONSOLE = re.findall(r"^```console\n\$ (.+)\n((?:.*\n)*?)```", PAGE, re.MULTILINE)
TABLE = YAML(typ="safe", pure=True).load(
    (ROOT / "tests" / "examples" / "outages.yaml").read_text(encoding="utf-8")
)


def folder_of(section: str) -> str:
    names: set[str] = set(re.findall(r"--model examples/outages/([a-z0-9-]+)/", section))
    (name,) = names
    return name


def lines(text: str) -> list[str]:
    """What is compared: no empty lines, and no places at the ends of lines."""
    bare = (re.sub(r"\s{2,}examples/\S+$", "", line).rstrip() for line in text.splitlines())
    return [line for line in bare if line]


def parts(shown: list[str]) -> Iterator[list[str]]:
    """The lines between the marks of omission."""
    part: list[str] = []
    for line in shown:
        if line == "…":
            yield part
            part = []
        else:
            part.append(line)
    yield part


def test_every_outage_has_its_section_and_its_row() -> None:
    assert sorted(folder_of(section) for section in SECTIONS) == FOLDERS
    assert sorted(re.findall(r"\]\(outages/([a-z0-9-]+)\)", README)) == FOLDERS


@pytest.mark.parametrize(("line", "shown"), CONSOLE, ids=[line for line, _ in CONSOLE])
def test_the_answers_are_real(line: str, shown: str, drctl: Callable[..., Any]) -> None:
    answer = drctl(*line.split()[1:], cwd=ROOT)
    assert answer.err == ""
    assert answer.code == (1 if line.startswith("drctl audit") else 0)
    given, wanted = lines(answer.out), list(parts(lines(shown)))
    at = 0
    for number, part in enumerate(wanted):
        places = [i for i in range(at, len(given)) if given[i : i + len(part)] == part]
        assert places, part
        # Without a mark of omission before it, it is what comes next.
        assert number > 0 or places[0] == 0
        at = places[0] + len(part)
    assert not wanted[-1] or at == len(given)


@pytest.mark.parametrize("section", SECTIONS, ids=folder_of)
def test_the_lines_of_yaml_stand_in_the_files(section: str) -> None:
    folder = ROOT / "examples" / "outages" / folder_of(section)
    files = [path.read_text(encoding="utf-8").splitlines() for path in folder.iterdir()]
    blocks = re.findall(r"^```yaml\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 2
    for block in blocks:
        assert any(in_order(block.splitlines(), file) for file in files), block


def in_order(some: list[str], all_lines: list[str]) -> bool:
    rest = iter(all_lines)
    return all(line in rest for line in some)


@pytest.mark.parametrize("page", ["docs/outages.md", "examples/README.md"])
def test_the_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        file, _, anchor = target.partition("#")
        assert not file or (ROOT / page).parent.joinpath(file).exists(), target
        assert not anchor or anchor in anchors, target


@pytest.mark.parametrize("name", FOLDERS)
def test_the_row_says_what_drctl_says(name: str) -> None:
    """Cause, rules and the victim's times of tests/examples/outages.yaml, which drctl gives."""
    (row,) = re.findall(rf"^\|.*\]\(outages/{name}\).*\|$", README, re.MULTILINE)
    before, after = row.split("|")[4:6]
    entry = TABLE[name]
    for rule, cause, _ in entry["found"][:1]:
        assert f"`{rule}`" in before
        assert f"`{cause}`" in before
    victim = entry["victim"]
    assert f"`{victim}`" in before
    assert entry["times"][victim][0] in before
    assert entry["times"][victim][1] in after
