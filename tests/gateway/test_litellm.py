"""LiteLLM's files: written, read back, and read as others write them."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from drctl.gateway.litellm import emit
from drctl.gateway.litellm import read as read_configuration
from drctl.gateway.plan import Plan, plan
from drctl.importers import litellm
from drctl.importers._kind import Proposal, Source
from drctl.importers._workspace import render
from drctl.model import load
from drctl.model.model import Model
from drctl.model.source import Source as Text

ROOT = Path(__file__).parents[2]


def model_of(text: str, folder: Path) -> Model:
    (folder / "dr.yaml").write_text(text, encoding="utf-8")
    found, errors = load(folder / "dr.yaml")
    assert found is not None, errors
    return found


def reference() -> Plan:
    found, _ = load(ROOT / "dr.yaml")
    assert found is not None
    return plan(found)


def imported(text: str) -> Proposal:
    proposal, findings = litellm.read([Source("litellm.yaml", text)])
    assert findings == ()
    assert proposal is not None
    return proposal


def test_what_is_written_is_what_another_reader_of_yaml_reads() -> None:
    wanted = reference()
    content = YAML(typ="safe", pure=True).load(emit(wanted).text)
    by_name = {entry["model_name"]: entry for entry in content["model_list"]}
    groups = {g["group_name"]: g for g in content["router_settings"]["routing_groups"]}
    assert {group.name for group in wanted.groups} == groups.keys()
    for group in wanted.groups:
        written = groups[group.name]
        ranked = sorted(written["model_priorities"], key=written["model_priorities"].get)
        info = [by_name[name]["model_info"]["component"] for name in ranked]
        assert tuple(info) == group.components
        for member in group.members:
            params = by_name[member.target.name]["litellm_params"]
            assert params["api_key"] == f"os.environ/{member.target.key}"
            checked = by_name[member.target.name]["model_info"]["health_check_timeout"]
            assert 0 < checked < params["timeout"] == member.target.timeout


def test_callers_are_still_there_when_the_second_option_answers() -> None:
    for group in reference().groups:
        assert group.budget is not None
        first, *others = (member.target.timeout for member in group.members)
        assert all(first + other < group.budget for other in others)


def test_what_is_written_comes_back_as_it_was(tmp_path: Path) -> None:
    text = emit(reference()).text
    model = render(imported(text), "northwind-assist")
    assert emit(plan(model_of(model, tmp_path))).text == text


EQUALS = """\
drctl: 1
name: harbour
providers:
  a: {endpoint: {api: openai, base_url: "http://a.example/v1", model: m, key: A}}
  b: {endpoint: {api: openai, base_url: "http://b.example/v1", model: m, key: B}}
  c: {endpoint: {api: anthropic, model: n, key: C}}
  d: {}
services:
  router:
    needs:
      talk:
        use: {any_of: [a, {use: b, weight: 3}]}
        fallbacks: [{use: c, switch: automatic}, {use: d, switch: automatic}]
      alone: a
      other: d
"""


def test_equals_share_and_what_cannot_be_called_is_told(tmp_path: Path) -> None:
    found = plan(model_of(EQUALS, tmp_path))
    (group,) = found.groups
    assert [(m.target.name, m.rank, m.weight) for m in group.members] == [
        ("a", 1, 1.0),
        ("b", 1, 3.0),
        ("c", 2, 1.0),
    ]
    assert found.notes == (
        "d is left out of router.talk: it has no endpoint",
        "router.alone is left out: no automatic fallback",
    )
    text = emit(found).text
    assert emit(plan(model_of(render(imported(text), "harbour"), tmp_path))).text == text


def test_files_of_the_wrong_kind_are_told_with_their_place() -> None:
    for text in ("", "[]", "services: {}", "model_list: {}", "a: *b", "x: [", "\x00", "- " * 300):
        _, findings = read_configuration(Text("f.yaml", text))
        assert findings, text
        assert all(f.place.line >= 1 for f in findings)


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [x]"] + [
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)
    ]
    _, findings = read_configuration(Text("f.yaml", "\n".join(lines)))
    assert [f.rule for f in findings] == ["yaml-syntax"]


@pytest.mark.needs("corpus")
class TestRealFiles:
    """LiteLLM's own examples, and those of its documentation; three of these are no YAML."""

    BROKEN = ("reliability-03", "reliability-04", "reliability-05")

    def files(self, corpus: Path) -> list[Path]:
        found = [*corpus.glob("litellm/*.yaml"), *corpus.glob("litellm-docs-fallbacks/*.yaml")]
        assert len(found) == 15
        return sorted(found)

    def test_all_are_read_but_those_that_are_no_yaml(self, corpus: Path, tmp_path: Path) -> None:
        for file in self.files(corpus):
            proposal, findings = litellm.read([Source(file.name, file.read_text())])
            if file.stem in self.BROKEN:
                assert [f.rule for f in findings] == ["yaml-syntax"]
                continue
            assert proposal is not None, file.name
            model = model_of(render(proposal, "imported"), tmp_path)
            entries = YAML(typ="safe", pure=True).load(file)["model_list"]
            called = {str(entry["litellm_params"].get("model")) for entry in entries}
            known = {str(component.spec.endpoint.model) for component in model.of_kind("provider")}  # type: ignore[union-attr]
            assert all(any(name.endswith(each) for each in known) for name in called), file.name

    @pytest.mark.parametrize(
        ("name", "chain"),
        [
            ("load_balancing-07", ["gpt-4-primary", "gpt-4-fallback"]),
            ("load_balancing-08", ["gpt-4-primary", "gpt-4-secondary", "gpt-4"]),
            ("reliability-01", ["<your-deployment-name>", "gpt-4-ca"]),
            ("reliability-06", ["gpt-4o", "gpt-4o"]),
            ("routing-09", ["gpt-4-primary", "gpt-4-fallback"]),
        ],
    )
    def test_the_order_is_the_one_that_the_pages_explain(
        self, corpus: Path, name: str, chain: list[str]
    ) -> None:
        text = (corpus / "litellm-docs-fallbacks" / f"{name}.yaml").read_text()
        configuration, _ = read_configuration(Text(name, text))
        assert configuration is not None
        first = configuration.chains[0]
        assert [[d.model for d in rank.deployments] for rank in first.ranks] == [
            [model] for model in chain
        ]
