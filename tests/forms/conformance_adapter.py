"""The evaluator behind recorded XPath cases: any XML document, any context node."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from xml.dom import Node, minidom

from commissioner_app.forms.expression.compile import compile_text
from commissioner_app.forms.expression.context import Context, Plain
from commissioner_app.forms.expression.nodes import (
    COMMENT,
    ELEMENT,
    INSTRUCTION,
    ROOT,
    TEXT,
    XNode,
    attribute,
)
from commissioner_app.forms.expression.scope import Scope
from commissioner_app.forms.expression.values import to_boolean, to_number, to_string
from commissioner_app.forms.model.dom import DocumentElement

DOCTYPE = 10
XMLNS = "http://www.w3.org/2000/xmlns/"
STANDARD = {
    "xhtml": "http://www.w3.org/1999/xhtml",
    "h": "http://www.w3.org/1999/xhtml",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


class Surroundings(Plain):
    """A document that may carry secondary instances and texts of its own."""

    def __init__(self, document: XNode, top: XNode) -> None:
        super().__init__(document)
        self.top = top

    def instance(self, name: str) -> XNode | None:
        for node in self.top.descendants():
            if node.local == "instance" and any(a.local == "id" and a.text == name for a in node.attributes):
                return node
        return None

    def _translations(self) -> list[XNode]:
        found = [node for node in self.top.descendants() if node.local == "translation"]
        chosen = next(
            (t for t in found if any(a.local == "default" for a in t.attributes)), found[0] if found else None
        )
        return list(chosen.descendants()) if chosen is not None else []

    def itext(self, identifier: str) -> str | None:
        for node in self._translations():
            if node.local == "text" and any(a.local == "id" and a.text == identifier for a in node.attributes):
                plain = (v for v in node.children if v.local == "value" and not v.attributes)
                return next((v.string_value() for v in plain), None)
        return None


@lru_cache(maxsize=8)
def _document(xml: str) -> tuple[XNode, dict[str, str]]:
    """The document as the DOM has it, in which the cases were recorded: CDATA and document types are nodes there."""
    document, spaces = XNode(ROOT), dict(STANDARD)
    _add_all(document, minidom.parseString(xml.encode()), spaces)
    return document, spaces


def _add_all(parent: XNode, source: Any, spaces: dict[str, str]) -> None:
    for child in source.childNodes:
        node = _node(child, spaces)
        if node is not None:
            parent.append(node)
            _add_all(node, child, spaces)


def _node(source: Any, spaces: dict[str, str]) -> XNode | None:
    if source.nodeType in (Node.TEXT_NODE, Node.CDATA_SECTION_NODE):
        return XNode(TEXT, text=source.data)
    if source.nodeType == Node.COMMENT_NODE:
        return XNode(COMMENT, text=source.data)
    if source.nodeType == Node.PROCESSING_INSTRUCTION_NODE:
        return XNode(INSTRUCTION, source.target, source.data)
    if source.nodeType == Node.DOCUMENT_TYPE_NODE:
        return XNode(DOCTYPE)
    if source.nodeType != Node.ELEMENT_NODE:
        return None
    node = DocumentElement(ELEMENT, source.localName)
    node.prefix, node.uri = source.prefix or "", source.namespaceURI or ""
    for i in range(source.attributes.length):
        found = source.attributes.item(i)
        if found.namespaceURI == XMLNS:
            name = found.localName if found.prefix else ""
            node.declared[name] = found.value
            spaces.update({name: found.value} if name else {})
        else:
            attribute(node, found.name, found.value, found.namespaceURI or "")
    return node


def _find(document: XNode, path: str) -> XNode:
    node = document
    for part in path.strip("/").split("/"):
        if not part:
            continue
        if part.startswith("@"):
            node = next(a for a in node.attributes if a.qname == part[1:])
        else:
            first = 0 if node.children and node.children[0].kind == DOCTYPE else 1
            node = node.children[int(part[part.index("[") + 1 : -1]) - first]
    return node


def evaluate(xml: str, context: str, expression: str, kind: str, case: dict[str, Any]) -> Any:
    """One case's answer in the form that the script compares."""
    document, spaces = _document(xml)
    if case.get("customNs"):
        spaces = {**spaces, "jr": "https://example.com/not-javarosa"}
    top = _find(document, case["root"])
    world = Surroundings(top, document)
    value = compile_text(expression, Scope(spaces))(Context(_find(document, context or "/"), world))
    if kind == "number":
        return to_number(value)
    if kind == "boolean":
        return to_boolean(value)
    if kind in ("string", "regex"):
        return to_string(value)
    if isinstance(value, list):
        # As the DOM has it, a document has no text of its own.
        return ["" if node.kind == ROOT else node.string_value() for node in value]
    return value
