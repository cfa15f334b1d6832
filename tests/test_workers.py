"""Who does the work changes nothing; a cluster that cannot be used says why."""

import operator
import os
import socket
import sys
from collections.abc import Iterator

import pytest

import drctl
from drctl import workers
from drctl.workers import Unusable, alone, on_cluster, on_cores

PIECES = list(range(7))
POWERS = [3**n for n in PIECES]


def test_answers_come_in_the_order_of_the_pieces() -> None:
    assert list(alone(operator.pow, 3, PIECES)) == POWERS
    for count in (1, 2, 5):
        assert list(on_cores(count)(operator.pow, 3, PIECES)) == POWERS
    assert list(on_cores(2)(operator.pow, 3, [])) == []
    assert workers.cores() >= 1


def test_a_process_that_is_ended_from_outside() -> None:
    with pytest.raises(Unusable, match="if memory ran out, fewer cores take less"):
        list(on_cores(2)(operator.call, os._exit, [1, 2]))


def test_a_cluster_answers_the_same(cluster: str) -> None:
    with on_cluster(cluster) as crew:
        assert list(crew(operator.pow, 3, PIECES)) == POWERS
        assert list(crew(operator.pow, 2, [1])) == [2]


def test_our_own_faults_are_not_the_cluster_s(cluster: str) -> None:
    with pytest.raises(ZeroDivisionError), on_cluster(cluster) as crew:
        list(crew(operator.truediv, 1, [0]))


@pytest.fixture
def mute() -> Iterator[str]:
    """Something that takes a call and never speaks."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def empty() -> Iterator[str]:
    """A scheduler without workers."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as found:
        yield found.scheduler_address


def why(address: str) -> str:
    with pytest.raises(Unusable) as found, on_cluster(address):
        pass
    return str(found.value)


@pytest.mark.parametrize(
    "address", ["", "nonsense", "http://x:1", "x:y", ":1", "x:70000", "a b:1"]
)
def test_what_is_no_address(address: str) -> None:
    told = why(address)
    assert told.startswith("a cluster is the address of a Dask scheduler, such as tcp://10.")
    assert told.endswith(f'not "{address}"')


def test_nobody_answers(mute: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS", 1)
    assert why(mute) == f"no Dask scheduler answers at {mute}: nothing for 1 s"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert why(f"127.0.0.1:{port}").startswith(f"no Dask scheduler answers at 127.0.0.1:{port}: ")


def test_a_cluster_without_workers(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS", 1)
    assert why(empty) == f"the cluster {empty} has no workers"


def test_workers_with_another_drctl(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = drctl.__version__
    monkeypatch.setattr(drctl, "__version__", "99.0")
    told = f"the workers of {cluster} run drctl {installed}; install drctl 99.0 there"
    assert why(cluster) == told


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert why("127.0.0.1:8786") == 'a cluster needs more: pip install "drctl[cluster]"'
