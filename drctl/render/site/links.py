"""Links from one page of the site to others, relative to where it lies."""

import posixpath
import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from drctl.finding import Finding
from drctl.knowledge.notes import Note
from drctl.render.diagrams.grouped import TEAM
from drctl.render.site.html import element
from drctl.render.site.markdown import Page, Surroundings, read
from drctl.render.site.pictures import inline
from drctl.render.site.sources import COMPONENTS, Sources, anchor

if TYPE_CHECKING:
    from markupsafe import Markup

_NAME = re.compile(r"([\w.-]*[\w-])")


class Links:
    """What one page points at; every answer is HTML, and text where there is nothing to reach."""

    def __init__(self, sources: Sources, path: str) -> None:
        """Point from the page at a path below the site."""
        self.sources = sources
        self.root = "../" * path.count("/")
        self.reachable = sources.reachable

    def page(self, path: str, text: object) -> "Markup":
        """A link to a page of the site that is there."""
        return element("a", text, href=f"{self.root}{path}")

    def component(self, name: str) -> "Markup":
        """A component's name as code, linked to its page."""
        address = self.component_address(name)
        code = element("code", name)
        return element("a", code, href=address) if address else code

    def component_address(self, name: str) -> str:
        """Where a component's page is, "" for what is none."""
        component = self.sources.model.components.get(name)
        return f"{self.root}{COMPONENTS[component.kind]}/{name}.html" if component else ""

    def titled(self, name: str) -> "Markup":
        """A component's title, linked to its page."""
        component = self.sources.model.components[name]
        return element("a", component.title, href=self.component_address(name))

    def address(self, address: str) -> "Markup":
        """A component or its need, linked to the component's page."""
        target = self.component_address(address.partition(".")[0])
        code = element("code", address)
        return element("a", code, href=target) if target else code

    def words(self, text: str, names: Collection[str]) -> "Markup":
        """A requirement in words, the names in it linked."""
        from markupsafe import Markup, escape

        parts = _NAME.split(text)
        return Markup("").join(
            self.component(part) if part in names else escape(part) for part in parts
        )

    def runbook(self, name: str, text: str) -> "Markup | str":
        """A link to a component's runbook, "" when it has none."""
        facts = self.sources.of_component.get(name)
        return self.page(f"runbooks/{facts.stem}.html", text) if facts else ""

    def scenario(self, name: str) -> "Markup":
        """A scenario's title, linked to its page."""
        return self.page(
            f"scenarios/{name}.html", self.sources.model.scenarios[name].title or name
        )

    def what_if(self, fails: Collection[str], text: str) -> "Markup":
        """A link to the what-if page with some components switched off."""
        address = f"{self.root}what-if.html#off={','.join(sorted(fails))}"
        return element("a", text, href=address, **{"class": "second"})

    def cause(self, kind: str, name: str) -> "Markup":
        """What fails, linked to its page when it has one."""
        if kind == "component":
            return self.component(name)
        return self.scenario(name) if kind == "scenario" else element("span", f"{kind}:{name}")

    def team(self, name: str) -> "Markup":
        """A team's title, linked to its entry."""
        return self.page(
            f"contacts.html#team-{name}", self.sources.model.teams[name].title or name
        )

    def alert(self, name: str) -> "Markup":
        """An alert's name as code, linked to its page."""
        return self.page(self.sources.alert_pages[name], element("code", name))

    def named(self, name: str) -> "Markup":
        """A component or a scenario by its name, linked to its page."""
        if name in self.sources.model.components:
            return self.component(name)
        return self.page(f"scenarios/{name}.html", element("code", name))

    def note(self, note: Note) -> "Markup":
        """A note's title, linked to its page."""
        return self.page(f"{note.path.removesuffix('.md')}.html", note.title)

    def rule(self, name: str) -> "Markup":
        """A rule's name, linked to its page."""
        return self.page(f"rules/{name}.html", name)

    def finding(self, finding: Finding) -> "Markup":
        """A finding's sentence, linked to its entry."""
        place = anchor(finding)
        return self.page(f"{self.sources.page_of[place]}#{place}", finding.message)

    def picture(self, stem: str, title: str) -> "Markup | str":
        """A picture with its caption, "" when it isn't drawn."""
        svg = self.sources.drawn.get(f"diagrams/{stem}.svg")
        if svg is None:
            return ""
        inlined = self.sources.inlined
        if (stem, self.root) not in inlined:
            inlined[stem, self.root] = inline(svg, self._drawn_address)
        drawn = element("div", inlined[stem, self.root].named(title), **{"class": "picture"})
        return element("figure", drawn + element("figcaption", title))

    def _drawn_address(self, key: str) -> str:
        """Where the page is of what a picture shows: a component, or a card of an overview."""
        outer, slash, inner = key.partition("/")
        if not slash:
            return self.component_address(key)
        if outer.startswith(TEAM):
            return f"{self.root}contacts.html#team-{outer.removeprefix(TEAM)}"
        return self.component_address(outer) or f"{self.root}{self.sources.list_of(inner)}"

    def markdown(self, text: str, source: str) -> Page:
        """A Markdown page, read.

        Args:
            text: the page.
            source: its path in the workspace, from which its relative links go.
        """
        folder = posixpath.dirname(source)

        def address(target: str) -> str:
            path, hash_sign, fragment = target.partition("#")
            there = self._page_of(posixpath.normpath(posixpath.join(folder, path)))
            return f"{self.root}{there}{hash_sign}{fragment}" if there else ""

        def figure(target: str, title: str) -> str:
            path = posixpath.normpath(posixpath.join(folder, target))
            is_picture = path.startswith("diagrams/") and path.endswith(".svg")
            stem = path.removeprefix("diagrams/").removesuffix(".svg")
            return str(self.picture(stem, title)) if is_picture else ""

        return read(text, Surroundings(address, figure, self.component_address))

    def _page_of(self, path: str) -> str:
        """The page of a Markdown file of the workspace, "" when it has none."""
        if path == "runbooks/README.md":
            return "runbooks.html"
        known = path in self.sources.runbooks or path in self.sources.notes
        return f"{path.removesuffix('.md')}.html" if known else ""
