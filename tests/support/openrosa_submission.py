"""A submission arrives at the stand-in: the rules by which a platform takes it or says no."""

from __future__ import annotations

from email import message_from_bytes
from typing import Any, Protocol

from lxml import etree

from tests.support.openrosa_holdings import HostedForm, Received

VERSION = "{http://openrosa.org/xforms}version"


class Holdings(Protocol):
    """What the rules look at."""

    forms: dict[str, HostedForm]
    retired: dict[tuple[str, str], HostedForm]
    received: dict[str, Received]


def take(  # noqa: PLR0911 - one for each rule
    server: Holdings, content_type: str, body: bytes
) -> tuple[int, str]:
    """A submission in, status and words out: the rules of section 7's table."""
    message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts: list[Any] = [part for part in message.walk() if not part.is_multipart()]
    named = {str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True) for part in parts}
    xml = named.pop("xml_submission_file", None)
    incomplete = named.pop("*isIncomplete*", None) == b"yes"
    if xml is None:
        return 400, "Required part xml_submission_file is missing."
    try:
        root = etree.fromstring(xml)
    except etree.XMLSyntaxError:
        return 400, "The XML cannot be parsed."
    form_id, version = root.get("id") or "", root.get("version") or root.get(VERSION) or ""
    current = server.forms.get(form_id)
    if (current is None or current.version != version) and (form_id, version) not in server.retired:
        return 404, "The form, or this version of it, does not exist."
    ids = {
        etree.QName(element).localname: element.text or "" for element in root.iter() if isinstance(element.tag, str)
    }
    instance_id, deprecated = ids.get("instanceID", ""), ids.get("deprecatedID", "")
    if not instance_id:
        return 400, "There is no instanceID."
    held = server.received.get(instance_id)
    if held is not None and held.xml != xml:
        return 409, "A submission already exists with this ID, but with different content."
    if deprecated and deprecated not in server.received:
        return 404, "The submission to be edited does not exist."
    if held is None:
        held = server.received[instance_id] = Received(xml, form_id, deprecated_id=deprecated)
    held.files |= named
    held.posts += 1
    held.incomplete = incomplete
    return 201, "full submission upload was successful!"
