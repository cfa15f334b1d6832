"""A page for each alert, so that the alert itself can say where to go."""

from drctl.model.alerts import alerts
from drctl.render.runbooks.index import index
from drctl.render.site.frame import Frame, Pages


def pages(frame: Frame) -> Pages:
    """The pages; the list of them is the runbooks' index."""
    sources = frame.sources
    model = sources.model
    stems = dict(index(model, sources.facts).alerts)
    facts = {f.stem: f for f in sources.facts}
    for alert in alerts(model):
        yield (
            alert.page,
            frame.page(
                alert.page,
                "alert.html",
                alert.name,
                (("runbooks.html#by-alert", "Runbooks by alert"),),
                section="runbooks",
                alert=alert,
                books=[facts[stem] for stem, _ in stems.get(alert.name, ())],
                watched=[
                    (address, need.detect, need.why)
                    for address in alert.needs
                    if (need := model.need(address)) is not None
                ],
            ),
        )
