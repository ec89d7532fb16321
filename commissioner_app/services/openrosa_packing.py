"""From a record to what is handed in: the instance as its form writes it, under an id that never changes, encrypted where
the form says so. Packed once and stored; sent as often as it takes."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commissioner_app.domain.record import Record, attachment_names
from commissioner_app.errors import InputError
from commissioner_app.forms.errors import FormError
from commissioner_app.forms.openrosa import encryption, entities
from commissioner_app.forms.openrosa.listing import md5_of
from commissioner_app.forms.openrosa.submission import (
    file_names,
    files_of,
    form_of,
    identified,
    public_key_of,
    with_log_named,
)
from commissioner_app.services.forms import Forms
from commissioner_app.store.platform_rows import Submission, SubmissionNote
from commissioner_app.store.store import Store
from commissioner_app.system.clock import stamp

if TYPE_CHECKING:
    from commissioner_app.forms.definition import FormDefinition


def as_filled(forms: Forms, record: Record) -> tuple[FormDefinition, str, str]:
    """The form, the record as its instance (as of the moment it was written), and the name that the form gives it.

    New entities get ids that follow from the record's, so that packing it again makes no second entity.
    Raises ``InputError`` form_not_found, ``FormError``."""
    written = datetime.fromisoformat(record.updated_at)
    instance = forms.instance(record.form_id, record.form_version, answers=record.answers, now=lambda: written)
    xml = entities.with_ids(instance.to_xml(), lambda dataset, number: _id_of(record, f"{dataset}/{number}"))
    return instance.definition, xml, instance.instance_name


def content_of(forms: Forms, record: Record) -> str:
    """A sum over the answers that the form asks: a review, which changes others, makes no new version."""
    asked = set(forms.core_names(record.form_id, record.form_version).values())
    answers = {key: value for key, value in record.answers.items() if key in asked}
    data = json.dumps([record.form_id, record.form_version, answers], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()


def pack(store: Store, forms: Forms, record: Record, server: str, before: Sequence[SubmissionNote]) -> Submission:
    """The submission of a record for a server; ``before`` are its earlier ones there, oldest first.

    Raises ``InputError`` openrosa_unfit (with the reason), attachment_not_here; ``EnvironmentFault`` file_damaged …"""
    content = content_of(forms, record)
    try:
        xml = store.submissions.instance(record.id, content) or as_filled(forms, record)[1]
        key = public_key_of(forms.xml(record.form_id, record.form_version))
    except FormError as error:
        raise InputError("openrosa_unfit", reason=error.message()) from error
    instance_id, deprecated_id = _ids(record, before, content)
    files = files_of(xml, list(attachment_names(record.answers)))
    made = Submission(
        server=server,
        instance_id=instance_id,
        deprecated_id=deprecated_id,
        form_id=record.form_id,
        record_id=record.id,
        content=content,
        record_at=record.updated_at,
        xml=identified(with_log_named(xml, files), instance_id, deprecated_id),
        files=tuple(files),
        made_at=stamp(store.clock.now()),
    )
    for name in made.files:
        held = store.attachments.get(name)
        if held is None or not held.held:
            raise InputError("attachment_not_here", name=name)
    return _encrypted(store, made, key) if key else made


def _encrypted(store: Store, made: Submission, public_key: str) -> Submission:
    key = encryption.new_key()
    form_id, version = form_of(made.xml)
    names = file_names(made.xml, made.files)
    sums = tuple((names[name], md5_of(store.attachments.read(name))) for name in made.files)
    clear = encryption.Clear(form_id, version, made.instance_id, made.xml, sums, made.deprecated_id)
    try:
        manifest = encryption.manifest(clear, key, public_key)
    except FormError as error:
        # Sending it in clear would be worse than not sending it.
        raise InputError("openrosa_unfit", reason=error.message()) from error
    values: dict[str, Any] = {name: getattr(made, name) for name in Submission.__slots__}
    return Submission(**values | {"xml": manifest, "clear": made.xml, "key": key})


def _ids(record: Record, before: Sequence[SubmissionNote], content: str) -> tuple[str, str]:
    """Instance id, and the id of the version that it replaces on the server.

    Both follow from what was sent before: a profile that returned to an older backup names the same versions alike."""
    if not before:
        return f"uuid:{record.id}", ""
    there = (note for note in reversed(before) if note.status == "received" or note.confirmed)
    taken = next((note.instance_id for note in there), "")
    return f"uuid:{_id_of(record, f'{before[-1].instance_id}/{content}')}", taken


def _id_of(record: Record, name: str) -> str:
    return str(uuid.uuid5(uuid.UUID(record.id), name))
