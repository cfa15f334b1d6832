"""Zipkin's answers -> a proposal: `/api/v2/dependencies`, and traces of `/api/v2/traces`."""

from collections.abc import Iterator, Sequence

from drctl.importers._json import Json
from drctl.importers._kind import Answer, Files, Refused, Source, problem
from drctl.importers._links import link, observed
from drctl.importers._observed import Call
from drctl.importers._spans import Span


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges that were observed.

    Args:
        sources: JSON texts; they are read as one estate.
        files: not asked.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    return observed("zipkin", sources, _seen)


def _seen(top: Json) -> Iterator[Call | Span]:
    if not isinstance(top.value, list):
        what = "this is not a list of links or of traces, as Zipkin's /api/v2 answers"
        raise Refused(problem("zipkin-shape", what, top.place))
    for item in top.items():
        value = item.value
        if isinstance(value, list):
            for span in item.items():
                yield _span(span)
        elif isinstance(value, dict) and "traceId" in value:
            yield _span(item)
        else:
            yield link(item, "parent", "child", "callCount", "errorCount")


def _span(span: Json) -> Span:
    value = span.value if isinstance(span.value, dict) else {}
    if "annotations" in value and "localEndpoint" not in value and "kind" not in value:
        what = "this is a span of Zipkin's first format; ask its /api/v2 for traces"
        raise Refused(problem("zipkin-shape", what, span.place))
    service = span.at("localEndpoint", "serviceName").text
    tags = value.get("tags")
    messages = value.get("kind") in ("PRODUCER", "CONSUMER")
    return Span(
        str(value.get("traceId", "")),
        str(value.get("id", "")),
        (str(value["parentId"]),) if value.get("parentId") else (),
        service or "unknown",
        span.evidence(""),
        value.get("kind") in ("CLIENT", "PRODUCER"),
        span.at("remoteEndpoint", "serviceName").text,
        "message" if messages else "",
        isinstance(tags, dict) and "error" in tags,
        value.get("shared") is True,
    )
