"""Sending and fetching: one sync as a stream of progress, and the truth about what waits, from the store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final, Protocol, get_args

from commissioner_app.errors import AppError, InputError
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk
from commissioner_app.services.file_gate import Hold, hold_of
from commissioner_app.services.preferences import Preferences
from commissioner_app.services.progress import Progress
from commissioner_app.services.sync_endings import ABOUT_THE_WAY, AWAY, LAPTOP_WIPED, STOPPED
from commissioner_app.services.sync_lines import SyncLine, lines_of
from commissioner_app.services.sync_status import SyncStatus
from commissioner_app.store.sync_runs import SyncRun

__all__ = ["Runner", "Sync", "SyncRun"]

LAST_COMPLETE: Final = "sync.last_complete"
LAST_ERROR: Final = "sync.last_error"
ERROR_PARAMS: Final = "sync.last_error_params"
NOT_BEFORE: Final = "sync.not_before"
FILES_HELD: Final = "sync.files_held"


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
        return lines_of(self._desk, limit, sending=self._running.locked())

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
