"""Publishing forms: XLSForm files, folders of text tables and ready XForms, all kept as XForm XML."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from provincial_server.db import forms, lists
from provincial_server.db.engine import Connection
from provincial_server.db.rows import Row
from provincial_server.errors import ServerError
from provincial_server.logic import audit, form_rules
from provincial_server.logic.kinds import kinds
from sync_protocol import codes, limits

if TYPE_CHECKING:
    from commissioner_app.forms.definition import FormDefinition

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


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, for the audit log and for the language of what stands against it; nobody at the console."""

    person: str = ""
    device: str = ""
    lang: str = "zh"


@dataclass(frozen=True, slots=True)
class Material:
    """A form ready to be published: XForm, files by name, what the check found odd, and the form itself where the check
    loaded it."""

    xml: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    definition: FormDefinition | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """Material that was read and tried, so that the database is held only while it is written."""

    material: Material
    id: str
    version: str
    title: str
    kind: str
    sums: Mapping[str, str]
    definition: FormDefinition
    warnings: tuple[str, ...]


Lists = Mapping[str, Sequence[Mapping[str, str]]]


def is_form_folder(path: Path) -> bool:
    """Whether a folder holds a form as text tables (a form made of others has settings alone)."""
    return (path / "settings.csv").is_file()


def publish(connection: Connection, path: Path, by: Publisher = Publisher(), known: Lists | None = None) -> Published:
    """Publish a form file or a folder of text tables, with the files beside it that it names. ``known``: the server's code
    lists, for who publishes many forms and has read them.

    Raises ``bad_form`` naming the place, ``form_changed``, ``form_core``."""
    if not path.exists():
        raise ServerError("unknown", what="file", name=str(path))
    known = all_lists(connection) if known is None else known
    return publish_prepared(connection, prepared(_checked(path, known, by.lang), by), by)


def prepared(material: Material, by: Publisher = Publisher()) -> Prepared:
    """The form loaded, filled once and measured. Raises ``bad_form`` naming the place, ``too_large``."""
    form_id, version, title, kind = _described(material.xml)
    sums = _sums(material.files)
    definition = material.definition or form_rules.loaded(material.xml, material.files, by.lang)
    odd = form_rules.oddities(definition, by.lang)
    warnings = tuple(dict.fromkeys((*material.warnings, *odd)))
    return Prepared(material, form_id, version, title, kind, sums, definition, warnings)


def publish_prepared(connection: Connection, ready: Prepared, by: Publisher = Publisher()) -> Published:
    """Publish a form with its files. A version is what a draft was begun with, so its content never changes.

    Raises ``form_changed``, ``form_core``."""
    xml = ready.material.xml
    checksum = hashlib.sha256(xml.encode()).hexdigest()
    row = {"id": ready.id, "version": ready.version, "kind": ready.kind, "title": ready.title}
    held = forms.form(connection, ready.id, ready.version)
    if held is not None:
        if held["sha256"] != checksum or json.loads(held["files"]) != ready.sums:
            raise ServerError(codes.FORM_CHANGED, form=ready.id, version=ready.version)
        if forms.set_state(connection, ready.id, ready.version, PUBLISHED):
            audit.note(connection, "form_published", f"{ready.id} {ready.version}", person=by.person, device=by.device)
        return Published(**row, sha256=checksum, added=False, warnings=ready.warnings)
    form_rules.keep_core_fields(connection, ready.definition, by.lang)
    for name, data in ready.material.files.items():
        forms.add_file(connection, ready.sums[name], data)
    content = {"sha256": checksum, "xml": xml, "files": json.dumps(ready.sums)}
    forms.add(connection, {**row, **content, "state": PUBLISHED, "published_at": audit.now()})
    audit.note(connection, "form_published", f"{ready.id} {ready.version}", person=by.person, device=by.device)
    return Published(**row, sha256=checksum, added=True, warnings=ready.warnings)


def retire(connection: Connection, form_id: str, version: str = "", by: Publisher = Publisher()) -> int:
    """Offer a form (or one version) no longer: no new records; drafts begun with it can still be finished, and records
    can still be read. Raises ``unknown``; ``form_needed`` for the last version of a form that a kind is recorded with."""
    versions = [form for form in forms.headers(connection) if form["id"] == form_id]
    if not any(not version or form["version"] == version for form in versions):
        raise ServerError(codes.UNKNOWN, what="form", name=f"{form_id} {version}".strip())
    left = [form for form in versions if form["state"] == PUBLISHED and version and form["version"] != version]
    if form_id in kinds() and not left:
        raise ServerError(codes.FORM_NEEDED, form=form_id)
    changed = forms.set_state(connection, form_id, version, RETIRED)
    audit.note(connection, "form_retired", f"{form_id} {version}", person=by.person, device=by.device)
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


def _sums(files: Mapping[str, bytes]) -> dict[str, str]:
    """Name -> SHA-256. Raises ``too_large``, ``bad_form`` for a name that is a path."""
    for name, data in files.items():
        if not name or len(name) > 200 or name in (".", "..") or any(mark in name for mark in "/\\\0"):
            raise ServerError(codes.BAD_FORM, place=name[:80], problem="file name")
        if len(data) > limits.FORM_FILE_BYTES:
            raise ServerError(codes.TOO_LARGE, limit=limits.FORM_FILE_BYTES)
    if sum(map(len, files.values())) > limits.FORM_FILES_BYTES:
        raise ServerError(codes.TOO_LARGE, limit=limits.FORM_FILES_BYTES)
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}


def _checked(path: Path, known: Lists, lang: str) -> Material:
    # Late: checking loads pyxform, which a server that only serves never needs.
    from commissioner_app.forms.check import Known, checked, media_folder
    from commissioner_app.forms.loading import FolderFiles

    found = checked(path, lang, Known(known, form_rules.core_fields()))
    errors = [problem for problem in found.problems if problem.severity == "error"]
    if errors or not found.xml:
        first = errors[0]
        place = " ".join(str(part) for part in (path.name, first.sheet, first.row or "", first.column) if part)
        more = f" (+{len(errors) - 1})" if len(errors) > 1 else ""
        raise ServerError(codes.BAD_FORM, place=place, problem=first.message + more)
    beside = FolderFiles(path if path.is_dir() else path.parent, media_folder(path))
    files = {name: data for name in found.files if (data := beside.get(name)) is not None}
    return Material(found.xml, files, tuple(problem.message for problem in found.problems), found.definition)


def _described(xml: str) -> tuple[str, str, str, str]:
    """(id, version, title, kind) of an XForm. The kind is what its entities are saved to, else its id's first word."""
    if len(xml) > XML_BYTES or "<!DOCTYPE" in xml:
        raise ServerError(codes.BAD_FORM, place="xml", problem="DOCTYPE")
    try:
        root = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise ServerError(codes.BAD_FORM, place="xml", problem=str(error)) from error
    instance = next((one for one in root.iter() if _local(one) == "instance" and len(one)), None)
    if instance is None:
        raise ServerError(codes.BAD_FORM, place="xml", problem="instance")
    top = instance[0]
    form_id, version = top.get("id", ""), top.get("version") or top.get(_VERSION) or ""
    if not form_id or not version:
        raise ServerError(codes.BAD_FORM, place=form_id or "xml", problem="id, version")
    title = next((one.text or "" for one in root.iter() if _local(one) == "title"), "").strip()
    entity = next((one.get("dataset", "") for one in top.iter() if _local(one) == "entity"), "")
    first = form_id.partition("_")[0]
    return form_id, version, title or form_id, entity or (first if first in kinds() else "")


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
