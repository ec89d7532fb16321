"""XML to the light nodes that expressions walk; parsing without entities, network or unbounded sizes."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.expression.nodes import (
    COMMENT,
    ELEMENT,
    INSTRUCTION,
    ROOT,
    TEXT,
    Row,
    XNode,
    attribute,
)

_KNOWN_PREFIXES: Final = {"http://www.w3.org/XML/1998/namespace": "xml"}


def parse_xml(source: bytes | str) -> Any:
    """The root element. Raises ``FormError``: "xml_bad", or "xml_unsafe" for a document type declaration."""
    data = source.encode("utf-8") if isinstance(source, str) else source
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormError("xml_bad", reason=str(error)) from error
    if root.getroottree().docinfo.doctype and root.getroottree().docinfo.internalDTD is not None:
        entities = list(root.getroottree().docinfo.internalDTD.iterentities())
        if entities:
            raise FormError("xml_unsafe")
    return root


class DocumentElement(XNode):
    """An element that remembers the namespaces declared on it, and the nodes made for those in its scope."""

    __slots__ = ("declared", "spaces")

    def __init__(self, kind: int, local: str = "", text: str = "", parent: XNode | None = None) -> None:
        super().__init__(kind, local, text, parent)
        self.declared: dict[str, str] = {}
        self.spaces: dict[str, XNode] = {}


def document_from(tree: Any) -> XNode:
    """The whole document with its texts, comments and instructions."""
    root = tree.getroot()
    document = XNode(ROOT)
    before = []
    sibling = root.getprevious()
    while sibling is not None:
        before.append(sibling)
        sibling = sibling.getprevious()
    for node in reversed(before):
        _add(document, node)
    _add(document, root)
    sibling = root.getnext()
    while sibling is not None:
        _add(document, sibling)
        sibling = sibling.getnext()
    return document


def _add(parent: XNode, source: Any) -> None:
    """Add a node with all below it; a stack instead of recursion, so depth is no matter."""
    stack: list[tuple[XNode, Any]] = [(parent, source)]
    while stack:
        above, here = stack.pop()
        if isinstance(here, str):
            above.append(XNode(TEXT, text=here))
            continue
        if here.tag is etree.Comment:
            above.append(XNode(COMMENT, text=here.text or ""))
            continue
        if here.tag is etree.ProcessingInstruction:
            above.append(XNode(INSTRUCTION, here.target, here.text or ""))
            continue
        if not isinstance(here.tag, str):
            continue
        node = element_from(here)
        above.append(node)
        parts: list[Any] = [here.text] if here.text else []
        for child in here:
            parts.append(child)
            if child.tail:
                parts.append(child.tail)
        stack.extend((node, part) for part in reversed(parts))


def element_from(source: Any) -> DocumentElement:
    """The element alone with its attributes."""
    name = etree.QName(source)
    node = DocumentElement(ELEMENT, name.localname)
    node.uri, node.prefix = name.namespace or "", source.prefix or ""
    above = source.getparent()
    outer = above.nsmap if above is not None else {}
    node.declared = {key or "": uri for key, uri in source.nsmap.items() if outer.get(key) != uri}
    prefixes = {uri: prefix for prefix, uri in source.nsmap.items() if prefix}
    for key, value in source.attrib.items():
        uri, local = split_name(key)
        prefix = _KNOWN_PREFIXES.get(uri) or prefixes.get(uri, "")
        attribute(node, f"{prefix}:{local}" if prefix else local, value, uri)
    return node


def split_name(name: str) -> tuple[str, str]:
    """``{uri}local`` in its two parts."""
    if name.startswith("{"):
        uri, _, local = name[1:].partition("}")
        return uri, local
    return "", name


def data_from(element: Any) -> XNode:
    """A document for a secondary instance: no white space, leaves carry their text, flat items are rows."""
    document = XNode(ROOT)
    stack: list[tuple[XNode, Any]] = [(document, element)]
    while stack:
        parent, here = stack.pop()
        children = [child for child in here if isinstance(child.tag, str)]
        local = split_name(here.tag)[1]
        if children and not here.attrib and all(len(child) == 0 and not child.attrib for child in children):
            values = {split_name(child.tag)[1]: child.text or "" for child in children}
            if len(values) == len(children):
                parent.append(Row(local, values, parent))
                continue
        node = element_from(here)
        parent.append(node)
        if children:
            stack.extend((node, child) for child in reversed(children))
        else:
            node.text = "".join(here.itertext())
    return document
