"""What a need wants must be something that a component can have."""

from collections.abc import Iterator

from drctl.finding import Finding
from drctl.model.draft import Draft
from drctl.model.errors import error
from drctl.model.scalars import written


def check(draft: Draft) -> Iterator[Finding]:
    """A `residency` that is no jurisdiction and no list of them."""
    for component in draft.model.components.values():
        for need in component.needs:
            wanted = dict(need.wants).get("residency")
            if need.wants and wanted is not None and not isinstance(wanted, (str, tuple)):
                what = f"residency must be a jurisdiction or a list of them, not {written(wanted)}"
                place = draft.model.place((*need.path, "wants", "residency"), "value")
                yield error("wrong-value", what, place, "write residency: [EU]")
