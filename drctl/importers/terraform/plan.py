"""Plans: what will be there, and the references between it in the configuration.

A reference may lead through a module's variables and outputs: `module.web.url` is what the output
`url` of that module refers to, `var.db` what the module's caller gives for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from drctl.importers._json import Json
from drctl.importers._kind import Evidence
from drctl.importers._resources import Resource, plain
from drctl.importers.terraform.state import maker, shown

_DEEPEST = 50


@dataclass(frozen=True, slots=True, eq=False)
class _Scope:
    """A module of the configuration: its address with a dot, and the one that calls it."""

    prefix: str
    module: Json
    call: Json | None = None
    outer: "_Scope | None" = None
    depth: int = 0

    def inner(self, name: str) -> "_Scope | None":
        """The module that is called by a name."""
        call = self.module.at("module_calls", name)
        if call.value is None or self.depth > _DEEPEST:
            return None
        prefix = f"{self.prefix}module.{name}."
        return _Scope(prefix, call.at("module"), call, self, self.depth + 1)


def planned(top: Json, resources: dict[str, Resource]) -> None:
    """Take the resources of a plan, and their references.

    Args:
        top: what `terraform show -json plan.out` prints.
        resources: by their addresses; what is found is put in.
    """
    shown(top.at("planned_values", "root_module"), resources)
    scopes = [_Scope("", top.at("configuration", "root_module"))]
    for scope in scopes:
        for item in scope.module.at("resources").items():
            _take(scope, item, resources)
        called = scope.module.at("module_calls").value
        names = called if isinstance(called, dict) else {}
        scopes += [inner for name in names if (inner := scope.inner(name)) is not None]


def _take(scope: _Scope, item: Json, resources: dict[str, Resource]) -> None:
    value = item.value if isinstance(item.value, dict) else {}
    address = scope.prefix + plain(str(value.get("address", "")))
    if address == scope.prefix:
        return
    if address not in resources:
        place = item.evidence(f"{address} is a resource")
        configured = str(value.get("provider_config_key", "")).rpartition(":")[2]
        made_by = maker(configured.partition(".")[0])
        resources[address] = Resource(address, str(value.get("type", "")), place, made_by)
    resource = resources[address]
    resource.data = resource.data or value.get("mode") == "data"
    told = [*_references(item.at("expressions")), *_listed(item.at("depends_on"))]
    for key in ("count_expression", "for_each_expression"):
        told += _references(item.at(key))
    for text, place in told:
        for target in _ends(scope, text, set()):
            if target != address:
                resource.refers.setdefault(target, place)


def _references(expression: Json) -> Iterator[tuple[str, Evidence]]:
    """All `references` at any depth of an expression."""
    waiting = [expression]
    for node in waiting:
        if isinstance(node.value, dict):
            yield from _listed(node.at("references"))
            waiting += [inner for key, inner in node.entries() if key != "references"]
        waiting += node.items()


def _listed(items: Json) -> Iterator[tuple[str, Evidence]]:
    for item in items.items():
        if isinstance(item.value, str):
            yield item.value, item.evidence(f"refers to {item.value}")


def _ends(scope: _Scope, text: str, seen: set[str]) -> Iterator[str]:
    """The resources that a reference leads to.

    Terraform lists `aws_instance.web.id` and `aws_instance.web`: both lead to the same.
    """
    mark = f"{scope.prefix} {text}"
    if mark in seen:
        return
    seen.add(mark)
    parts = plain(text).split(".")
    if parts[0] == "module" and len(parts) > 1:
        yield from _through_module(scope, parts, seen)
    elif parts[0] == "var" and len(parts) > 1:
        if scope.call is not None and scope.outer is not None:
            given = scope.call.at("expressions", parts[1])
            for inner, _ in _references(given):
                yield from _ends(scope.outer, inner, seen)
    elif parts[0] == "data" and len(parts) > 2:
        yield scope.prefix + ".".join(parts[:3])
    elif len(parts) > 1 and parts[0] not in (
        "local",
        "each",
        "count",
        "path",
        "self",
        "terraform",
    ):
        yield scope.prefix + ".".join(parts[:2])


def _through_module(scope: _Scope, parts: list[str], seen: set[str]) -> Iterator[str]:
    inner = scope.inner(parts[1])
    if inner is None:
        return
    if len(parts) > 2:
        output = inner.module.at("outputs", parts[2])
        for text, _ in (*_references(output.at("expression")), *_listed(output.at("depends_on"))):
            yield from _ends(inner, text, seen)
        return
    # The whole module: all that it holds.
    for item in inner.module.at("resources").items():
        address = item.at("address").text
        if address:
            yield inner.prefix + plain(address)
