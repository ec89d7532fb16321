"""The expressions of a form compiled, and who must be evaluated again when something changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from commissioner_app.forms.errors import ExpressionError, FormError, Place
from commissioner_app.forms.expression.compile import compile_tree
from commissioner_app.forms.expression.functions.library import checked
from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.expression.reading import way_to_read
from commissioner_app.forms.expression.references import Found, Tree, calls, references
from commissioner_app.forms.expression.results import gives_boolean
from commissioner_app.forms.expression.scope import Scope
from commissioner_app.forms.expression.tree import Expression
from commissioner_app.forms.model.nodes import Edge, NodeDef, Vertex
from commissioner_app.forms.model.texts import Itext, Label, Output, Text

VALUE, RELEVANT, COUNT, CHOICES = "calculate", "relevant", "count", "choices"
READONLY, REQUIRED, CONSTRAINT, LABEL, RANGE = "readonly", "required", "constraint", "label", "range"
_CONSTANTS = {"true()": True, "false()": False}


class Compiler:
    """Compiles expressions at their places in one form, remembering what each reads.

    Calls of functions that are not known go to ``warnings``: they fail only when they are reached, as in JavaRosa.
    """

    def __init__(
        self,
        root: NodeDef,
        namespaces: Mapping[str, str],
        repeats: frozenset[tuple[str, ...]],
        warnings: list[FormError],
    ) -> None:
        self.warnings = warnings
        self.warned: set[tuple[str, str, str]] = set()
        self.definitions = {definition.path: definition for definition in root.walk()}
        self.scope = Scope(namespaces, form=True, repeats=repeats)
        self.tree = Tree(self.definitions, repeats)
        self.vertices: list[Vertex] = []
        self.reads: dict[Vertex, Found] = {}

    def at(self, definition: NodeDef) -> Scope:
        """The scope of expressions that belong to a definition."""
        return replace(self.scope, place=definition.path)

    def parse(self, source: str, definition: NodeDef, facet: str) -> Expression:
        """The tree. Raises ``ExpressionError`` with the place; calls that cannot work are warned of."""
        place = Place(node=definition.ref, column=facet, expression=source[:300])
        try:
            tree = parse(source)
        except ExpressionError as error:
            raise error.at(place) from error
        for call in calls(tree):
            try:
                checked(call.name, len(call.arguments), self.scope.namespaces)
            except ExpressionError as error:
                self.warn(error.at(place))
        return tree

    def warn(self, error: FormError) -> None:
        """Keep a warning; an expression may be parsed for several facets of one node."""
        key = (error.place.node, error.place.expression, str(error.params))
        if key not in self.warned:
            self.warned.add(key)
            self.warnings.append(error)

    def vertex(self, definition: NodeDef, facet: str, source: str, *also: str) -> Vertex | None:
        """Compile one facet; a plain true() or false() is kept as a constant. ``also`` are further expressions read."""
        constant = _CONSTANTS.get(source.replace(" ", ""))
        if constant is not None and facet not in (VALUE, COUNT, CHOICES, LABEL):
            definition.constants[facet] = constant
            return None
        tree = self.parse(source, definition, facet)
        scope = self.at(definition)
        made = Vertex(definition, facet, source, compile_tree(tree, scope))
        found = references(tree, self.tree, scope)
        for other in also:
            self.merge(found, references(self.parse(other, definition, facet), self.tree, scope))
        made.static = not found.values and not found.repeats
        self.reads[made] = found
        self.vertices.append(made)
        definition.facets[facet] = made
        return made

    def range_vertex(self, definition: NodeDef, facet: str, source: str, *also: str) -> None:
        """Compile what concerns a repeat as a whole; it stands at the parent, but is written as seen from an instance."""
        parent = definition.parent
        if parent is None:
            return
        tree, scope = self.parse(source, definition, facet), self.at(definition)
        made = Vertex(parent, facet, source, compile_tree(tree, scope), repeat=definition)
        found = self.reads[made] = references(tree, self.tree, scope)
        for other in also:
            self.merge(found, references(self.parse(other, definition, facet), self.tree, scope))
        self.vertices.append(made)
        parent.facets[f"{facet}:{definition.name}"] = made

    @staticmethod
    def merge(found: Found, more: Found) -> None:
        """Add what a further expression reads."""
        for path, depth in more.values.items():
            found.add_value(path, depth)
        for path, depth in more.repeats.items():
            found.add_repeat(path, depth)

    def connect(self) -> None:
        """Put an edge on everything that is read, towards its reader."""
        for vertex in self.vertices:
            found = self.reads[vertex]
            for path, depth in found.values.items():
                definition = self.definitions.get(path)
                if definition is not None:
                    definition.watchers.append(Edge(vertex, self.common(path, vertex, depth)))
            for path, depth in found.repeats.items():
                repeat = self.definitions[path].repeat
                if repeat is not None:
                    repeat.watchers.append(Edge(vertex, self.common(path, vertex, depth)))

    def common(self, path: tuple[str, ...], reader: Vertex, depth: int) -> int:
        """Down to which repeat the reader and what it reads share their instances."""
        shared = 0
        for i, (one, other) in enumerate(zip(path, reader.definition.path, strict=False), start=1):
            if one != other or i > depth:
                break
            if path[:i] in self.tree.repeats:
                shared = i
        return shared


def compile_facets(compiler: Compiler, itext: Itext) -> None:
    """All facets of all definitions."""
    for definition in compiler.definitions.values():
        bind = definition.bind
        for facet in (RELEVANT, VALUE, READONLY, REQUIRED, CONSTRAINT):
            source = getattr(bind, facet)
            if source:
                compiler.vertex(definition, facet, source)
        flag = bool(bind.calculate) and gives_boolean(compiler.parse(bind.calculate, definition, VALUE))
        definition.way = way_to_read(definition.type, calculated=bool(bind.calculate), flag=flag)
        if definition.repeat is not None:
            if definition.repeat.count:
                compiler.range_vertex(definition, COUNT, definition.repeat.count)
            shown = [source for source in (bind.relevant, *_outputs_of([definition.repeat.label], itext)) if source]
            if shown:
                compiler.range_vertex(definition, RANGE, *shown)
        _compile_choices(compiler, definition)
        _compile_label(compiler, definition, itext)


def _compile_choices(compiler: Compiler, definition: NodeDef) -> None:
    itemset = definition.control.itemset if definition.control else None
    if itemset is None:
        return
    nodeset = itemset.nodeset
    # The rows of a list beside the form do not change; those of a repeat do.
    living = not nodeset.lstrip().startswith("instance(")
    parts = [part for part in (itemset.value, itemset.label) if living and part and "(" not in part]
    source = nodeset if nodeset.strip() else "/.."
    compiler.vertex(definition, CHOICES, source, *(f"({source})/{part}" for part in parts))


def _compile_label(compiler: Compiler, definition: NodeDef, itext: Itext) -> None:
    """One vertex for all outputs of a node's label, hint and messages; its value does not matter, only its reading."""
    sources = sorted(set(_outputs(definition, itext)))
    if sources:
        compiler.vertex(definition, LABEL, sources[0], *sources[1:])


