"""The list of importers is whole, and each does what an importer does."""

import importlib
import pkgutil

import pytest

import drctl.importers
from drctl.importers import IMPORTERS, importer
from drctl.importers._kind import Source


def test_every_module_that_reads_is_listed() -> None:
    names = [f"drctl.importers.{m.name}" for m in pkgutil.iter_modules(drctl.importers.__path__)]
    readers = [n for n in names if hasattr(importlib.import_module(n), "read")]
    assert sorted(IMPORTERS.values()) == sorted(readers)
    assert all(
        module == f"drctl.importers.{kind.replace('-', '_')}" for kind, module in IMPORTERS.items()
    )


@pytest.mark.parametrize("kind", sorted(IMPORTERS))
def test_nothing_to_read_is_a_finding(kind: str) -> None:
    proposal, findings = importer(kind).read([Source("<stdin>", "")])
    assert proposal is None
    assert [str(f.place) for f in findings] == ["<stdin>:1:1"]


def test_an_unknown_kind_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        importer("cobol")
