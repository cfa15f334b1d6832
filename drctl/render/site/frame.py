"""What stands around every page: its title, the menu, the way back up."""

from collections.abc import Iterator
from typing import Any

from drctl.render.site.html import page
from drctl.render.site.links import Links
from drctl.render.site.sources import Sources

Pages = Iterator[tuple[str, str]]
"""Pages by their path below the site."""

Trail = tuple[tuple[str, str], ...]
"""The pages above one: (path, title)."""


class Frame:
    """Writes pages around their content."""

    def __init__(self, sources: Sources) -> None:
        """Frame the pages of some sources."""
        self.sources = sources
        self.menu = tuple(_menu(sources))

    def links(self, path: str) -> Links:
        """The links of the page at a path."""
        return Links(self.sources, path)

    def page(
        self,
        path: str,
        template: str,
        title: str,
        trail: Trail = (),
        section: str = "",
        **shown: Any,
    ) -> str:
        """One page.

        Args:
            path: where it lies below the site.
            template: its template below `templates/site/`.
            title: what it is about.
            trail: the pages above it.
            section: the part of the menu that it belongs to; by default that of its folder.
            shown: what the template shows.
        """
        top = section or path.partition("/")[0].removesuffix(".html")
        return page(
            template,
            title=title,
            estate=self.sources.model.title,
            root="../" * path.count("/"),
            menu=[(there, text, there.removesuffix(".html") == top) for there, text in self.menu],
            trail=trail,
            go=self.links(path),
            **shown,
        )


def _menu(sources: Sources) -> Trail:
    model = sources.model
    entries = (
        ("index.html", "Home", True),
        ("runbooks.html", "Runbooks", True),
        ("services.html", "Services", bool(model.of_kind("service"))),
        ("providers.html", "Providers", bool(model.of_kind("provider"))),
        ("domains.html", "Domains", bool(model.of_kind("domain"))),
        ("scenarios.html", "Scenarios", bool(model.scenarios)),
        ("what-if.html", "What if", True),
        ("risks.html", "Risks", True),
        ("drills.html", "Drills", sources.rehearses),
        ("notes.html", "Notes", bool(sources.notes)),
        ("rules.html", "Rules", True),
        ("contacts.html", "Contacts", sources.reachable),
    )
    return tuple((path, text) for path, text, there in entries if there)