def _outputs(definition: NodeDef, itext: Itext) -> Iterable[str]:
    labels: list[Label | None] = [definition.bind.constraint_message, definition.bind.required_message]
    if definition.control:
        labels += [definition.control.label, definition.control.hint]
        labels += [item.label for item in definition.control.items]
    yield from _outputs_of(labels, itext)


def _outputs_of(labels: Iterable[Label | None], itext: Itext) -> Iterable[str]:
    for label in labels:
        if label is None:
            continue
        if label.expression:
            yield label.expression
        for text in _texts(label, itext):
            for part in text.parts:
                if isinstance(part, Output):
                    yield part.expression


def _texts(label: Label, itext: Itext) -> Iterable[Text]:
    yield label.text
    if label.itext:
        for entries in itext.values():
            yield from entries.get(label.itext, {}).values()


def order(compiler: Compiler) -> None:
    """Number the vertices so that each comes after what it reads. Raises ``FormError("cycle")``."""
    hard = [vertex for vertex in compiler.vertices if vertex.facet in (VALUE, RELEVANT, COUNT)]
    before = {vertex: _before(compiler, vertex) for vertex in compiler.vertices}
    try:
        ready = _sort(hard, {vertex: {v for v in before[vertex] if v.facet != CHOICES} for vertex in hard})
    except FormError:
        # A count may follow what stands inside its own repeat ("one more?"): that goes round until it settles.
        ready = _sort(hard, {vertex: {v for v in before[vertex] if v.facet not in (CHOICES, COUNT)} for vertex in hard})
    for number, vertex in enumerate(ready):
        vertex.order = number * 2
    for vertex in compiler.vertices:
        if vertex.order < 0:
            vertex.order = 1 + max((v.order for v in before[vertex] if v.order % 2 == 0), default=-2)


def _before(compiler: Compiler, vertex: Vertex) -> set[Vertex]:
    """The vertices that decide what a vertex reads."""
    found: set[Vertex] = set()
    reads = compiler.reads[vertex]
    for path in reads.values:
        definition = compiler.definitions.get(path)
        if definition is not None and VALUE in definition.facets:
            found.add(definition.facets[VALUE])
        for i in range(1, len(path) + 1):
            above = compiler.definitions.get(path[:i])
            if above is not None and RELEVANT in above.facets and vertex.definition.path[:i] != path[:i]:
                found.add(above.facets[RELEVANT])
    for path in reads.repeats:
        parent = compiler.definitions.get(path[:-1])
        counting = parent.facets.get(f"{COUNT}:{path[-1]}") if parent is not None else None
        if counting is not None:
            found.add(counting)
    # A node's own relevance decides whether others see it, not what its calculation gives.
    found.discard(vertex)
    return found


def _sort(vertices: list[Vertex], before: dict[Vertex, set[Vertex]]) -> list[Vertex]:
    waiting = {vertex: len(before[vertex]) for vertex in vertices}
    after: dict[Vertex, list[Vertex]] = {}
    for vertex in vertices:
        for other in before[vertex]:
            after.setdefault(other, []).append(vertex)
    ready = [vertex for vertex in vertices if not waiting[vertex]]
    for vertex in ready:
        for reader in after.get(vertex, []):
            waiting[reader] -= 1
            if not waiting[reader]:
                ready.append(reader)
    if len(ready) < len(vertices):
        stuck = [vertex for vertex in vertices if waiting[vertex]]
        names = list(dict.fromkeys(vertex.definition.ref for vertex in _ring(stuck, before)))
        raise FormError("cycle", Place(node=names[0]), nodes=" → ".join(names))
    return ready


def _ring(stuck: list[Vertex], before: dict[Vertex, set[Vertex]]) -> list[Vertex]:
    """One cycle among vertices that never became ready."""
    inside = set(stuck)
    here, seen = stuck[0], dict[Vertex, int]()
    trail: list[Vertex] = []
    while here not in seen:
        seen[here] = len(trail)
        trail.append(here)
        here = next(other for other in before[here] if other in inside)
    return trail[seen[here] :]
