"""The state of one filling that the parts of the engine share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.errors import FormError, Place
from commissioner_app.forms.expression.context import Compiled, Context
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.values import Value
from commissioner_app.forms.instance.tree import InstanceNode, grow
from commissioner_app.forms.instance.undo import Journal
from commissioner_app.forms.instance.world import World
from commissioner_app.forms.model.nodes import NodeDef, Seed, Vertex
from commissioner_app.forms.screen import Changes

MOST: Final = 100_000
"""How many repeat instances one filling may ever make: counts inside counts multiply."""

if TYPE_CHECKING:
    from commissioner_app.forms.instance.views import RangeView

Range = tuple[InstanceNode, NodeDef]
"""A repeat in one parent."""


def _attempt(run: Compiled, context: Context) -> tuple[Value, FormError | None]:
    try:
        return run(context), None
    except FormError as error:
        return "", error
    except (ArithmeticError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        return "", FormError("expression_failed", reason=type(error).__name__)


class State:
    """Nodes, language, journal, and what has changed since the last ``changes()``.

    ``given`` holds answers as they came in JSON with the text they became: while the text stays, so does the JSON.
    """

    def __init__(
        self,
        definition: FormDefinition,
        clock: Callable[[], datetime],
        properties: Mapping[str, str],
        last_saved: XNode | None = None,
    ) -> None:
        self.definition = definition
        self.properties = properties
        self.language = definition.default_language
        self.world = World(definition, clock, last_saved)
        self.locate: Callable[[], str] = lambda: ""
        self.planted = 0
        self.document: XNode = XNode(0) if self.world.document is None else self.world.document
        self.root = self.plant(definition.seed, self.document)
        self.document.append(self.root)
        self.journal = Journal()
        self.hidden: dict[Range, list[InstanceNode]] = {}
        self.instance_id = f"uuid:{uuid4()}"
        # By reference, as far as anybody asked: nodes outside repeats stay as long as the filling.
        self.known: dict[str, InstanceNode] = {}
        self.given: dict[InstanceNode, tuple[str, Any]] = {}
        self.ranges: dict[Range, RangeView] = {}
        self.touched: dict[InstanceNode, None] = {}
        self.touched_ranges: dict[Range, None] = {}
        self.restructured: dict[Range, None] = {}
        self.places_wanted: dict[InstanceNode, None] = {}

    def plant(self, seed: Seed, parent: XNode) -> InstanceNode:
        """Nodes from a seed; repeat instances get an id that stays theirs. Raises ``FormError("too_many")``."""
        self.planted += 1
        if self.planted > MOST:
            raise FormError("too_many", Place(node=seed.definition.ref), count=MOST)
        node = grow(seed, parent)
        for here in (node, *node.below()):
            if here.definition.repeat is not None:
                here.key = str(uuid4())
        return node

    def evaluate(self, run: Compiled, node: InstanceNode) -> Value:
        """Evaluate at a node what is no facet of it; an error gives an empty text."""
        return _attempt(run, Context(node, self.world))[0]

    def value(self, vertex: Vertex, node: InstanceNode) -> Value:
        """One of a node's own expressions; an error is kept at the node, shown with it, and gives an empty text."""
        value, fault = _attempt(vertex.run, Context(node, self.world))
        if fault is None:
            self.settle(vertex, node)
            return value
        self.fail(vertex, node, fault)
        return value

    def fail(self, vertex: Vertex, node: InstanceNode, fault: FormError) -> None:
        """Keep at the node what is wrong with one of its expressions."""
        place = Place(node=node.ref(), column=vertex.facet, expression=vertex.source)
        node.faults = {**(node.faults or {}), vertex.facet: fault.at(place)}
        self.touched[node] = None

    def settle(self, vertex: Vertex, node: InstanceNode) -> None:
        """Forget that an expression failed."""
        if node.faults and node.faults.pop(vertex.facet, None) is not None:
            self.touched[node] = None

    def changes(self) -> Changes:
        """What has changed since the last call, and forget it."""
        refs = {node.ref() for node in self.touched if self.is_alive(node)}
        refs.update(self._range_refs(self.touched_ranges))
        structure = frozenset(self._range_refs(self.restructured))
        self.touched.clear()
        self.touched_ranges.clear()
        self.restructured.clear()
        return Changes(frozenset(refs), structure)

    def _range_refs(self, ranges: Iterable[Range]) -> Iterator[str]:
        for parent, definition in ranges:
            if self.is_alive(parent):
                yield f"{parent.ref()}/{definition.qname}"

    def is_alive(self, node: InstanceNode) -> bool:
        """Whether the node is still part of the form (its repeat instance was not removed)."""
        here: XNode = node
        if not node.definition.in_repeat:
            return True
        while here.parent is not None:
            above = here.parent
            if isinstance(here, InstanceNode) and here.definition.repeat is not None and not above.place_of(here):
                return False
            here = above
        return here is self.document
