"""What a model for the public leaves out, and that its answers stay."""

import datetime

import pytest

from drctl.assessment import Assessment
from drctl.audit.run import audit
from drctl.model import Model, load, load_text
from drctl.model.language.component import Provider, Service
from drctl.model.redact import LEFT_OUT, Redaction
from tests.conftest import ROOT

DAY = datetime.date(2026, 11, 26)
MODEL = """\
drctl: 1
teams:
  ops:
    oncall: {phone: "+49 30 1234 5678", pager: PX99, mail: ops@corp.example}
    escalation: [Jane Doe, cto]
    links: [{title: Rota, url: "https://pager.example/rota#PX99"}, "https://docs.example/how"]
domains:
  aws-123456789012:
    {kind: account, description: "Account 1234-5678-9012, root AKIAABCDEFGHIJKLMNOP"}
providers:
  llm:
    in: aws-123456789012
    probe: {url: "https://tenant.llm.example/v1/models", expect: 401}
    endpoint: {api: openai, base_url: "https://tenant.llm.example/v1", model: m-1, key: LLM_KEY}
    symptoms: ["tenant.llm.example times out", "llm.example is another"]
    description: Asks https://tenant.llm.example/v1 with LLM_KEY; page PX99 or 0049 30 1234567.
services:
  chat:
    owner: ops
    capacity: 123456789012 rps
    failure: {mtbf: 90d, restore: 30m}
    links: ["https://console.example/?account=123456789012", "mailto:jane@corp.example"]
    needs:
      llm: {use: llm, why: "Host 10.1.2.3:8080, version 1.2.3, arn:aws:iam::123456789012:role/x"}
procedures:
  switch:
    parameters: {host: {default: db-7.internal}, tag: {default: latest}}
    steps:
      - {do: Point db-7.internal elsewhere, run: "kubectl set env deploy/x KEY=s3cr3t",
         expect: done, verify: "! nc -z 10.0.0.1 5432", undo: "/usr/bin/thing --password p4ss"}
      - {do: Use the latest, run: "KEY=s3cr3t curl x"}
      - {do: Look, run: date}
      - {do: Many, run: "cat <<E\\ns3cr3t\\nE"}
"""


@pytest.fixture(scope="module")
def made() -> Model:
    model, wrong = load_text(MODEL)
    assert model is not None, wrong
    return Redaction(model).model()


def test_people(made: Model) -> None:
    team = made.teams["ops"]
    assert set(team.oncall.values()) == {LEFT_OUT}
    assert list(team.oncall) == ["phone", "pager", "mail"]
    assert team.escalation == (LEFT_OUT,)
    assert [getattr(link, "url", link) for link in team.links or ()] == [
        LEFT_OUT,
        "https://docs.example/how",
    ]


def test_accounts_keep_a_name(made: Model) -> None:
    assert "aws-account-1" in made.components
    assert not made.components["llm"].vendors
    assert made.components["aws-account-1"].spec.description == "Account account-2, root account-3"
    assert str(made.components["llm"].placement).count("aws-account-1") == 1


def test_endpoints_and_their_hosts(made: Model) -> None:
    spec = made.components["llm"].spec
    assert isinstance(spec, Provider)
    assert spec.probe
    assert spec.endpoint
    assert spec.probe.url == LEFT_OUT
    endpoint = spec.endpoint
    assert {endpoint.api, endpoint.base_url, endpoint.model, endpoint.key} == {LEFT_OUT}
    assert spec.symptoms == (f"{LEFT_OUT} times out", "llm.example is another")
    assert spec.description == (f"Asks {LEFT_OUT} with {LEFT_OUT}; page {LEFT_OUT} or {LEFT_OUT}.")


def test_commands_keep_their_program(made: Model) -> None:
    steps = made.procedures["switch"].steps
    assert [step.run for step in steps] == ["kubectl …", LEFT_OUT, "date", "cat …"]
    assert (steps[0].expect, steps[0].verify, steps[0].undo) == (LEFT_OUT,) * 3
    assert steps[0].do == f"Point {LEFT_OUT} elsewhere"
    assert steps[1].do == "Use the latest"
    defaults = [p.default for p in made.procedures["switch"].parameters.values()]
    assert defaults == [LEFT_OUT] * 2


def test_other_texts_and_numbers(made: Model) -> None:
    chat = made.components["chat"]
    assert isinstance(chat.spec, Service)
    assert str(chat.spec.capacity) == "1.23457e+11 rps"
    assert chat.spec.links == (LEFT_OUT, LEFT_OUT)
    assert chat.needs[0].why == f"Host {LEFT_OUT}, version 1.2.3, {LEFT_OUT}"


def test_the_reference_estate_s_answers_stay() -> None:
    model, wrong = load(ROOT / "dr.yaml")
    assert model is not None, wrong
    reports = [audit(Assessment(m), today=DAY) for m in (model, Redaction(model).model())]
    one, other = (
        [(f.rule, f.severity, f.object, f.cause, f.victims) for f in report.findings]
        for report in reports
    )
    assert one == other
    assert len(one) > 20


def test_the_same_account_has_one_name_everywhere(made: Model) -> None:
    model, wrong = load_text(MODEL)
    assert model is not None, wrong
    redaction = Redaction(model)
    redaction.model()
    assert redaction.text("about: [aws-123456789012]") == "about: [aws-account-1]"
