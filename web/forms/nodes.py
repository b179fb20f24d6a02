"""A form as a tree of things to show, in order: fields, sections, rows, texts. Templates only write them down."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import nh3
from markupsafe import Markup

import feel
from casework.forms import conditions, options, texts, tree
from casework.forms.checks import FieldError
from casework.forms.components import CHOICES, Component
from casework.forms.conditions import Settled
from casework.forms.tree import Place, Row, Spot
from web.forms import markdown, shapes

_SHORT = frozenset({"select", "input", "date_input", "fixed"})
_FEW = 3
"""Up to so many boxes of a row stand below each other; more short ones stand side by side where there is room."""
_TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "h2", "h3", "h4", "a", "code", "hr", "blockquote"}


@dataclass(frozen=True, slots=True)
class Node:
    """One thing to show. `mark` is set where it may be hidden by answers, `when` says in words when it applies.

    `is_hidden` says that it does not apply now: scripts hide it, and without them it stands there with its words.
    """

    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    nodes: "tuple[Node, ...]" = ()
    mark: str = ""
    when: str = ""
    is_hidden: bool = False


class Builder:
    """Makes the nodes of one form with its answers and errors."""

    def __init__(self, settled: Settled, answers: Mapping[str, Any], errors: list[FieldError]) -> None:
        self.settled = settled
        self.answers = answers
        self.errors = {error.path: error for error in reversed(errors)}

    def nodes(
        self,
        components: tuple[Component, ...],
        base: Spot = (),
        rows: tuple[Row, ...] = (),
        within: tuple[str, ...] = (),
    ) -> tuple[Node, ...]:
        """What to show for some components of one container."""
        found = []
        for component in components:
            place = Place(component, base, (*base, *component.key), rows, within)
            node = self.node(place)
            if node is not None:
                found.append(node)
        return tuple(found)

    def node(self, place: Place) -> Node | None:
        """One component, or None when it shows nothing, now or after any answer."""
        component = place.component
        if place.mark in self.settled.hidden and conditions.hangs_on_facts_only(component):
            return None
        if component.asks:
            return self.marked(place, self.asking(place))
        if component.kind == "group":
            inside = self.nodes(component.components, place.spot, place.rows, (*place.within, place.mark))
            legend, hint, level = self.label(place), self.hint(place), len(place.within)
            # Only right below the heading: further down nobody would see what is asked.
            said = (*(_said_already(node, legend) for node in inside[:1]), *inside[1:])
            return self.marked(place, Node("group", {"legend": legend, "hint": hint, "level": level}, said))
        if component.kind == "dynamiclist":
            return self.marked(place, self.listing(place))
        shown = self.showing(place)
        return self.marked(place, shown) if shown else None

    def marked(self, place: Place, node: Node) -> Node:
        """A node with what scripts and people need to know about its condition."""
        if place.component.hide is False:
            return node
        when, is_hidden = place.component.properties.get("when", ""), place.mark in self.settled.hidden
        return replace(node, mark=place.mark, when=when, is_hidden=is_hidden)

    def label(self, place: Place) -> str:
        """The label as written, without (optional)."""
        return self.settled.scope.words(place.component.label, place.base)

    def hint(self, place: Place) -> str:
        """The description of a component."""
        return self.settled.scope.words(place.component.hint, place.base)

    def asking(self, place: Place) -> Node:
        """A question with its box, or its answer in words where it cannot be changed."""
        scope, component = self.settled.scope, place.component
        if scope.holds(component.readonly, place.base) or scope.holds(component.disabled, place.base):
            params = {"label": self.label(place), "value": self.fixed(place), "hint": self.hint(place)}
            return Node("fixed", params)
        error = self.errors.get(place.name)
        shape = shapes.Field(
            self.settled,
            place,
            tree.dig(self.answers, place.spot),
            error.message if error else "",
            error.part if error else "",
        )
        return Node(shapes.macro_of(shape), shapes.params(shape))

    def fixed(self, place: Place) -> str:
        """What a field that cannot be changed holds, in words."""
        value = self.settled.read[place.mark].value
        if place.component.kind not in CHOICES:
            return texts.words(value)
        scope = self.settled.scope
        known = options.of(place.component, scope.given.data, dict(scope.context(place.base)), scope.given.functions)
        labels = {str(option.value): option.label for option in known}
        chosen = value if isinstance(value, list) else [] if value is None else [value]
        return ", ".join(labels.get(str(each), str(each)) for each in chosen)

    def listing(self, place: Place) -> Node:
        """A repeating group: its rows, and the buttons that work without a script."""
        component, noun = place.component, tree.noun(place.component)
        rows = tree.rows_at(self.answers, place.spot)
        inside = (*place.within, place.mark)
        may_change = component.properties.get("fixed_rows") != "true"
        shown = []
        for index in range(len(rows)):
            here = (*place.rows, Row(noun, index + 1))
            nodes = self.nodes(component.components, (*place.spot, index), here, inside)
            row = {
                "id": f"{place.name}-{index}",
                "legend": texts.sentence(f"{noun} {index + 1}"),
                "remove": f"remove:{place.name}:{index}" if may_change else "",
                "is_short": len(nodes) > _FEW and all(node.kind in _SHORT for node in nodes),
            }
            shown.append(Node("row", row, nodes))
        error = self.errors.get(place.name)
        article = "an" if noun[:1] in "aeiou" else "a"
        most = self.settled.scope.limit(component.rules.most, place.base)
        params: dict[str, Any] = {
            "id": place.name,
            "legend": self.label(place),
            "hint": self.hint(place),
            "error": error.message if error else "",
            "add": f"Add another {noun}" if rows else f"Add {article} {noun}",
            "may_add": may_change and (most is None or len(rows) < most),
        }
        return Node("list", params, tuple(shown))

    def showing(self, place: Place) -> Node | None:
        """What is only shown: texts, tables, pictures, links, lines."""
        kind, scope = place.component.kind, self.settled.scope
        if kind == "text":
            live = place.component.id if "live" in place.component.properties else ""
            return Node("markup", {"html": markdown.rendered(self.shown(place, "text", markdown.quoted)), "live": live})
        if kind == "html":
            return Node("markup", {"html": _clean(self.shown(place, "content", html.escape))})
        if kind == "table":
            return self.table(place)
        if kind in {"separator", "spacer"}:
            return Node(kind)
        if kind == "image" and _is_local(source := self.shown(place, "source")):
            return Node("image", {"src": source, "alt": self.shown(place, "alt")})
        if kind == "iframe" and _is_link(address := self.shown(place, "url")):
            return Node("links", {"links": [(address, self.label(place) or "Open the page")]})
        if kind == "documentPreview":
            documents = scope.value(place.component.shown["documents"], place.base)  # type: ignore[arg-type]
            return Node("links", {"title": self.shown(place, "title"), "links": _documents(documents)})
        return None

    def shown(self, place: Place, name: str, quote: Callable[[str], str] = str) -> str:
        """A text of a component that only shows something, with its holes filled."""
        text = place.component.shown.get(name)
        return self.settled.scope.words(text, place.base, quote) if isinstance(text, texts.Text) else ""

    def table(self, place: Place) -> Node:
        """A table of what an expression gives, or of rows written in the form."""
        scope, shown = self.settled.scope, place.component.shown
        rows, columns = (
            scope.value(value, place.base) if isinstance(value, feel.Expression) else value
            for value in (shown.get("rows"), shown.get("columns"))
        )
        head = [column for column in columns if isinstance(column, Mapping)] if isinstance(columns, list) else []
        body = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        return Node(
            "table",
            {
                "caption": self.label(place),
                "head": [str(column.get("label") or column.get("key") or "") for column in head],
                "rows": [[texts.words(row.get(str(column.get("key")))) for column in head] for row in body],
            },
        )


def _said_already(node: Node, heading: str) -> Node:
    """A question in the words of the heading above it: it keeps its legend for those who listen, and shows it once."""
    fieldset = node.params.get("fieldset")
    if node.kind == "list" and node.params["legend"] == heading:
        return replace(node, params={**node.params, "is_said": True})
    if heading and fieldset and fieldset["legend"]["text"] == heading:
        quiet = {"legend": {**fieldset["legend"], "classes": "govuk-visually-hidden"}}
        return replace(node, params={**node.params, "fieldset": quiet})
    return node


def _is_local(address: str) -> bool:
    """Whether an address is on our own pages."""
    return address.startswith("/") and address[1:2] not in {"/", "\\"}


def _is_link(address: str) -> bool:
    return _is_local(address) or address.startswith("https://")


def _documents(documents: object) -> list[tuple[str, str]]:
    """Addresses and names of documents given as form-js expects them: {endpoint, metadata: {fileName}}."""
    found = [each for each in documents if isinstance(each, Mapping)] if isinstance(documents, list) else []
    named = [(str(each.get("endpoint", "")), each.get("metadata")) for each in found]
    return [
        (address, str(about.get("fileName", address)) if isinstance(about, Mapping) else address)
        for address, about in named
        if _is_link(address)
    ]


def _clean(source: str) -> Markup:
    """HTML of a form with nothing in it that could act or restyle the page."""
    cleaned = nh3.clean(source, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"})
    return Markup(cleaned)  # noqa: S704 - that is what nh3 is for
