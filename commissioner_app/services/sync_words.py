"""How things stand, in plain words: the status line, the sync page and the commands say the same sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from commissioner_app.i18n import has, tr
from commissioner_app.services.attachments import AttachmentInfo
from commissioner_app.services.auto_plan import Plan
from commissioner_app.services.moments import moment_text
from commissioner_app.services.sync_endings import AWAY, STOPPED
from commissioner_app.services.sync_status import SyncStatus
from commissioner_app.store.sync_runs import SyncRun
from sync_protocol import codes

KB, MB = 1024, 1024 * 1024
PASSING: Final = AWAY | {"", codes.TOO_BUSY}


def waiting_text(status: SyncStatus) -> str:
    """``2条走访、6张照片待发送``; says so when nothing waits."""
    parts = [
        tr(f"ui.count.{kind}" if has(f"ui.count.{kind}") else "ui.count.other", n=n)
        for kind, n in sorted(status.waiting_records.items())
        if n
    ]
    if status.waiting_files:
        parts.append(tr("ui.count.file", n=status.waiting_files))
    if not parts:
        return tr("ui.status.nothing_waits")
    return tr("ui.status.waiting", what=tr("ui.list_comma").join(parts))


def last_text(status: SyncStatus, today: date) -> str:
    """``上次完整同步 今天 18:40``."""
    if not status.last_complete:
        return tr("ui.status.never")
    return tr("ui.status.last", when=moment_text(status.last_complete, today))


def held_text(status: SyncStatus) -> str:
    """Why photos and files wait although records go; empty where nothing keeps them."""
    return tr(f"ui.status.held.{status.held}", n=status.waiting_files) if status.held else ""


def status_sentence(status: SyncStatus, today: date) -> str:
    """The whole line: what keeps it from going, what waits, what needs a person, the last complete sync."""
    parts = []
    if status.paused:
        parts.append(tr("ui.status.paused"))
    elif status.online is False:
        parts.append(tr("ui.status.offline"))
    if trouble(status):
        parts.append(tr("ui.status.trouble"))
    parts.append(waiting_text(status))
    if status.held:
        parts.append(tr(f"ui.status.held.short.{status.held}"))
    if status.damaged:
        parts.append(tr("ui.status.damaged", n=status.damaged))
    if status.conflicts:
        parts.append(tr("ui.status.conflicts", n=status.conflicts))
    if status.refused:
        parts.append(tr("ui.status.refused", n=status.refused))
    parts.append(last_text(status, today))
    return "  ·  ".join(parts)


def next_text(plan: Plan, now: datetime) -> str:
    """When the next automatic sync comes, or why there is none."""
    if plan.at is None:
        return tr(f"syncpage.next.{plan.why}")
    if plan.why == "offline":
        return tr("syncpage.next.offline")
    if plan.at <= now:
        return tr("syncpage.next.now")
    when = moment_text(plan.at.isoformat(), now.date())
    return tr("syncpage.next.busy" if plan.why == "busy" else "syncpage.next.at", when=when)


def size_text(size: int) -> str:
    """``3.4 MB``; small sizes in kB, none as ``0 kB``."""
    if size >= MB:
        return f"{size / MB:.1f} MB"
    return f"{max(1, round(size / KB)) if size else 0} kB"


def file_receipt(info: AttachmentInfo, today: date) -> str:
    """Where a photo or file stands in sending; with its checksum once the server has confirmed it."""
    checksum = info.name.partition(".")[0]
    name = info.original_name or f"{checksum[:8]}….{info.name.rpartition('.')[2]}"
    if info.received_at:
        return tr("syncpage.file.received", name=name, when=moment_text(info.received_at, today), checksum=checksum)
    return tr("syncpage.file.elsewhere" if info.sent else "syncpage.file.waiting", name=name)


class _Gaps(dict[str, Any]):
    """What fills the holes of a text; a hole that nothing fills stays to be seen."""

    def __missing__(self, name: str) -> str:
        return "…"


def error_words(code: str, params: Mapping[str, Any] | None = None) -> str:
    """What an error that was kept as its code says; "" for none."""
    return tr(f"error.{code}").format_map(_Gaps(params or {})) if has(f"error.{code}") else code


def trouble(status: SyncStatus) -> str:
    """What stopped the last sync and does not pass by itself, in words; empty otherwise: the line says that there is no
    network, and when the next sync comes."""
    return "" if status.last_error in PASSING else error_words(status.last_error, status.error_params)


def run_text(run: SyncRun) -> str:
    """How one of the last syncs ended: complete, stopped by a person, or what stopped it."""
    if not run.error:
        return tr("syncpage.run.complete")
    return tr("syncpage.run.stopped") if run.error == STOPPED else error_words(run.error)
