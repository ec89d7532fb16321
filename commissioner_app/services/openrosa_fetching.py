"""Fetching forms of another platform: what changed since the last time, whole or not at all, form by form.

A fetched form is stored beside the program's own, of the kind ``survey``, under a name that says where it came from. A
version that records were filled with is never replaced: changed content under the same version gets one of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from commissioner_app.domain.survey import KIND
from commissioner_app.forms.errors import FormError
from commissioner_app.forms.openrosa import entities
from commissioner_app.forms.openrosa.listing import ListedFile, ListedForm, md5_of
from commissioner_app.services.desk import Desk
from commissioner_app.services.form_files import LIST_ENDING
from commissioner_app.services.openrosa_links import Server
from commissioner_app.services.openrosa_results import FetchedForm, State
from commissioner_app.services.progress import Progress
from commissioner_app.store.platform_rows import FormSource
from commissioner_app.store.rows import StoredForm

if TYPE_CHECKING:
    from commissioner_app.sync.openrosa.client import Fetched

PUBLISHED: Final = "published"
RETIRED: Final = "retired"


class FormServer(Protocol):
    """What fetching asks of a server (``sync.openrosa.client``)."""

    def form_list(self) -> list[ListedForm]: ...

    def manifest(self, url: str) -> list[ListedFile]: ...

    def form(self, listed: ListedForm, etag: str = "") -> Fetched: ...

    def file(self, listed: ListedFile) -> bytes: ...

    def deleted(self, integrity_url: str, ids: Sequence[str]) -> dict[str, bool]: ...


@dataclass
class _Files:
    """The files of one form: content by name, and the list they stand on."""

    listed: list[ListedFile] = field(default_factory=list)
    data: dict[str, bytes] = field(default_factory=dict)
    fresh: bool = False


class Fetching:
    """One fetch from one server. Raises ``OpenRosaFailure``; forms that were fetched before it stay."""

    def __init__(self, desk: Desk, server: Server, client: FormServer) -> None:
        self._desk = desk
        self._store = desk.store
        self._server = server
        self._client = client
        self.forms: list[FetchedForm] = []

    def run(self, wanted: Sequence[str] = ()) -> Iterator[Progress]:
        """Fetch the forms with these ids (as the server calls them), or all that it offers."""
        yield Progress("openrosa", "openrosa.progress.list")
        listed = self._client.form_list()
        chosen = [form for form in listed if not wanted or form.form_id in wanted]
        for number, form in enumerate(chosen):
            yield Progress("openrosa", "openrosa.progress.form", {"name": form.name}, number, len(chosen))
            self._one(form)
        if not wanted:
            self._retire({form.form_id for form in listed})

    def _one(self, listed: ListedForm) -> None:
        local_id = f"{listed.form_id}@{self._server.id}"
        held = self._store.forms.get(local_id)
        source = self._source(local_id, held.version) if held else None
        fetched = self._newer(listed, source)
        try:
            before = (local_id, held.version) if held else ("", "")
            files = self._files(listed, before)
            if fetched is None and held is not None:
                state: State = "updated" if files.fresh else "current"
                _check(held.xml.encode(), listed, files.data)
                self._keep_files((local_id, held.version), files)
                title, version = held.title, held.version
            else:
                state, title = "updated" if held else "new", listed.name
                version = self._add(local_id, listed, fetched or self._client.form(listed), files)
        except (FormError, UnicodeDecodeError) as error:
            reason = error.message() if isinstance(error, FormError) else "UTF-8"
            self.forms.append(FetchedForm(local_id, listed.form_id, listed.version, listed.name, "refused", reason))
            return
        self.forms.append(FetchedForm(local_id, listed.form_id, version, title, state))

    def _source(self, local_id: str, version: str) -> FormSource | None:
        known = self._store.form_sources.of_server(self._server.id)
        return next((one for one in known if (one.form_id, one.version) == (local_id, version)), None)

    def _newer(self, listed: ListedForm, source: FormSource | None) -> Fetched | None:
        """The form where it is not the one we have: by its sum, else by its ETag, else by its content."""
        if source is not None and listed.hash and listed.hash == source.hash:
            return None
        fetched = self._client.form(listed, source.etag if source is not None else "")
        same = source is not None and (fetched.data is None or f"md5:{md5_of(fetched.data)}" == source.hash)
        return None if same else fetched

    def _files(self, listed: ListedForm, before: tuple[str, str]) -> _Files:
        files = _Files(self._client.manifest(listed.manifest_url) if listed.manifest_url else [])
        held = self._store.form_sources.files(before)
        for one in files.listed:
            kept = self._store.form_sources.file(before, one.name) if _same(one, held) else None
            files.fresh = files.fresh or kept is None
            files.data[one.name] = self._client.file(one) if kept is None else kept
            if one.is_entities:
                self._settle_entities(one, files.data[one.name])
        files.fresh = files.fresh or held.keys() != files.data.keys()
        return files

    def _add(self, local_id: str, listed: ListedForm, fetched: Fetched, files: _Files) -> str:
        xml = fetched.data or b""
        _check(xml, listed, files.data)
        digest, sha256 = md5_of(xml), hashlib.sha256(xml).hexdigest()
        version = listed.version or digest[:8]
        if self._store.forms.versions().get((local_id, version), sha256) != sha256:
            version = f"{version}+{digest[:8]}"
        form = StoredForm(local_id, version, KIND.name, listed.name, PUBLISHED, xml.decode("utf-8"), sha256)
        source = FormSource(
            local_id, version, self._server.id, listed.form_id, listed.version, f"md5:{digest}", fetched.etag
        )
        with self._store.transaction():
            self._store.forms.put(form, self._desk.now())
            self._store.form_sources.put(source)
            self._keep_files((local_id, version), files)
        return version

    def _keep_files(self, form: tuple[str, str], files: _Files) -> None:
        with self._store.transaction():
            self._store.forms.set_state(*form, PUBLISHED)
            held = self._store.form_sources.files(form)
            for one in files.listed:
                if not _same(one, held):
                    data = files.data[one.name]
                    self._store.form_sources.put_file(form, one.name, one.hash, data, entities=one.is_entities)
            self._store.form_sources.remove_files(form, [name for name in held if name not in files.data])

    def _settle_entities(self, listed: ListedFile, data: bytes) -> None:
        """Forget our own changes that the server's list shows by now, and those of entities that it has deleted."""
        dataset = listed.name.removesuffix(LIST_ENDING)
        changes = self._store.form_sources.entity_changes(self._server.id, dataset)
        if not changes:
            return
        held = entities.versions(data)
        unseen = sorted({str(change["id"]) for _, change in changes if change["id"] not in held})
        gone = self._client.deleted(listed.integrity_url, unseen) if unseen and listed.integrity_url else {}
        self._store.form_sources.drop_entities(
            [number for number, change in changes if gone.get(str(change["id"])) or _is_shown(change, held)]
        )

    def _retire(self, offered: set[str]) -> None:
        """What the server no longer offers is not begun any more; what was begun with it can be finished."""
        for source in self._store.form_sources.of_server(self._server.id):
            held = self._store.forms.get(source.form_id, source.version)
            if source.listed_id in offered or held is None or held.state == RETIRED:
                continue
            self._store.forms.set_state(source.form_id, source.version, RETIRED)
            self.forms.append(FetchedForm(source.form_id, source.listed_id, source.version, held.title, "retired"))


def _same(listed: ListedFile, held: Mapping[str, tuple[str, bool]]) -> bool:
    """Whether a file is held as the server has it."""
    return bool(listed.hash) and held.get(listed.name) == (listed.hash, listed.is_entities)


def _is_shown(change: Mapping[str, object], held: Mapping[str, int]) -> bool:
    version = held.get(str(change["id"]))
    if version is None:
        return False
    base = change["base"]
    return version > base if change["update"] and isinstance(base, int) and base else True


def _check(xml: bytes, listed: ListedForm, files: Mapping[str, bytes]) -> None:
    """Raises ``FormError`` where a form cannot be filled, or is not the one that was listed."""
    from commissioner_app.forms.loading import load_xform

    definition = load_xform(xml, files=files)
    if definition.id != listed.form_id:
        raise FormError("openrosa_reply", what=f"{definition.id[:60]} / {listed.form_id[:60]}")
