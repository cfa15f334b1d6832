"""Traces in OpenTelemetry's JSON -> spans."""

from collections.abc import Iterator
from typing import Any

from drctl.importers._json import Json
from drctl.importers._spans import Span, peer_of

_CALLING = (3, 4, "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER")
_FAILED = (2, "STATUS_CODE_ERROR")


def otlp_spans(top: Json) -> Iterator[Span]:
    """All spans of a text; `resourceSpans` may stand inside `result`, or be called `batches`."""
    value = top.value if isinstance(top.value, dict) else {}
    inside = top.at("result") if "result" in value else top
    key = "resourceSpans" if inside.at("resourceSpans").start >= 0 else "batches"
    for resource in inside.at(key).items():
        service = _tags(resource.at("resource").value).get("service.name", "")
        for scopes in ("scopeSpans", "instrumentationLibrarySpans"):
            for scope in resource.at(scopes).items():
                for span in scope.at("spans").items():
                    if isinstance(span.value, dict):
                        yield _span(service or "unknown_service", span)


def _span(service: str, span: Json) -> Span:
    value = span.value
    peer, system = peer_of(_tags(value))
    parent = str(value.get("parentSpanId") or "")
    status = value.get("status")
    return Span(
        str(value.get("traceId", "")),
        str(value.get("spanId", "")),
        (parent,) if parent else (),
        service,
        span.evidence(""),
        value.get("kind") in _CALLING,
        peer,
        system,
        isinstance(status, dict) and status.get("code") in _FAILED,
    )


def _tags(holder: Any) -> dict[str, str]:
    attributes = holder.get("attributes") if isinstance(holder, dict) else None
    found: dict[str, str] = {}
    for one in attributes if isinstance(attributes, list) else ():
        if isinstance(one, dict) and isinstance(one.get("value"), dict):
            found[str(one.get("key"))] = str(next(iter(one["value"].values()), ""))
    return found
