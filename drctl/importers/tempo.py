"""Service graphs that Tempo and OpenTelemetry's collector count -> a proposal.

The answer of Prometheus to a query for `traces_service_graph_request_total`, by `client`,
`server` and `connection_type`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from drctl.importers._json import Json
from drctl.importers._kind import Answer, Files, Refused, Source, problem
from drctl.importers._links import link, observed
from drctl.importers._observed import Call, Way

_WAYS: dict[str, Way] = {
    "database": "database",
    "messaging_system": "message",
    "virtual_node": "outside",
}
_QUERY = (
    "sum by (client, server, connection_type) "
    "(increase(traces_service_graph_request_total[7d])) > 0"
)


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges that were observed.

    Args:
        sources: JSON texts; they are read as one estate.
        files: not asked.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    return observed("tempo", sources, _seen)


def _seen(top: Json) -> Iterator[Call]:
    value = top.value
    match value:
        case {"status": "error"}:
            what = f'Prometheus answered with an error: "{top.at("error").text[:200]}"'
            raise Refused(problem("tempo-shape", what, top.place))
        case {"data": {"result": list()}}:
            rows = top.at("data", "result")
        case list():
            rows = top
        case _:
            what = "this is not what Prometheus answers to a query for a service graph"
            raise Refused(problem("tempo-shape", what, top.place, f"ask for {_QUERY}"))
    for row in rows.items():
        metric = row.at("metric")
        # Who calls from outside, such as people, writes no spans: it is nothing of ours.
        if metric.at("client").text == "user" and _way(metric) == "outside":
            continue
        call = link(metric, "client", "server", "")
        times = _last(row)
        yield replace(call, times=times, way=_way(metric))


def _way(metric: Json) -> Way:
    return _WAYS.get(metric.at("connection_type").text, "call")


def _last(row: Json) -> int | None:
    """The last sample: of a vector `[time, "1200"]`, of a matrix many of these."""
    value = row.value
    sample = value.get("value") or (value.get("values") or [None])[-1]
    try:
        number = float(sample[1])
    except (TypeError, ValueError, IndexError, KeyError):
        what = 'a row has a "value" of a time and a number'
        raise Refused(problem("tempo-shape", what, row.place)) from None
    return round(number) if 0 <= number < 1e25 else None
