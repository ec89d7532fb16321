"""Recalculation: what depends on a change is evaluated again, in dependency order, by a work list without recursion."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from typing import Final

from commissioner_app.forms import limits
from commissioner_app.forms.errors import FormError, Place
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.values import to_boolean, to_number
from commissioner_app.forms.instance import choices, repeats
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.tree import InstanceNode, ancestor_at, instances_below
from commissioner_app.forms.instance.undo import ValueWas
from commissioner_app.forms.instance.values import default_of, fitted, stored
from commissioner_app.forms.model import facets
from commissioner_app.forms.model.nodes import Action, Edge, NodeDef, Vertex

PASSES: Final = 200
"""How often one expression may be evaluated in one step beyond once per node, before it counts as not settling."""


class Recalculation:
    """The work list of one filling.

    ``frozen``: values stay as they are (restoring, undo), only their effects are found. ``defaults``: values are the form's
    own and not yet anybody's answers, so that a choice which its list does not have goes, even where the list never changes.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.pending: dict[Vertex, dict[InstanceNode, None]] = {}
        self.heap: list[tuple[int, int, Vertex]] = []
        self.actions: list[tuple[Action, InstanceNode]] = []
        self.frozen = False
        self.events = False
        self.defaults = False
        # While answers that came with a new filling stand before its first values.
        self.sparing = False
        self.handlers: dict[str, Callable[[Vertex, InstanceNode], None]] = {
            facets.VALUE: self.calculate,
            facets.RELEVANT: self.relevance,
            facets.READONLY: self.flag,
            facets.REQUIRED: self.flag,
            facets.CONSTRAINT: self.constraint,
            facets.COUNT: self.count,
            facets.CHOICES: self.choices,
            facets.LABEL: self.label,
            facets.RANGE: self.range,
        }

    def push(self, vertex: Vertex, nodes: Iterable[InstanceNode]) -> None:
        """Have an expression evaluated for these nodes."""
        waiting = self.pending.get(vertex)
        if waiting is None:
            self.pending[vertex] = dict.fromkeys(nodes)
            heapq.heappush(self.heap, (vertex.order, id(vertex), vertex))
        else:
            waiting.update(dict.fromkeys(nodes))

    def push_all(self, top: InstanceNode) -> None:
        """Have every expression at and below a node evaluated."""
        for node in (top, *top.below()):
            for vertex in node.definition.facets.values():
                self.push(vertex, (node,))

    def push_edges(self, edges: list[Edge], node: InstanceNode) -> None:
        """Have the readers of a changed node evaluated, in the instances that can see it."""
        for edge in edges:
            definition = edge.vertex.definition
            if definition.in_repeat:
                self.push(edge.vertex, instances_below(ancestor_at(node, edge.depth), definition, edge.depth))
            else:
                self.push(edge.vertex, self.state.world.single(definition.path))

    def structure_changed(self, parent: InstanceNode, definition: NodeDef) -> None:
        """The instances of a repeat changed: have its readers, and the readers of all inside it, evaluated."""
        self.state.restructured[parent, definition] = None
        repeat = definition.repeat
        if repeat is None:
            return
        for edge in repeat.watchers:
            self.push(edge.vertex, instances_below(ancestor_at(parent, edge.depth), edge.vertex.definition, edge.depth))

    def set_value(self, node: InstanceNode, value: str, *, keep: bool = True) -> None:
        """Give a node a value; what reads it follows in ``run``. Without ``keep`` what was chosen is remembered."""
        if node.value == value and (node.kept == value or not keep):
            return
        self.state.journal.note(ValueWas(node, node.value, node.kept))
        if keep:
            node.kept = value
        if node.value != value:
            node.value = value
            self.value_changed(node)

    def value_changed(self, node: InstanceNode) -> None:
        """Have everything that a node's value decides evaluated."""
        self.state.touched[node] = None
        definition = node.definition
        if definition.watchers:
            self.push_edges(definition.watchers, node)
        constraint = definition.facets.get(facets.CONSTRAINT)
        if constraint is not None:
            self.push(constraint, (node,))
        if definition.actions and self.events:
            self.actions.extend((action, node) for action in definition.actions)

    def run(self) -> None:
        """Evaluate until nothing waits. Raises ``FormError("not_settling")``."""
        rounds: dict[Vertex | Action, int] = {}
        while self.heap or self.actions:
            if not self.heap:
                self.act(rounds)
                continue
            _, _, vertex = heapq.heappop(self.heap)
            nodes = self.pending.pop(vertex)
            self.count_round(rounds, vertex, vertex.definition, PASSES + len(nodes))
            handle = self.handlers[vertex.facet]
            for node in nodes:
                handle(vertex, node)

    def count_round(self, rounds: dict[Vertex | Action, int], key: Vertex | Action, where: NodeDef, most: int) -> None:
        """Stop what goes round in circles."""
        rounds[key] = rounds.get(key, 0) + 1
        if rounds[key] > most:
            self.clear()
            raise FormError("not_settling", Place(node=where.ref), ref=where.ref)

    def act(self, rounds: dict[Vertex | Action, int]) -> None:
        """Run the actions that wait."""
        waiting, self.actions = self.actions, []
        for action in dict.fromkeys(action for action, _ in waiting):
            self.count_round(rounds, action, action.target, PASSES)
        for action, node in waiting:
            self.perform(action, ancestor_at(node, action.depth), action.depth)

    def perform(self, action: Action, top: XNode, depth: int) -> None:
        """Set an action's targets below a node that stands at ``depth`` in their path."""
        if action.where is not None:
            here = top if isinstance(top, InstanceNode) else self.state.root
            found = self.state.evaluate(action.where, here)
            targets = [node for node in found if isinstance(node, InstanceNode)] if isinstance(found, list) else []
        else:
            targets = instances_below(top, action.target, depth)
        for target in targets:
            self.perform_at(action, target)

    def perform_at(self, action: Action, target: InstanceNode) -> None:
        """Set one target of an action. While no receiver tells the position, the target keeps its value and waits."""
        if self.sparing and target.value:
            return
        if action.position:
            found = default_of(self.state.locate(), "geopoint")
            if found:
                self.set_value(target, found)
            else:
                self.state.places_wanted[target] = None
        elif action.run is None:
            self.set_value(target, fitted(action.text, target.definition.type))
        else:
            self.set_value(target, stored(self.state.evaluate(action.run, target), target.definition.type))

    def clear(self) -> None:
        """Forget what waits."""
        self.pending.clear()
        self.heap.clear()
        self.actions.clear()

    def calculate(self, vertex: Vertex, node: InstanceNode) -> None:
        """Calculation: the value follows, unless values are frozen."""
        if self.frozen:
            return
        value = stored(self.state.value(vertex, node), node.definition.type)
        if len(value) > limits.CALCULATED:
            self.state.fail(vertex, node, FormError("text_long", most=limits.CALCULATED))
            value = ""
        self.set_value(node, value)

    def relevance(self, vertex: Vertex, node: InstanceNode) -> None:
        """Own relevance, then that of everything below. What cannot be decided is shown, with the error."""
        value = self.state.value(vertex, node)
        node.own_relevant = to_boolean(value) or bool(node.faults and vertex.facet in node.faults)
        self.spread_relevance(node)

    def spread_relevance(self, top: InstanceNode) -> None:
        """Relevance is inherited; every node whose relevance changes reads otherwise from now on."""
        stack = [top]
        while stack:
            node = stack.pop()
            above = node.parent
            inherited = above.relevant if isinstance(above, InstanceNode) else True
            relevant = inherited and node.own_relevant
            if relevant == node.relevant:
                continue
            node.relevant = relevant
            self.state.touched[node] = None
            self.push_edges(node.definition.watchers, node)
            if node.definition.repeat is not None and isinstance(above, InstanceNode):
                self.push_edges(node.definition.repeat.watchers, node)
            constraint = node.definition.facets.get(facets.CONSTRAINT)
            if constraint is not None:
                self.push(constraint, (node,))
            for definition in node.definition.children:
                if definition.repeat is not None:
                    self.state.touched_ranges[node, definition] = None
            stack.extend(node.elements)
            stack.extend(node.attribute_nodes)

    def flag(self, vertex: Vertex, node: InstanceNode) -> None:
        """Readonly and required."""
        value = to_boolean(self.state.value(vertex, node))
        if getattr(node, vertex.facet) != value:
            setattr(node, vertex.facet, value)
            self.state.touched[node] = None

    def constraint(self, vertex: Vertex, node: InstanceNode) -> None:
        """The constraint; an empty answer always passes."""
        value = node.string_value()
        if not value:
            self.state.settle(vertex, node)
        passes = not value or to_boolean(self.state.value(vertex, node))
        if passes != node.constraint_ok:
            node.constraint_ok = passes
            self.state.touched[node] = None

    def count(self, vertex: Vertex, node: InstanceNode) -> None:
        """A repeat's count: instances come, or are hidden with their values."""
        if vertex.repeat is None or self.frozen:
            return
        # Written as seen from an instance, and there may be none: a node that is not part of the form stands for it.
        stand_in = InstanceNode(vertex.repeat, "", node)
        wanted = to_number(self.state.evaluate(vertex.run, stand_in))
        if not math.isnan(wanted):
            # An empty count changes nothing, as both reference engines have it.
            repeats.resize(self, node, vertex.repeat, int(max(0.0, min(wanted, repeats.MOST))))

    def choices(self, vertex: Vertex, node: InstanceNode) -> None:
        """Open choices changed: chosen values that are gone are cleared."""
        node.choice_cache = None
        self.state.touched[node] = None
        if node.kept and not self.frozen and (self.defaults or not vertex.static):
            self.set_value(node, choices.still_open(self.state, node), keep=False)

    def range(self, vertex: Vertex, node: InstanceNode) -> None:
        """A repeat's relevance or label as a whole may have changed."""
        if vertex.repeat is not None:
            self.state.touched_ranges[node, vertex.repeat] = None

    def label(self, vertex: Vertex, node: InstanceNode) -> None:
        """A label's outputs changed."""
        node.choice_cache = None
        self.state.touched[node] = None
