"""The submission: the living tree to XML, and XML back into a tree."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from commissioner_app.forms.instance.repeats import place_for
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.instance.values import fitted
from commissioner_app.forms.model.dom import parse_xml
from commissioner_app.forms.model.nodes import NodeDef
from commissioner_app.forms.model.structure import JAVAROSA
from commissioner_app.forms.model.texts import local_name

OPENROSA: Final = "http://openrosa.org/xforms"


def to_xml(state: State) -> str:
    """The submission: relevant nodes with the blank form's own namespaces, and an instance id."""
    namespaces: dict[str | None, str] = {prefix: uri for prefix, uri in state.definition.namespaces.items()}  # noqa: C416
    root = state.root
    if root.uri and not root.prefix:
        namespaces[None] = root.uri
    used = {node.prefix for node in (root, *root.below()) if node.prefix}
    element = etree.Element(
        _name(root), nsmap={prefix: uri for prefix, uri in namespaces.items() if prefix is None or prefix in used}
    )
    _attributes(root, element)
    stack: list[tuple[InstanceNode, Any]] = [(root, element)]
    while stack:
        node, target = stack.pop()
        if not node.children:
            target.text = _clean(node.value)
        for child in node.elements:
            if child.relevant:
                made = etree.SubElement(target, _name(child))
                _attributes(child, made)
                stack.append((child, made))
    _instance_id(state, element)
    return etree.tostring(element, encoding="unicode")  # type: ignore[no-any-return]


def _name(node: InstanceNode) -> str:
    return f"{{{node.uri}}}{node.local}" if node.uri else node.local


def _attributes(node: InstanceNode, element: Any) -> None:
    for attribute in node.attribute_nodes:
        if attribute.relevant and attribute.uri != JAVAROSA:
            element.set(_name(attribute), _clean(attribute.value))


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    if text.isprintable():
        return text
    return "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
    )


def _instance_id(state: State, element: Any) -> None:
    """Add ``meta/instanceID`` in the namespace that the form itself uses, unless it is there."""
    meta = next((child for child in element if local_name(child) == "meta"), None)
    if meta is None:
        meta = etree.SubElement(element, f"{{{OPENROSA}}}meta", nsmap={"orx": OPENROSA})
    uri = etree.QName(meta).namespace
    found = next((child for child in meta if local_name(child) == "instanceID"), None)
    if found is None:
        found = etree.SubElement(meta, f"{{{uri}}}instanceID" if uri else "instanceID")
    if not found.text:
        found.text = state.instance_id


def fill(state: State, source: str | bytes) -> None:
    """Take the values of an earlier submission; what the form does not know is left out."""
    element = parse_xml(source)
    stack: list[tuple[InstanceNode, Any]] = [(state.root, element)]
    while stack:
        node, given = stack.pop()
        for key, value in given.attrib.items():
            name = key.rpartition("}")[2]
            for attribute in node.attribute_nodes:
                if attribute.local == name:
                    attribute.value = attribute.kept = value
        if not node.definition.children:
            node.value = node.kept = fitted("".join(given.itertext()), node.definition.type)
            continue
        stack.extend(_pair(state, node, given))


def _pair(state: State, node: InstanceNode, given: Any) -> list[tuple[InstanceNode, Any]]:
    pairs: list[tuple[InstanceNode, Any]] = []
    for definition in node.definition.children:
        elements = [child for child in given if local_name(child) == definition.name]
        if definition.repeat is not None:
            pairs += zip(rebuild(state, node, definition, len(elements)), elements, strict=True)
        else:
            present = node.named(definition.name)
            if elements and present and isinstance(present[0], InstanceNode):
                pairs.append((present[0], elements[0]))
            elif not elements:
                _empty(present)
    return pairs


def _empty(nodes: list[Any]) -> None:
    """What an earlier submission left out had no value."""
    for top in nodes:
        for node in (top, *top.below()):
            if not node.definition.is_attribute:
                node.value = node.kept = ""


def rebuild(state: State, parent: InstanceNode, definition: NodeDef, count: int) -> list[InstanceNode]:
    """Give a repeat exactly so many fresh instances, before the form runs."""
    for node in [node for node in parent.elements if node.definition is definition]:
        parent.discard(node)
    made = []
    template = definition.repeat.template if definition.repeat else None
    for _ in range(count if template is not None else 0):
        if template is None:
            break
        node = state.plant(template, parent)
        parent.insert(node, place_for(parent, definition))
        made.append(node)
    return made
