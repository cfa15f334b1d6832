"""Links of the model in one form."""

from collections.abc import Iterable

from drctl.model.language.component import Link, LinkMap

Links = tuple[tuple[str, str], ...]
"""Addresses with their titles; "" for none."""


def links_of(links: Iterable[Link] | None) -> Links:
    """Links as pairs of address and title, in written order."""
    return tuple(
        (item.url, item.title or "") if isinstance(item, LinkMap) else (item, "")
        for item in links or ()
    )
