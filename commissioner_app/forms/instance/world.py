"""What expressions of one filling may ask of the form around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.expression.context import Context
from commissioner_app.forms.expression.moments import local
from commissioner_app.forms.expression.nodes import ROOT, XNode, child_text, rows_by
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.screen import Choice


class World:
    """The surroundings (``expression.context.Surroundings``) of one filling.

    Texts and choices belong to the parts that know them; they are plugged in (``read_itext``, ``read_choices``).
    """

    form = True

    def __init__(self, definition: FormDefinition, clock: Callable[[], datetime], last_saved: XNode | None) -> None:
        self.definition = definition
        self.clock = clock
        self.document: XNode | None = XNode(ROOT)
        self.last_saved = last_saved or XNode(ROOT)
        self.read_itext: Callable[[str], str | None] = lambda identifier: None
        self.read_choices: Callable[[InstanceNode], Sequence[Choice]] = lambda node: ()
        self.singles: dict[tuple[str, ...], list[InstanceNode]] = {}

    def single(self, path: tuple[str, ...]) -> list[Any]:
        """The node at a path that no repeat lies in; such nodes stay as long as the filling."""
        found = self.singles.get(path)
        if found is None:
            found = [self.document] if self.document is not None else []  # type: ignore[list-item]
            for name in path:
                found = [child for node in found for child in _children(node, name)]
            self.singles[path] = found
        return found

    def instance(self, name: str) -> XNode | None:
        """The document of a secondary instance, of the last saved submission, or of this filling by the form's id."""
        found = self.definition.instances.get(name)
        if found is not None:
            return found
        if name in self.definition.last_saved_instances:
            return self.last_saved
        return self.document if name in (self.definition.id, self.definition.root.name) else None

    def now(self) -> datetime:
        """The clock, local."""
        return local(self.clock())

    def version(self) -> str:
        """The form's version."""
        return self.definition.version

    def itext(self, identifier: str) -> str | None:
        """A text by id in the current language."""
        return self.read_itext(identifier)

    def choice_label(self, value: str, path: str, node: XNode) -> str | None:
        """The label of a choice of the question at ``path``, the instance nearest to ``node``."""
        if not isinstance(node, InstanceNode):
            return None
        found = self.definition.compiled(path, node.definition)(Context(node, self))
        target = found[0] if isinstance(found, list) and found else None
        if not isinstance(target, InstanceNode):
            return None
        return next((choice.label for choice in self.read_choices(target) if choice.value == value), None)

    def lookup(self, instance: str, key_column: str, key: str) -> XNode | None:
        """The first row of a table whose column holds the key."""
        document = self.instance(instance)
        root = document.children[0] if document is not None and document.children else None
        if root is None or not root.children:
            return None
        found = self.matches(root, root.children[0].local, key_column, key) or ()
        return next((row for row in found if child_text(row, key_column) is not None), None)

    def matches(self, parent: XNode, local: str, column: str, value: str) -> list[XNode] | None:
        """Rows by the value of a column; the index is made once per form, as secondary instances never change."""
        if isinstance(parent, InstanceNode):
            return None
        indexes = self.definition.caches.indexes
        index = indexes.get((parent, local, column))
        if index is None:
            index = indexes[parent, local, column] = rows_by(parent.named(local), column)
        return index.get(value, [])


def _children(node: XNode, name: str) -> list[Any]:
    if name.startswith("@"):
        return [found for found in node.attributes if found.local == name[1:]]
    return list(node.named(name))
