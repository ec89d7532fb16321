"""What an OpenRosa server lists: its forms, a form's files, and which entities are gone. XML in, plain values out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.model.dom import parse_xml
from commissioner_app.forms.model.texts import local_name

MOST: Final = 10_000
"""Forms, files or entities in one list; a longer one is no list that a person works with."""
_LONGEST_NAME: Final = 240


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One ``xform``. ``hash`` is ``md5:<hex>`` of the form's XML, "" where the server does not say."""

    form_id: str
    version: str
    name: str
    hash: str
    download_url: str
    manifest_url: str = ""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One ``mediaFile``. ``is_entities``: an entity list, whose ``integrity_url`` says which ids were deleted."""

    name: str
    hash: str
    download_url: str
    is_entities: bool = False
    integrity_url: str = ""


def parse_form_list(data: bytes) -> list[ListedForm]:
    """The forms of a ``formList``. Raises ``FormError``: "xml_bad", "xml_unsafe", "openrosa_reply"."""
    found = []
    for texts, _ in _items(data, "xforms", "xform"):
        if not texts.get("formID") or not texts.get("downloadUrl"):
            raise FormError("openrosa_reply", what="xform")
        found.append(
            ListedForm(
                texts["formID"],
                texts.get("version", ""),
                texts.get("name", "") or texts["formID"],
                texts.get("hash", ""),
                texts["downloadUrl"],
                texts.get("manifestUrl", ""),
            )
        )
    return found


def parse_manifest(data: bytes) -> list[ListedFile]:
    """The files of a ``manifest``. Raises ``FormError``; a name that is a path is refused."""
    found = []
    for texts, attributes in _items(data, "manifest", "mediaFile"):
        name = texts.get("filename", "")
        if not texts.get("downloadUrl") or not _is_plain(name):
            raise FormError("openrosa_reply", what=f"mediaFile {name[:60]}".strip())
        found.append(
            ListedFile(
                name,
                texts.get("hash", ""),
                texts["downloadUrl"],
                attributes.get("type") == "entityList",
                texts.get("integrityUrl", ""),
            )
        )
    return found


def parse_integrity(data: bytes) -> dict[str, bool]:
    """Entity id -> whether it was deleted. Raises ``FormError``."""
    root = parse_xml(data)
    if local_name(root) != "data":
        raise FormError("openrosa_reply", what=local_name(root))
    return {
        element.get("id"): any(
            local_name(child) == "deleted" and (child.text or "").strip() == "true" for child in element
        )
        for element in root.iter()
        if local_name(element) == "entity" and element.get("id")
    }


def matches(data: bytes, hash_: str) -> bool:
    """Whether content is what a ``md5:…`` promised; a hash of another kind, or none, promises nothing."""
    kind, _, promised = hash_.strip().partition(":")
    return kind.lower() != "md5" or hmac.compare_digest(md5_of(data), promised.strip().lower())


def md5_of(data: bytes) -> str:
    """The MD5 by which OpenRosa tells versions of a file apart (no protection against anybody)."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _items(data: bytes, root_name: str, item_name: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The texts of each item's children by local name, and its attributes."""
    root = parse_xml(data)
    if local_name(root) != root_name:
        raise FormError("openrosa_reply", what=local_name(root))
    items: list[Any] = [child for child in root if local_name(child) == item_name]
    if len(items) > MOST:
        raise FormError("openrosa_reply", what=f"{len(items)} {item_name}")
    for item in items:
        texts = {local_name(child): (child.text or "").strip() for child in item if local_name(child)}
        yield texts, {str(key): str(value) for key, value in item.attrib.items()}


def _is_plain(name: str) -> bool:
    bad = not name or len(name) > _LONGEST_NAME or name in (".", "..") or not name.isprintable()
    return not bad and not any(mark in name for mark in '/\\:*?"<>|')
