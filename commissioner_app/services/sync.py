"""Sending and fetching: one sync as a stream of progress, and the truth about what waits, from the store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal, Protocol, get_args

from commissioner_app.domain.record import Record, attachment_names
from commissioner_app.errors import AppError, EnvironmentFault, InputError
from commissioner_app.services import words
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk
from commissioner_app.services.file_gate import Hold, hold_of
from commissioner_app.services.preferences import Preferences
from commissioner_app.store.rows import Attachment, ListQuery, RecordRow
from commissioner_app.store.sync_runs import SyncRun
from sync_protocol import codes

__all__ = ["LineState", "Progress", "Runner", "Sync", "SyncLine", "SyncRun", "SyncStatus", "failure"]

LAPTOP_WIPED: Final = "laptop_wiped"
"""The server had this laptop wiped: its profile is to be closed at once."""
LAST_COMPLETE: Final = "sync.last_complete"
LAST_ERROR: Final = "sync.last_error"
ERROR_PARAMS: Final = "sync.last_error_params"
NOT_BEFORE: Final = "sync.not_before"
FILES_HELD: Final = "sync.files_held"
STOPPED: Final = "stopped"
AWAY: Final = frozenset({"server_unreachable", "server_stalled", "proxy_unreachable"})
"""Errors after which nobody knows whether there is a network."""
ABOUT_THE_WAY: Final = frozenset(
    {
        "server_untrusted", "certificate_expired", "certificate_early", "certificate_name", "ca_unreadable",
        "proxy_sign_in", "bad_server_address",
    }
)  # fmt: skip
"""Errors that the settings of the network, or the laptop's clock, can mend."""
MANY: Final = 2000
LineState = Literal["waiting", "sending", "received", "refused", "conflict", "damaged"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of long work. ``text_key`` and ``params`` make the sentence; ``total`` 0 when it is not known; ``unit`` is
    ``bytes`` or empty for a count."""

    stage: str
    text_key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What the status line says. ``last_complete`` ISO 8601 or ""; ``last_error`` an error code or "" and what fills its words.

    ``waiting_records`` and ``waiting_files`` (``waiting_bytes`` large) will be sent by the next sync; ``refused`` the server
    will not have as they are. ``held``: why files do not go with the records (paused, metered, weak, no room on either
    side). ``paused``: no sync begins by itself. ``damaged`` files were only here and cannot be read any more. ``online``:
    None until this run of the program has talked to the server or failed to."""

    waiting_records: dict[str, int]
    waiting_files: int
    conflicts: int
    last_complete: str
    last_error: str
    running: bool = False
    online: bool | None = None
    refused: int = 0
    waiting_bytes: int = 0
    held: Hold = ""
    paused: bool = False
    error_params: Mapping[str, Any] = field(default_factory=dict)
    damaged: int = 0

    @property
    def waits(self) -> bool:
        """Whether anything is still to be sent."""
        return bool(sum(self.waiting_records.values()) or self.waiting_files)


@dataclass(frozen=True, slots=True)
class SyncLine:
    """One record or file on the sync page. ``state``: waiting, sending, received, refused, conflict, damaged; ``detail`` is the
    code of a refusal. A file's ``id`` is its name, its ``kind`` that of the record it belongs to."""

    kind: str
    id: str
    title: str
    what: Literal["record", "file"]
    state: LineState
    received_at: str
    detail: str = ""


class Runner(Protocol):
    """What runs a sync: built by ``bootstrap``, which knows the network."""

    def run(self, password: str, hold: Callable[[bool], Hold] = ...) -> Iterator[Any]:
        """Yields ``sync.progress.Progress``. ``hold`` is asked before each file, told whether the line is weak."""
        ...

    def stop(self) -> None:
        """Cut waiting short."""
        ...

    def look(self) -> None:
        """Returns where the server answers. Raises ``EnvironmentFault``."""
        ...

    @property
    def traffic(self) -> tuple[int, int]:
        """Bytes sent and received by the run under way."""
        ...

    @property
    def held(self) -> Hold:
        """Why the last run left files waiting."""
        ...

    @property
    def result(self) -> Any:
        """The ``SyncResult`` of the last run."""
        ...

    def fetch(self, name: str) -> None:
        """Bring one attachment here."""
        ...

    def ask(self, method: str, path: str, message: Any) -> Any:
        """One call of the server: the JSON it answers. Raises ``EnvironmentFault`` with the server's code."""
        ...


class Sync:
    """Sync of this profile. ``run`` may be iterated on any thread; stop iterating to cancel, nothing is lost."""

    def __init__(
        self,
        desk: Desk,
        runner: Runner,
        reload: Callable[[], None],
        tidy: Callable[[], object] = lambda: None,
        besides: Callable[[], Iterator[Progress]] = lambda: iter(()),
    ) -> None:
        """``besides`` is what goes elsewhere by the way; it keeps its failures to itself."""
        self._desk = desk
        self._runner = runner
        self._reload = reload
        self._tidy = tidy
        self._besides = besides
        self._running = threading.Lock()
        self._online: bool | None = None
        self._preferences = Preferences(desk.store)
        self.metered = False
        """Whether the system says that the network costs; the window sets it."""
        self.result: dict[str, Any] | None = None
        """What the last finished run did, the JSON of DESIGN 8 ``sync``."""
        self.changes: Changes = Changes.of("sync")
        """What the last run changed on this laptop."""

    def run(self, password: str = "", *, index: bool = True, files_anyway: bool = True) -> Iterator[Progress]:
        """One sync. ``password`` signs in anew where the device's token has expired. With ``index`` what came in is
        made ready for searching at the end, and the daily backup is made (also where there is no network). Without
        ``files_anyway`` photos and files wait for a line that is neither metered nor weak, as the person set it.

        Raises ``EnvironmentFault`` (server_unreachable …) and ``InputError`` (sign_in_again, sync_running); even then
        ``result`` and ``changes`` tell what was done before."""
        if not self._running.acquire(blocking=False):
            raise InputError("sync_running")
        error = STOPPED
        try:
            self.result, self.changes = None, Changes.of("sync")
            for step in self._runner.run(password, lambda weak: self._hold(weak, files_anyway)):
                yield Progress(step.stage, step.text_key, step.params, step.done, step.total, step.unit)
            error = ""
            self._note(None)
            if index:
                yield from self._index()
                yield from self._besides()
                self._tidy()
        except AppError as fault:
            error = fault.code
            self._note(fault)
            if index and error != LAPTOP_WIPED:
                yield from self._besides()
                self._tidy()
            raise
        finally:
            self._finish(error)
            self._running.release()

    def stop(self) -> None:
        """Cut short what a running sync waits for, so that it ends at its next step; callable from any thread."""
        self._runner.stop()

    def look(self) -> bool:
        """Whether the server is there now, asked with one small question. What only a person can mend on the way there (a
        certificate, a proxy's password) is noted like the end of a sync; that nobody answers is no error."""
        try:
            self._runner.look()
        except AppError as error:
            if error.code in ABOUT_THE_WAY:
                self._note(error)
            else:
                self._online = False
            return False
        self._online = True
        return True

    @property
    def running(self) -> bool:
        """Whether a run is under way, also one that was told to stop and is on its way to its next step."""
        return self._running.locked()

    def traffic(self) -> tuple[int, int]:
        """Bytes sent and received by the run under way, or by the last."""
        return self._runner.traffic

    def not_before(self) -> str:
        """Until when the server asked to be left alone (ISO 8601), "" where it did not."""
        return str(self._desk.store.sync_state.get(NOT_BEFORE, ""))

    def runs(self, limit: int = 50) -> list[SyncRun]:
        """What the last syncs did, the newest first."""
        return self._desk.store.sync_runs.last(limit)

    def retry_after(self) -> float:
        """For how many seconds the server asked to be left alone at the end of the last run; 0 where it did not."""
        result = self._runner.result
        return float(result.retry_after) if result is not None else 0.0

    def fetch_attachment(self, name: str) -> None:
        """Bring one attachment that is not here yet. Raises ``EnvironmentFault``, ``InputError`` attachment_not_found."""
        self._runner.fetch(name)

    def status(self) -> SyncStatus:
        """The truth from the store."""
        store = self._desk.store
        refused = store.outbox.refused_counts()
        unsent = store.records.waiting_counts()
        files, size = store.attachments.waiting_size()
        return SyncStatus(
            waiting_records={kind: n - refused.get(kind, 0) for kind, n in unsent.items() if n > refused.get(kind, 0)},
            waiting_files=files,
            conflicts=store.records.conflict_count(),
            last_complete=store.sync_state.get(LAST_COMPLETE, ""),
            last_error=store.sync_state.get(LAST_ERROR, ""),
            running=self.running,
            online=self._online,
            refused=sum(refused.values()),
            waiting_bytes=size,
            held=self._held_now(bool(files)),
            paused=bool(self._preferences.get("sync_paused")),
            error_params=store.sync_state.get(ERROR_PARAMS, {}),
            damaged=len(store.attachments.damaged()),
        )

    def lines(self, limit: int = 200) -> list[SyncLine]:
        """What waits and what arrived, waiting first, then latest receipts."""
        store = self._desk.store
        waiting = store.records.list(ListQuery(waiting=True, order="updated_at", limit=MANY))
        lines = [self._record_line(row) for row in waiting]
        lines += [self._file_line(one) for one in (*store.attachments.damaged(), *store.attachments.waiting())]
        for row in self._arrived(limit - len(lines)):
            lines.append(self._record_line(row))
            record = store.records.get(row.id)
            lines += [self._file_line(one) for one in self._files(record)] if record else []
        return lines[:limit] if limit else lines

    def _arrived(self, limit: int) -> list[RecordRow]:
        """Records of this person that the server has confirmed, the latest first."""
        if limit <= 0:
            return []
        mine = ListQuery(owner=self._desk.session.person_id, waiting=False, order="updated_at", limit=limit)
        received = [row for row in self._desk.store.records.list(mine) if row.received_at]
        return sorted(received, key=lambda row: row.received_at, reverse=True)

    def _record_line(self, row: RecordRow) -> SyncLine:
        state: LineState = "waiting" if row.dirty else "received"
        change = self._desk.store.outbox.of_record(row.id) if row.dirty else None
        if row.conflicts:
            state = "conflict"
        elif row.refused:
            state = "refused"
        elif change is not None and self._running.locked():
            state = "sending"
        return SyncLine(row.kind, row.id, row.title, "record", state, row.received_at, row.refused)

    def _file_line(self, one: Attachment) -> SyncLine:
        users = self._desk.store.attachments.users(one.name)
        record = self._desk.store.records.get(users[0]) if users else None
        title = words.kind_of(record.kind).summary(record.answers).title if record else ""
        state: LineState = "received" if one.sent_at else "waiting" if one.held else "damaged"
        return SyncLine(record.kind if record else "", one.name, title, "file", state, one.sent_at)

    def _files(self, record: Record) -> list[Attachment]:
        found = (self._desk.store.attachments.get(name) for name in attachment_names(record.answers))
        return [one for one in found if one is not None and one.sent_at]

    def _index(self) -> Iterator[Progress]:
        """The search index follows the records; until it ends, search finds the newest first."""
        search = self._desk.store.search
        total = search.pending()
        while search.index_some():
            yield Progress("index", "sync.step.index", {}, total - search.pending(), total)

    def _hold(self, weak: bool, anyway: bool) -> Hold:
        wish, paused = self._preferences.get("photos_on"), self._preferences.get("photos_paused")
        return hold_of(wish, paused=paused, anyway=anyway, metered=self.metered, weak=weak)

    def _held_now(self, waits: bool) -> Hold:
        """What keeps files back: a pause holds from the moment it is set, all else as the last sync found it."""
        kept: Hold = self._desk.store.sync_state.get(FILES_HELD, "")
        if not waits:
            return kept if kept == "disk_full_here" else ""
        if self._preferences.get("photos_paused"):
            return "paused"
        return "" if kept == "paused" or kept not in get_args(Hold) else kept

    def _note(self, error: AppError | None) -> None:
        state = self._desk.store.sync_state
        # A server that says no is there: only what kept us from it is "offline".
        self._online = error is None or error.code not in AWAY
        state.set(LAST_ERROR, error.code if error else "")
        plain = {name: value for name, value in (error.params if error else {}).items() if isinstance(value, str | int)}
        if plain != state.get(ERROR_PARAMS, {}):
            state.set(ERROR_PARAMS, plain)
        if error is None:
            state.set(LAST_COMPLETE, self._desk.now())

    def _finish(self, error: str) -> None:
        """What was done is told and announced also when the run was cut short."""
        result = self._runner.result
        if result is None:
            return
        asked = (
            (self._desk.clock.now() + timedelta(seconds=result.retry_after)).isoformat() if result.retry_after else ""
        )
        if asked != self.not_before():
            self._desk.store.sync_state.set(NOT_BEFORE, asked)
        if error != STOPPED:
            self._desk.store.sync_state.set(FILES_HELD, self._runner.held or result.files_stopped)
        self._desk.store.sync_runs.add(
            SyncRun(
                self._desk.now(), result.pushed, result.pulled, result.conflicts, result.bytes_sent,
                result.bytes_received, round(result.seconds, 3), error,
            )
        )  # fmt: skip
        self.result = result.to_json()
        self.changes = Changes(frozenset(result.changed), "sync")
        if self.changes:
            self._desk.undo_log.clear()
        self._reload()
        self._desk.announce(self.changes)


def failure(result: Any) -> AppError | None:
    """The error that a run's result stands for, None where it went well."""
    if result is None or result.ok or not result.error:
        return None
    if result.error in {codes.TOKEN_EXPIRED, codes.TOKEN_INVALID}:
        return InputError("sign_in_again")
    return EnvironmentFault(result.error, **dict(result.error_params))
