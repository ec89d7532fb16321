"""Forms and code lists: fetched when the server's stamp for them differs from the one that was last fetched whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from commissioner_app.store.rows import StoredForm
from commissioner_app.store.store import Store
from commissioner_app.sync import failures
from commissioner_app.sync.bundle import keyring
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import parsed
from commissioner_app.sync.kept import send_again_what_was_lost
from commissioner_app.sync.lost import put_back_what_was_lost
from commissioner_app.sync.restored import CHANGES, KNOWN, OFFERED
from commissioner_app.sync.transport import Transport
from commissioner_app.system.paths import resource_folder
from sync_protocol.messages import FormNotice

FORMS: Final = "forms"
LISTS: Final = "lists"
FILES: Final = "files"
"""No thing to fetch: its stamp changes where a restore may have cost the server files that it once had."""
KEYS: Final = "keys"
FEW: Final = 3
"""Up to this many forms or lists are fetched one by one."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A form version, a file of forms or a code list that this laptop lacks. ``notice`` is None for all but a form;
    a file's ``version`` is the SHA-256 of its content."""

    id: str
    version: str
    notice: FormNotice | None = None
    is_file: bool = False


def stale(store: Store) -> list[str]:
    """Which of forms, lists and the like differ from what the server last offered."""
    known, offered = store.sync_state.get(KNOWN, {}), store.sync_state.get(OFFERED, {})
    if not keyring.is_complete(store):
        known = {name: held for name, held in known.items() if name != KEYS}
    every = (FORMS, LISTS, KEYS, FILES, CHANGES)
    return [name for name in every if name in offered and offered[name] != known.get(name)]


def missing(store: Store, transport: Transport, resource: str, at: str) -> list[Missing]:
    """What has to be fetched one by one of a resource; where much is missing it comes in one reply instead.

    Versions that were published or retired meanwhile are noted, and files that the server lost."""
    if resource == KEYS:
        keyring.fetch(store, transport)
        return []
    if resource == FILES:
        send_again_what_was_lost(store, transport)
        return []
    if resource == CHANGES:
        floor = str(store.sync_state.get(OFFERED, {}).get(CHANGES, ""))
        if not (floor.isascii() and floor.isdigit()):
            raise SyncFailure(failures.CONFUSED, what=CHANGES)
        put_back_what_was_lost(store, transport, int(floor))
        return []
    if resource == LISTS:
        versions: Mapping[str, str] = _checked(parsed(transport.call("GET", "/v1/lists")), dict)
        held = store.lists.versions()
        wanted = {name: version for name, version in versions.items() if held.get(name) != version}
        with store.transaction():
            left = {name: version for name, version in wanted.items() if not _came_along(store, name, version)}
        if len(left) > FEW:
            _take_lists(store, transport, left)
            return []
        return [Missing(name, version) for name, version in left.items()]
    notices: list[FormNotice] = _checked(parsed(transport.call("GET", "/v1/forms")), list)
    forms = store.forms.versions()
    with store.transaction():
        for one in notices:
            store.forms.note(one["id"], one["version"], one["state"], one.get("published_at", ""), _files(one))
    left_forms = [
        Missing(one["id"], one["version"], one)
        for one in notices
        if forms.get((one["id"], one["version"])) != one["sha256"]
    ]
    if len(left_forms) > FEW:
        left_forms = _take_forms(store, transport, left_forms, at)
    here = store.forms.held_files()
    named = {sha256: name for one in notices for name, sha256 in _files(one).items() if sha256 not in here}
    return [*left_forms, *(Missing(name, sha256, is_file=True) for sha256, name in named.items())]


def fetch(store: Store, transport: Transport, wanted: Missing, at: str) -> None:
    """Fetch one form, file or list. Raises ``SyncFailure("server_confused")`` where what comes is not what its sum says."""
    notice = wanted.notice
    if wanted.is_file:
        data = transport.call("GET", f"/v1/forms/files/{quote(wanted.version, safe='')}").body
        if hashlib.sha256(data).hexdigest() != wanted.version:
            raise SyncFailure(failures.CONFUSED, what=f"file {wanted.id}")
        store.forms.put_file(wanted.version, data)
        return
    if notice is None:
        store.lists.put(
            wanted.id, wanted.version, transport.call("GET", f"/v1/lists/{quote(wanted.id, safe='')}").body.decode()
        )
        return
    address = f"/v1/forms/{quote(wanted.id, safe='')}/{quote(wanted.version, safe='')}"
    store.forms.put(_form(notice, transport.call("GET", address).body), at)


def finish(store: Store, resource: str) -> None:
    """All of a resource has arrived: keep its stamp."""
    offered = store.sync_state.get(OFFERED, {})
    store.sync_state.set(KNOWN, {**store.sync_state.get(KNOWN, {}), resource: offered.get(resource, "")})


def _take_lists(store: Store, transport: Transport, wanted: Mapping[str, str]) -> None:
    """Many lists in one reply. Raises ``SyncFailure("server_confused")`` where one of them is not in it."""
    offered = _checked(parsed(transport.call("GET", "/v1/lists/all")), dict)
    with store.transaction():
        for name in wanted:
            one = _checked(offered.get(name), dict)
            store.lists.put(name, _checked(one.get("version"), str), _checked(one.get("csv"), str))


def _take_forms(store: Store, transport: Transport, wanted: list[Missing], at: str) -> list[Missing]:
    """The newest versions of all forms in one reply; gives the older ones that are still missing."""
    offered = _checked(parsed(transport.call("GET", "/v1/forms/all")), dict)
    left = []
    with store.transaction():
        for one in wanted:
            xml = _checked(offered.get(one.id, {}), dict).get(one.version)
            if one.notice is None or xml is None:
                left.append(one)
            else:
                store.forms.put(_form(one.notice, _checked(xml, str).encode()), at)
    return left


def _form(notice: FormNotice, xml: bytes) -> StoredForm:
    """Raises ``SyncFailure("server_confused")`` where a form is not what its sum says."""
    if hashlib.sha256(xml).hexdigest() != notice["sha256"]:
        raise SyncFailure(failures.CONFUSED, what=f"form {notice['id']}")
    return StoredForm(
        notice["id"],
        notice["version"],
        notice["kind"],
        notice["title"],
        notice["state"],
        xml.decode(),
        notice["sha256"],
        notice.get("published_at", ""),
        _files(notice),
    )


def _files(notice: FormNotice) -> dict[str, str]:
    """Name -> SHA-256 of the files of a form; plain names only, whatever a broken server says."""
    given = _checked(notice.get("files", {}), dict)
    return {name: _checked(sha256, str) for name, sha256 in given.items() if isinstance(name, str) and "/" not in name}


def _came_along(store: Store, name: str, version: str) -> bool:
    """Keep a list that came with the program in just this version: no need to fetch what is here.

    A list's version is named in ``versions.json``, else it is the start of its text's SHA-256.
    """
    path = resource_folder() / "lists" / f"{name}.csv"
    if not (name.isidentifier() and path.is_file()):
        return False
    csv = path.read_text(encoding="utf-8-sig")
    if version != _shipped_versions().get(name, hashlib.sha256(csv.encode()).hexdigest()[:12]):
        return False
    store.lists.put(name, version, csv)
    return True


@cache
def _shipped_versions() -> dict[str, str]:
    path = resource_folder() / "lists" / "versions.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _checked(value: Any, wanted: type) -> Any:
    if not isinstance(value, wanted):
        raise SyncFailure(failures.CONFUSED)
    return value
