"""What an expression is evaluated in: the node, its position, and the form around it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.moments import local
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.values import Value


class Surroundings(Protocol):
    """What functions may ask of the form; ``form`` is false where there is none."""

    document: XNode | None
    form: bool

    def single(self, path: tuple[str, ...]) -> list[XNode]:
        """The node at a path of the form that no repeat lies in, found once."""

    def instance(self, name: str) -> XNode | None:
        """The document of a secondary instance (the primary one by its id too)."""

    def now(self) -> datetime:
        """The clock, aware."""

    def itext(self, identifier: str) -> str | None:
        """A text by its id in the current language."""

    def choice_label(self, value: str, path: str, node: XNode) -> str | None:
        """The label of a choice of the question at ``path`` as seen from ``node``."""

    def lookup(self, instance: str, key_column: str, key: str) -> XNode | None:
        """The first row whose column holds the key, by an index."""

    def matches(self, parent: XNode, local: str, column: str, value: str) -> list[XNode] | None:
        """The children of that name whose column holds the value, by an index; None when ``parent`` has none."""

    def version(self) -> str:
        """The form's version."""


class Plain:
    """Surroundings of an expression outside a form: one document and the system's clock."""

    form = False

    def __init__(self, document: XNode | None = None, now: Callable[[], datetime] | None = None) -> None:
        self.document = document
        self._now = now or (lambda: datetime.now().astimezone())

    def single(self, path: tuple[str, ...]) -> list[XNode]:
        """Nothing: there is no form."""
        return []

    def instance(self, name: str) -> XNode | None:
        """None: there is no form."""
        return None

    def now(self) -> datetime:
        """The clock."""
        return local(self._now())

    def itext(self, identifier: str) -> str | None:
        """None: there is no form."""
        return None

    def choice_label(self, value: str, path: str, node: XNode) -> str | None:
        """None: there is no form."""
        return None

    def lookup(self, instance: str, key_column: str, key: str) -> XNode | None:
        """None: there is no form."""
        return None

    def matches(self, parent: XNode, local: str, column: str, value: str) -> list[XNode] | None:
        """None: nothing is indexed."""
        return None

    def version(self) -> str:
        """No form, no version."""
        return ""


class Context:
    """Where an expression stands. ``current`` is the node of the whole expression; predicates move ``node``."""

    __slots__ = ("current", "node", "position", "size", "world")

    def __init__(
        self, node: XNode, world: Surroundings, position: int = 1, size: int = 1, current: XNode | None = None
    ) -> None:
        self.node = node
        self.world = world
        self.position = position
        self.size = size
        self.current = current or node


Compiled = Callable[[Context], Value]
NodesOf = Callable[[Context], list[XNode]]
chance = random.SystemRandom()


def nodes(value: Value, name: str) -> list[XNode]:
    """The value as a node set. Raises ``ExpressionError("nodes_needed")``."""
    if isinstance(value, list):
        return value
    raise ExpressionError("nodes_needed", name=name)
