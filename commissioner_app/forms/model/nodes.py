"""Definitions of the primary instance's nodes: what one place in the form is, whatever instances it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from commissioner_app.forms.expression.context import Compiled
from commissioner_app.forms.model.texts import Label
from commissioner_app.forms.screen import NodeKind

if TYPE_CHECKING:
    from commissioner_app.forms.model.controls import Control


@dataclass(frozen=True, slots=True)
class Bind:
    """What a ``bind`` says of a node; expressions as written, "" where absent."""

    type: str = "string"
    relevant: str = ""
    calculate: str = ""
    required: str = ""
    readonly: str = ""
    constraint: str = ""
    constraint_message: Label | None = None
    required_message: Label | None = None
    preload: str = ""
    preload_params: str = ""
    save_to: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


NO_BIND = Bind()


@dataclass(frozen=True, slots=True)
class Seed:
    """A node of the blank instance with its default value; repeats may have several seeds, or none."""

    definition: NodeDef
    text: str
    children: tuple[Seed, ...] = ()
    attributes: tuple[Seed, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """Whose expression to evaluate again, for all its instances below the changed node's ancestor at ``depth``."""

    vertex: Vertex
    depth: int


@dataclass(slots=True, eq=False)
class Vertex:
    """One expression of one definition: a facet of its nodes. ``order`` is its place in the sequence of evaluation.

    A repeat's count belongs to the definition of its parent, for there may be no instance yet; ``repeat`` names it.
    ``static``: it reads nothing of the form.
    """

    definition: NodeDef
    facet: str
    source: str
    run: Compiled
    order: int = -1
    repeat: NodeDef | None = None
    static: bool = False


@dataclass(slots=True, eq=False)
class Repeat:
    """What makes a node a repeat: the seed of a new instance, and who decides the count."""

    template: Seed | None = None
    count: str = ""
    fixed: bool = False
    label: Label | None = None
    appearances: tuple[str, ...] = ()
    watchers: list[Edge] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class NodeDef:
    """One place of the primary instance. Built while loading, never changed afterwards.

    ``path``: local names from the root, ``@name`` for an attribute; ``ref`` is the same as written with prefixes;
    ``way``: how expressions read its values (``expression.reading``).
    """

    name: str
    prefix: str
    uri: str
    parent: NodeDef | None
    path: tuple[str, ...]
    ref: str
    is_attribute: bool = False
    children: list[NodeDef] = field(default_factory=list)
    attributes: list[NodeDef] = field(default_factory=list)
    bind: Bind = NO_BIND
    control: Control | None = None
    repeat: Repeat | None = None
    kind: NodeKind = "model-value"
    type: str = "string"
    facets: dict[str, Vertex] = field(default_factory=dict)
    constants: dict[str, bool] = field(default_factory=dict)
    watchers: list[Edge] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    in_repeat: bool = False
    names: dict[str, NodeDef] = field(default_factory=dict)
    key: str = ""
    """Where its answer is kept, when the usual place is another one's (``answer_keys``)."""
    way: int = 0

    def child(self, name: str) -> NodeDef | None:
        """The child of that local name (``@name`` for an attribute)."""
        return self.names.get(name)

    def adopt(self, below: NodeDef) -> None:
        """Put a definition below this one."""
        (self.attributes if below.is_attribute else self.children).append(below)
        self.names[below.path[-1]] = below

    def walk(self) -> Iterator[NodeDef]:
        """This definition and all below it in form order, attributes before children."""
        stack = [self]
        while stack:
            here = stack.pop()
            yield here
            stack.extend(reversed(here.children))
            stack.extend(reversed(here.attributes))

    @property
    def qname(self) -> str:
        """The name as written."""
        return f"{self.prefix}:{self.name}" if self.prefix else self.name


@dataclass(slots=True, eq=False)
class Action:
    """A ``setvalue`` (or ``setgeopoint``): when one of ``events`` happens, ``target`` gets the value.

    ``depth``: the instances of repeats down to there are those of the node that it is nested at. ``where`` finds the
    targets when the reference has predicates. ``position``: the value is where the machine is.
    """

    events: frozenset[str]
    target: NodeDef
    source: str
    text: str
    run: Compiled | None
    depth: int
    where: Compiled | None = None
    position: bool = False
