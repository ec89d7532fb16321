"""A finished instance as a server takes it: whose it is, which files belong to it, under which id it travels."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from lxml import etree

from commissioner_app.forms.audit import FILE
from commissioner_app.forms.errors import FormError
from commissioner_app.forms.model.dom import parse_xml
from commissioner_app.forms.model.texts import local_name

OPENROSA: Final = "http://openrosa.org/xforms"
HEAD: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def identified(xml: str | bytes, instance_id: str, deprecated_id: str = "") -> bytes:
    """The instance under an id of its own; ``deprecated_id`` names the one it stands for, where it is an edit.

    Raises ``FormError("xml_bad")``.
    """
    root = parse_xml(xml)
    meta = next((child for child in root if local_name(child) == "meta"), None)
    if meta is None:
        meta = etree.SubElement(root, f"{{{OPENROSA}}}meta", nsmap={"orx": OPENROSA})
    uri = etree.QName(meta).namespace
    for name in ("instanceID", "deprecatedID"):
        for child in [child for child in meta if local_name(child) == name]:
            meta.remove(child)
    for place, (name, value) in enumerate((("instanceID", instance_id), ("deprecatedID", deprecated_id))):
        if value:
            made = etree.Element(f"{{{uri}}}{name}" if uri else name)
            made.text = value
            meta.insert(place, made)
    return written(root)


def written(root: Any) -> bytes:
    """A document as the bytes that travel."""
    text: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return HEAD + text


def form_of(xml: str | bytes) -> tuple[str, str]:
    """Id and version of the form an instance belongs to; "" where it does not say."""
    root = parse_xml(xml)
    version = root.get("version") or root.get(f"{{{OPENROSA}}}version") or ""
    return root.get("id") or etree.QName(root).namespace or "", version


def files_of(xml: str | bytes, held: Collection[str]) -> list[str]:
    """Those of the ``held`` files that an instance names as an answer, in its order."""
    wanted = set(held)
    leaves = (element for element in parse_xml(xml).iter() if local_name(element) and len(element) == 0)
    texts = ((leaf.text or "").strip() for leaf in leaves)
    return list(dict.fromkeys(text for text in texts if text in wanted))


def with_log_named(xml: str | bytes, held: Collection[str]) -> bytes:
    """The instance with its audit log under the one name that servers know it by, whichever of the ``held`` files it is.

    Raises ``FormError("xml_bad")``.
    """
    root = parse_xml(xml)
    for meta in (child for child in root if local_name(child) == "meta"):
        for log in (child for child in meta if local_name(child) == "audit" and (child.text or "").strip() in held):
            log.text = FILE
    return written(root)


def file_names(xml: str | bytes, held: Sequence[str]) -> dict[str, str]:
    """Held file -> the name it travels under, for an instance of ``with_log_named``: the file that the instance names no
    more is its audit log."""
    named = set(files_of(xml, held))
    return {name: name if name in named else FILE for name in held}


def public_key_of(form_xml: str | bytes) -> str:
    """The key (base64 of a DER public key) that a form wants its submissions encrypted with, or ""."""
    for element in _model(parse_xml(form_xml)):
        if local_name(element) == "submission":
            return "".join((element.get("base64RsaPublicKey") or "").split())
    return ""


def _model(root: Any) -> Any:
    found = next((element for element in root.iter() if local_name(element) == "model"), None)
    if found is None:
        raise FormError("no_model")
    return found
