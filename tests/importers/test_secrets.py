"""No part of a credential reaches what an import writes.

The oracle is plain text search: passwords are made of letters that stand nowhere else.
"""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drctl.importers._kind import Source
from drctl.importers._scalars import quoted
from drctl.importers._workspace import render
from drctl.importers.compose import read as read_compose
from drctl.importers.kubernetes import read

# Q, Z and 7 stand in no name, template or sentence of this test; nor do qz, zq and zz.
PARTS = st.lists(st.sampled_from(["QZ", "Z7Q", "7", "77", "ZZ", ".", "-", "_"]), min_size=1)
SIGNS = ["", "@", "/", ":", "#", "?", "%40", ";", "=", ",", "&"]
PASSWORDS = st.tuples(
    st.sampled_from(["QZ", "77", "7"]), st.sampled_from(SIGNS), PARTS, st.sampled_from(SIGNS)
).map(lambda parts: f"{parts[0]}{parts[1]}{''.join(parts[2])}{parts[3]}ZQ")
ADDRESSES = ("DATABASE_URL", "DSN", "SERVICES")

TEMPLATES = [
    "postgres://user:{}@db:5432/orders",
    "postgres://user:{}@gone:5432/orders",
    "postgres://user:{}@db.example.com/orders",
    "http://user:{}@db/path",
    "https://user:{}@api.example.com/path",
    "mongodb://user:{}@db-a:1,db-b:2/x?email=a@b.c",
    "amqp://user:{}@db:5432,amqp://user:{}@gone:5432",
    "user:{}@tcp(db:3306)/orders",
    "Server=db;User Id=sa;Password={}",
    "Data Source=db;Pwd={};",
    "host=db port=5432 user=u password={}",
    '{{"host": "db", "password": "{}"}}',
    "https://hooks.example.com/{}/x",
    "https://db/x?token={}",
    "redis://:{}@db:5432",
    "{}",
]
VARIABLES = [*ADDRESSES, "DB_PASSWORD", "API_TOKEN", "SETTINGS"]


def written(variable: str, value: str, carrier: str) -> str:
    script = quoted(f"run --x {value}")
    value = quoted(value)
    entry = {
        "env": f"env: [{{name: {variable}, value: {value}}}]",
        "flag": f"args: [--{variable.lower()}, {value}]",
        "script": f"command: [sh, -c, {script}]",
        "config": "envFrom: [{configMapRef: {name: c}}]",
        "secret": f"env: [{{name: {variable}, valueFrom: {{secretKeyRef: {{name: s}}}}}}]",
    }[carrier]
    service = "{name: db}, spec: {selector: {a: b}, ports: [{port: 5432}]}"
    text = "\n---\n".join(
        [
            f"{{kind: Pod, metadata: {{name: app}}, spec: {{containers: [{{{entry}}}]}}}}",
            f"{{kind: ConfigMap, metadata: {{name: c}}, data: {{{variable}: {value}}}}}",
            f"{{kind: Secret, metadata: {{name: s}}, stringData: {{url: {value}}}}}",
            f"{{kind: Service, metadata: {service}}}",
        ]
    )
    proposal, findings = read([Source("m.yaml", text)])
    assert findings == ()
    assert proposal is not None
    # Line numbers may hold any digit.
    return re.sub(r"m\.yaml:\d+", "", render(proposal) + "".join(proposal.notes))


class Beside(dict[str, str]):
    """The files that a Compose file names."""

    def read(self, path: str) -> Source | None:
        return Source(path, self[path]) if path in self else None


def composed(variable: str, value: str, carrier: str) -> str:
    plain = quoted(value.replace("$", "$$"))
    script = quoted(f"run --x {value}".replace("$", "$$"))
    body = {
        "env": f"environment: {{{variable}: {plain}}}",
        "list": f"environment: [{quoted(f'{variable}={value}'.replace('$', '$$'))}]",
        "bare": f"environment: [{variable}]",
        "filled": f"environment: {{{variable}: '${{{variable}}}'}}",
        "default": f"environment: {{{variable}: {quoted(f'${{GONE-{value}}}')}}}",
        "file": "env_file: app.env",
        "flag": f"command: [--{variable.lower()}, {plain}]",
        "script": f"command: [sh, -c, {script}]",
        "text": f"command: {script}",
        "config": "configs: [c]",
    }[carrier]
    line = f"{variable}='{value}'\n"
    text = f"services: {{app: {{{body}}}, db: {{expose: [5432]}}}}\n"
    text += f"configs: {{c: {{content: {plain}}}}}\n"
    proposal, findings = read_compose(
        [Source("m.yaml", text)], Beside({".env": line, "app.env": line})
    )
    told = "".join(f.message for f in findings)
    if proposal is not None:
        told += render(proposal) + "".join(proposal.notes)
    return re.sub(r"(?:m\.yaml|app\.env|\.env):\d+", "", told)


@settings(max_examples=500)
@given(
    PASSWORDS,
    st.sampled_from(TEMPLATES),
    st.sampled_from(VARIABLES),
    st.sampled_from(
        [
            *("env", "list", "bare", "filled", "default", "file"),
            *("flag", "script", "text", "config"),
        ]
    ),
)
def test_no_part_of_a_password_is_written_from_compose(
    password: str, template: str, variable: str, carrier: str
) -> None:
    assume(not (template == "{}" and variable in ADDRESSES))
    text = composed(variable, template.format(password, password), carrier)
    assert not re.search(r"[QZ7]|qz|zq|zz", text)


def test_the_host_beside_a_password_is_found_in_compose() -> None:
    for carrier in ("env", "list", "bare", "filled", "file"):
        text = composed("DATABASE_URL", "postgres://user:QZ@db:5432/orders", carrier)
        assert "DATABASE_URL holds db:5432, which names the service db" in text


@settings(max_examples=500)
@given(
    PASSWORDS,
    st.sampled_from(TEMPLATES),
    st.sampled_from(VARIABLES),
    st.sampled_from(["env", "flag", "config", "secret", "script"]),
    st.booleans(),
)
def test_no_part_of_a_password_is_written(
    password: str, template: str, variable: str, carrier: str, lower: bool
) -> None:
    # A word that is the whole value of DATABASE_URL is a host, whatever else it may be.
    assume(not (template == "{}" and variable in ADDRESSES))
    password = password.lower() if lower else password
    text = written(variable, template.format(password, password), carrier)
    assert not re.search(r"[QZ7]|qz|zq|zz", text)


@pytest.mark.parametrize("variable", ["POSTGRES_PASSWORD", "API_KEY", "DB_USER", "AUTH_TOKEN"])
def test_a_secret_that_equals_the_name_of_a_service_makes_no_need(variable: str) -> None:
    assert "db" not in written(variable, "db", "env")
    assert "db" not in written(variable, "db:5432", "env")


def test_the_host_beside_a_password_is_found() -> None:
    text = written("DATABASE_URL", "postgres://user:QZ@db:5432/orders", "env")
    assert "DATABASE_URL holds db:5432, which names the Service db" in text


def test_a_variable_out_of_a_secret_is_told_but_not_opened() -> None:
    text = written("DATABASE_URL", "postgres://user:QZ@db:5432/orders", "secret")
    assert "DATABASE_URL comes from the Secret s: what it names is not seen" in text
    assert "needs:" not in text
