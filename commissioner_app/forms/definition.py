"""A form as it was written: read once, never changed afterwards, shared by all its fillings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.expression.compile import compile_text
from commissioner_app.forms.expression.context import Compiled
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.scope import Scope
from commissioner_app.forms.model.nodes import Action, NodeDef, Seed, Vertex
from commissioner_app.forms.model.texts import Itext


@dataclass(slots=True)
class Caches:
    """What fillings of a form share because it never changes: indexes of choice lists, compiled label expressions."""

    indexes: dict[tuple[XNode, str, str], dict[str, list[XNode]]] = field(default_factory=dict)
    compiled: dict[tuple[str, tuple[str, ...]], Compiled] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class FormDefinition:
    """A loaded form. ``warnings`` lists what was odd but does not keep it from being used."""

    id: str
    version: str
    title: str
    default_language: str
    languages: tuple[str, ...]
    root: NodeDef
    seed: Seed
    vertices: tuple[Vertex, ...]
    load_actions: tuple[Action, ...]
    new_repeat_actions: tuple[Action, ...]
    instances: Mapping[str, XNode]
    last_saved_instances: frozenset[str]
    itext: Itext
    namespaces: Mapping[str, str]
    scope: Scope
    warnings: tuple[FormError, ...] = ()
    # The words of the setting "style": pages, theme-grid.
    style: tuple[str, ...] = ()
    # The files that came with the form, by plain name: pictures and sounds of labels among them.
    files: Mapping[str, bytes] = field(default_factory=dict)
    # Whether the form wants sound recorded while it is filled (background-audio).
    records_sound: bool = False
    caches: Caches = field(default_factory=Caches)

    def compiled(self, source: str, definition: NodeDef) -> Compiled:
        """An expression of a label or message at a definition, compiled when first needed."""
        key = (source, definition.path)
        found = self.caches.compiled.get(key)
        if found is None:
            found = self.caches.compiled[key] = compile_text(source, replace(self.scope, place=definition.path))
        return found
