"""Which hosts a text names: exact tables, written by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drctl.catalogue import vendor
from drctl.importers._hosts import exact, hosts_in, hosts_tried_in
from drctl.importers._outside import ignored, outside
from drctl.importers._words import called, feature_flags, load_generator, speech, telemetry


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis:6379", ["redis:6379"]),
        ("http://a.b.svc.cluster.local.:80/x", ["a.b.svc.cluster.local:80"]),
        ("HTTPS://Api.Example.COM/v1", ["api.example.com"]),
        ("jdbc:postgresql://h1:1,h2:2/db?user=u", ["h1:1", "h2:2"]),
        ("mongodb://u:p@h1:1,h2:2/db", ["h1:1", "h2:2"]),
        ("amqp://u:p@h1:1,amqp://u:p@h2:2", ["h1:1", "h2:2"]),
        ("u:p@tcp(db:3306)/x", ["db:3306"]),
        ("jdbc:oracle:thin:@db:1521:sid", ["db:1521"]),
        ("jdbc:sqlserver://db:1433;user=u;password=p", ["db:1433"]),
        ("kafka-0.kafka:9092,kafka-1.kafka:9092", ["kafka-0.kafka:9092", "kafka-1.kafka:9092"]),
        ("server.1=zk-0.zk:2888:3888", ["zk-0.zk:2888"]),
        ('{"url": "http://a:1/x"}', ["a:1"]),
        ("http://$(HOST)/x http://${HOST:-b}", []),
        ("postgres://u:$(PASSWORD)@db/x", ["db"]),
        ("file:///etc/hosts", []),
        ("redis:99999", []),
        ("redis:0", []),
        (":8080", []),
        ("shop@example.com", []),
        ("/etc/app.yaml", []),
        ("[::1]:80", []),
        ("://", []),
        ("", []),
        # A password that was not encoded: the host is last, or nothing is said.
        ("postgres://u:p@q/w@db:5432/x", ["db:5432"]),
        ("postgres://u:p/w@db:5432/x", ["db:5432"]),
        ("postgres://u:12/w@db:5432/x", ["db:5432"]),
        ("postgres://u:12?w@db:5432/x", ["u"]),
        ("postgres://u:p?w@db:5432/x", []),
        ("https://u:p@a.io/w@api.example.com", []),
        ("https://u:p@a.io?w@api.example.com", []),
    ],
)
def test_hosts_with_ports_and_in_urls(text: str, expected: list[str]) -> None:
    assert [h.shown for h in hosts_in(text) if h.form != "name"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis", [("redis", "")]),
        ("host=db user=u", [("db", "host"), ("u", "user")]),
        ("Server=db;Password=p", [("db", "Server"), ("p", "Password")]),
        ("Data Source=db", [("db", "Server")]),
        ("-Dcache.host=redis", [("redis", "cache.host")]),
        ("Redis", []),
        ("two words", [("two", ""), ("words", "")]),
    ],
)
def test_bare_names_with_the_key_beside_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(h.name, h.hint) for h in hosts_in(text)] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("until nc -z -w 2 db 5432; do sleep 1; done", ["db:5432"]),
        ("nslookup db.$(cat /ns).svc.cluster.local", ["db.svc.cluster.local"]),
        ("getent hosts db", ["db"]),
        ("pg_isready -h db -U user", ["db"]),
        ("redis-cli --host=cache ping", ["cache"]),
        ("sync -h", []),
        ("echo done", []),
    ],
)
def test_hosts_that_a_script_tries(script: str, expected: list[str]) -> None:
    assert [h.shown for h in hosts_tried_in(script)] == expected


@given(st.text(alphabet="ab1.:/@,;=-_ $(){}\"'", max_size=60))
def test_a_host_is_always_a_piece_of_the_text(text: str) -> None:
    for host in (*hosts_in(text), *hosts_tried_in(text)):
        assert host.name.removesuffix(".svc") in text.lower()
        assert host.port is None or str(host.port) in text


@pytest.mark.parametrize("text", ["db", "db:1", "http://db", "http://db.a.b:80/", "db.a."])
def test_exact(text: str) -> None:
    assert exact(text)


@pytest.mark.parametrize(
    "text", ["", "u@db", "db/x", "http://u:p@db", "http://db?x", "a b", "a,b"]
)
def test_not_exact(text: str) -> None:
    assert not exact(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("REDIS_ADDR", "address"),
        ("redisHost", "address"),
        ("spring.redis.host", "address"),
        ("TOKEN_URL", "address"),
        ("USER_SERVICE_ADDR", "address"),
        ("BROKER_LIST", "address"),
        ("DB2_HOST1", "address"),
        ("POSTGRES_PASSWORD", "secret"),
        ("URL_TOKEN", "secret"),
        ("OTEL_SERVICE_NAME", "other"),
        ("POSTGRES_DB", "other"),
        ("SIDECAR_IMAGE", "image"),
        ("mongo", "unknown"),
        ("CURL_GHOST", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_a_variable_holds(name: str, expected: str) -> None:
    assert speech(name) == expected


def test_variables_whose_hosts_nobody_calls() -> None:
    named = ["NO_PROXY", "CORS_ORIGINS", "PUBLIC_URL", "BIND_ADDR", "ADVERTISED_LISTENERS"]
    assert [n for n in (*named, "API_URL") if called(n)] == ["API_URL"]


def test_telemetry_is_known_by_whole_words() -> None:
    named = ["otel-collector", "JAEGER_ADDR", "new-relic", "fluentbit", "metrics-api", "tracer"]
    assert [n for n in (*named, "hotel") if not telemetry(n)] == ["hotel"]
    assert feature_flags("flagd") == "flagd"
    assert not feature_flags("flag-shop")
    named = [
        "loadgenerator",
        "load-generator",
        "traffic-gen",
        "locust",
        "k6",
        "download-generator",
    ]
    assert [n for n in named if not load_generator(n)] == ["download-generator"]


def test_where_a_host_stands() -> None:
    hosts = [
        "api.openai.com",
        "db.corp.internal",
        "a.svc.cluster.local",
        "a.shop",
        "redis",
        "a.b1",
    ]
    assert [h for h in hosts if outside(h)] == ["api.openai.com", "db.corp.internal", "a.shop"]
    local = ["localhost", "127.0.0.1", "0.0.0.0", "169.254.169.254", "metadata.google.internal"]
    assert all(map(ignored, local))
    assert not ignored("10.0.0.1")
    assert vendor("api.openai.com") == "openai"
    assert vendor("notopenai.com") == ""
