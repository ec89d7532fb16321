"""The blank primary instance: one definition per place, and seeds with the default values of its nodes."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from commissioner_app.forms import limits
from commissioner_app.forms.errors import FormError, Place
from commissioner_app.forms.model.nodes import NodeDef, Seed
from commissioner_app.forms.model.texts import all_text, local_name

JAVAROSA: Final = "http://openrosa.org/javarosa"


def read_structure(root: Any) -> tuple[NodeDef, Seed, dict[NodeDef, Seed]]:
    """The root's definition, its seed, and the templates (``jr:template``) by definition.

    Siblings of one name share a definition. Raises ``FormError``: "too_deep", "nodes_many".
    """
    reader = _Reader()
    definition = reader.define(root, None)
    return definition, reader.seed(root, definition, 1), reader.templates


class _Reader:
    def __init__(self) -> None:
        self.templates: dict[NodeDef, Seed] = {}
        self.nodes = 0

    def define(self, element: Any, parent: NodeDef | None) -> NodeDef:
        name = etree.QName(element)
        prefix = element.prefix or ""
        written = f"{prefix}:{name.localname}" if prefix else name.localname
        path = (*(parent.path if parent else ()), name.localname)
        ref = f"{parent.ref if parent else ''}/{written}"
        return NodeDef(name.localname, prefix, name.namespace or "", parent, path, ref)

    def seed(self, element: Any, definition: NodeDef, depth: int) -> Seed:
        if depth > limits.DEPTH:
            raise FormError("too_deep", Place(node=definition.ref))
        self.nodes += 1 + len(element.attrib)
        if self.nodes > limits.NODES:
            raise FormError("nodes_many", Place(node=definition.ref), most=limits.NODES)
        attributes = self.attributes(element, definition)
        children: list[Seed] = []
        for child in element:
            name = local_name(child)
            if not name:
                continue
            below = definition.child(name)
            if below is None:
                below = self.define(child, definition)
                definition.adopt(below)
            seed = self.seed(child, below, depth + 1)
            if child.get(f"{{{JAVAROSA}}}template") is not None:
                self.templates.setdefault(below, seed)
            else:
                children.append(seed)
        # Line breaks around a default only lay out the XML.
        text = "" if definition.children else all_text(element).strip()
        return Seed(definition, text, tuple(children), attributes)

    def attributes(self, element: Any, definition: NodeDef) -> tuple[Seed, ...]:
        if not element.attrib:
            return ()
        seeds = []
        prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
        for key, value in element.attrib.items():
            name = etree.QName(key)
            uri = name.namespace or ""
            if uri == JAVAROSA and name.localname == "template":
                continue
            found = definition.child(f"@{name.localname}")
            if found is None:
                path = (*definition.path, f"@{name.localname}")
                prefix = prefixes.get(uri, "")
                written = f"{prefix}:{name.localname}" if prefix else name.localname
                found = NodeDef(name.localname, prefix, uri, definition, path, f"{definition.ref}/@{written}", True)
                definition.adopt(found)
            seeds.append(Seed(found, value))
        return tuple(seeds)
