"""Jaeger's answers -> a proposal: who was seen calling whom, and how often.

The dependencies of `/api/dependencies` and `/api/v3/dependencies`, traces as its page saves them,
and traces as OpenTelemetry writes them.
"""

from collections.abc import Iterator, Sequence

from drctl.importers._json import Json
from drctl.importers._kind import Answer, Files, Refused, Source, problem
from drctl.importers._links import link, observed
from drctl.importers._observed import Call
from drctl.importers._otlp import otlp_spans
from drctl.importers._spans import Span, peer_of

_PAIRS = (("parent", "child", "callCount"), ("caller", "callee", "call_count"))
_SHAPES = (
    "an answer of Jaeger's /api/dependencies or /api/v3/dependencies, or traces as its page or "
    "OpenTelemetry writes them"
)


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges that were observed.

    Args:
        sources: JSON texts; they are read as one estate.
        files: not asked.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    return observed("jaeger", sources, _seen)


def _seen(top: Json) -> Iterator[Call | Span]:
    value = top.value
    first = value[0] if isinstance(value, list) and value else value
    match value:
        case {"dependencies": list()}:
            yield from _dependencies(top.at("dependencies"))
        case {"data": [{"spans": _}, *_]}:
            for trace in top.at("data").items():
                yield from _spans(trace.at("spans"), trace.at("processes"))
        case {"data": list() | None}:
            yield from _dependencies(top.at("data"))
        case {"resourceSpans": _} | {"batches": _} | {"result": {"resourceSpans": _}}:
            yield from otlp_spans(top)
        case {"spans": list()}:
            yield from _spans(top.at("spans"), top.at("processes"))
        case list() if isinstance(first, dict) and "spanID" in first:
            yield from _spans(top, top.at("processes"))
        case list() if isinstance(first, dict) and ("parent" in first or "caller" in first):
            yield from _dependencies(top)
        case _:
            what = f"this is not {_SHAPES}"
            raise Refused(problem("jaeger-shape", what, top.place))


def _dependencies(items: Json) -> Iterator[Call]:
    for item in items.items():
        old = isinstance(item.value, dict) and "caller" in item.value
        yield link(item, *_PAIRS[old])


def _spans(spans: Json, processes: Json) -> Iterator[Span]:
    services = {key: process.at("serviceName").text for key, process in processes.entries()}
    for span in spans.items():
        value = span.value if isinstance(span.value, dict) else {}
        service = services.get(str(value.get("processID", "")), "")
        service = service or span.at("process", "serviceName").text
        if not service or not value.get("spanID"):
            what = "this is not a span with an id and the name of its service"
            raise Refused(problem("jaeger-shape", what, span.place))
        tags = {
            str(tag.get("key")): str(tag.get("value"))
            for tag in value.get("tags") or ()
            if isinstance(tag, dict)
        }
        peer, system = peer_of(tags)
        yield Span(
            str(value.get("traceID", "")),
            str(value["spanID"]),
            tuple(_parents(value)),
            service,
            span.evidence(""),
            tags.get("span.kind") in ("client", "producer"),
            peer,
            system,
            tags.get("error", "").lower() == "true",
        )


def _parents(span: dict[str, object]) -> Iterator[str]:
    references = span.get("references")
    for reference in references if isinstance(references, list) else ():
        if isinstance(reference, dict) and reference.get("traceID") == span.get("traceID"):
            yield str(reference.get("spanID", ""))
    if span.get("parentSpanID"):
        yield str(span["parentSpanID"])
