"""Publishing forms: XLSForm files, folders of text tables and ready XForms, all kept as XForm XML."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from provincial_server.db import forms, lists
from provincial_server.db.engine import Connection
from provincial_server.db.rows import Row
from provincial_server.errors import ServerError
from provincial_server.logic import audit
from provincial_server.logic.kinds import kinds

XML_BYTES: Final = 16 * 1024 * 1024
PUBLISHED: Final = "published"
RETIRED: Final = "retired"
_VERSION: Final = "{http://openrosa.org/xforms}version"


@dataclass(frozen=True, slots=True)
class Published:
    """A form version on the server. ``added`` is false when exactly this was published before."""

    id: str
    version: str
    kind: str
    title: str
    sha256: str
    added: bool
    warnings: tuple[str, ...] = ()


Lists = Mapping[str, Sequence[Mapping[str, str]]]


def is_form_folder(path: Path) -> bool:
    """Whether a folder holds a form as text tables (a form made of others has settings alone)."""
    return (path / "settings.csv").is_file()


def publish(connection: Connection, path: Path) -> Published:
    """Publish a form file or a folder of text tables. Raises ``bad_form`` naming the place, ``form_changed``."""
    if not path.exists():
        raise ServerError("unknown", what="file", name=str(path))
    if path.suffix.lower() == ".xml":
        return publish_xml(connection, path.read_text(encoding="utf-8"))
    xml, warnings = _converted(path, all_lists(connection))
    return publish_xml(connection, xml, warnings)


def publish_xml(connection: Connection, xml: str, warnings: Sequence[str] = ()) -> Published:
    """Publish an XForm. A version is what a draft was begun with, so its content never changes."""
    form_id, version, title, kind = _described(xml)
    checksum = hashlib.sha256(xml.encode()).hexdigest()
    held = forms.form(connection, form_id, version)
    if held is not None and held["sha256"] != checksum:
        raise ServerError("form_changed", form=form_id, version=version)
    published = Published(form_id, version, kind, title, checksum, held is None, tuple(warnings))
    if held is not None:
        forms.set_state(connection, form_id, version, PUBLISHED)
        return published
    forms.add(
        connection,
        {
            "id": form_id,
            "version": version,
            "kind": kind,
            "title": title,
            "state": PUBLISHED,
            "sha256": checksum,
            "xml": xml,
            "published_at": audit.now(),
        },
    )
    audit.note(connection, "form_published", f"{form_id} {version}")
    return published


def retire(connection: Connection, form_id: str, version: str = "") -> int:
    """Offer a form (or one version) no longer; drafts begun with it can still be finished. Raises ``unknown``."""
    changed = forms.set_state(connection, form_id, version, RETIRED)
    if not changed and not any(form["id"] == form_id for form in forms.headers(connection)):
        raise ServerError("unknown", what="form", name=form_id)
    audit.note(connection, "form_retired", f"{form_id} {version}")
    return changed


def all_forms(connection: Connection) -> list[Row]:
    """Every version on the server, without its XML."""
    return forms.headers(connection)


def all_lists(connection: Connection) -> Lists:
    """Code lists by id, as rows: what the select questions of text tables draw on."""
    return {
        list_id: list(csv.DictReader(io.StringIO(lists.csv_text(connection, list_id) or "")))
        for list_id in lists.versions(connection)
    }


def _converted(path: Path, known: Lists) -> tuple[str, list[str]]:
    # Late: converting loads pyxform, which a server that only serves never needs.
    from commissioner_app.forms.errors import FormError
    from commissioner_app.forms.xlsform.conversion import to_xform
    from commissioner_app.forms.xlsform.tables import read_folder

    try:
        converted = to_xform(read_folder(path, known) if path.is_dir() else path)
    except FormError as error:
        raise ServerError("bad_form", place=path.name, problem=str(error)) from error
    return converted.xml, [str(warning) for warning in converted.warnings]


def _described(xml: str) -> tuple[str, str, str, str]:
    """(id, version, title, kind) of an XForm. The kind is what its entities are saved to, else its id's first word."""
    if len(xml) > XML_BYTES or "<!DOCTYPE" in xml:
        raise ServerError("bad_form", place="xml", problem="DOCTYPE")
    try:
        root = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise ServerError("bad_form", place="xml", problem=str(error)) from error
    instance = next((one for one in root.iter() if _local(one) == "instance" and len(one)), None)
    if instance is None:
        raise ServerError("bad_form", place="xml", problem="instance")
    top = instance[0]
    form_id, version = top.get("id", ""), top.get("version") or top.get(_VERSION) or ""
    if not form_id or not version:
        raise ServerError("bad_form", place=form_id or "xml", problem="id, version")
    title = next((one.text or "" for one in root.iter() if _local(one) == "title"), "").strip()
    entity = next((one.get("dataset", "") for one in top.iter() if _local(one) == "entity"), "")
    first = form_id.partition("_")[0]
    return form_id, version, title or form_id, entity or (first if first in kinds() else "")


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
