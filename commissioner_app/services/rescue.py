"""What was never sent, written where anybody can read it: a workbook, the photos, and everything word for word as JSON.

Works from the store alone: without a network, a sign-in or a server that still knows this laptop.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from commissioner_app.domain.record import Record, attachment_names
from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.i18n import tr
from commissioner_app.services.desk import Desk
from commissioner_app.services.words import Wording, field_word, kind_of, kind_word, state_word
from commissioner_app.store.faults import disk_faults
from commissioner_app.store.rows import ListQuery

if TYPE_CHECKING:
    from commissioner_app.reports.rescue_book import Sheet

LONGEST_NAME: Final = 40
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True)
class Rescued:
    """What was written where. ``lost``: names of files whose bytes are gone or damaged on this laptop."""

    folder: Path
    records: int
    files: int
    lost: tuple[str, ...] = ()


class Rescue:
    """Writes what the provincial server has not confirmed; nothing on this laptop is changed by it."""

    def __init__(self, desk: Desk, wording: Wording) -> None:
        self._desk = desk
        self._wording = wording

    def export(self, folder: Path) -> Rescued:
        """Write into a new folder below ``folder``; half of it is never left there. The files are not encrypted.

        Raises ``InputError`` nothing_waits; ``EnvironmentFault`` disk_full, disk_error."""
        from commissioner_app.reports.rescue_book import book

        store = self._desk.store
        unsent = store.records.records(ListQuery(waiting=True, order="updated_at", descending=False))
        waiting = [record for record in unsent if not kind_of(record.kind).local]
        files = [one.name for one in store.attachments.waiting()]
        if not waiting and not files:
            raise InputError("nothing_waits")
        stamped = f"{self._desk.clock.now():%Y%m%d-%H%M%S}"
        target = folder / tr("rescue.folder", when=stamped, who=_safe(self._desk.session.display))
        part = folder / f".part-{target.name}"
        try:
            with disk_faults():
                part.mkdir(parents=True)
                (part / tr("rescue.book")).write_bytes(book(list(self._sheets(waiting))))
                (part / "records.json").write_bytes(orjson.dumps(self._verbatim(waiting), option=orjson.OPT_INDENT_2))
                (part / tr("rescue.readme")).write_text(tr("rescue.explain"), encoding="utf-8-sig")
            lost = self._write_files(part, waiting, files)
            with disk_faults():
                part.rename(target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return Rescued(target, len(waiting), len(files) - len(lost), lost)

    def _verbatim(self, waiting: Sequence[Record]) -> list[dict[str, Any]]:
        """The records as they stand, and the edits that the server has not confirmed, with who made them and when."""
        store = self._desk.store
        found = []
        for record in waiting:
            edits = [
                {"at": one.at, "who": one.who, "action": one.action, "base_rev": one.base_rev, "patch": one.patch}
                for one in store.journal.of_record(record.id)
                if not one.received_at and one.action not in ("receive", "merge")
            ]
            found.append(
                {
                    "id": record.id, "kind": record.kind, "form": record.form_id, "form_version": record.form_version,
                    "state": record.state, "rev": record.rev, "created_at": record.created_at,
                    "updated_at": record.updated_at, "author": record.author, "answers": record.answers, "edits": edits,
                }
            )  # fmt: skip
        return found

    def _sheets(self, waiting: Sequence[Record]) -> Iterator[Sheet]:
        from commissioner_app.reports.rescue_book import Sheet

        for kind in dict.fromkeys(record.kind for record in waiting):
            records = [record for record in waiting if record.kind == kind]
            asked = {key for record in records for key in record.answers}
            declared = [field.name for field in kind_of(kind).fields if field.name in asked]
            keys = declared + sorted(asked - set(declared))
            heads = (
                tr("rescue.title"),
                tr("rescue.state"),
                tr("rescue.at"),
                *(field_word(kind, key) for key in keys),
                "id",
            )
            rows = [
                (
                    kind_of(kind).summary(record.answers).title,
                    state_word(kind, record.state),
                    record.updated_at[:16].replace("T", " "),
                    *(self._text(kind, key, record.answers.get(key)) for key in keys),
                    record.id,
                )
                for record in records
            ]
            yield Sheet(kind_word(kind), heads, rows)
        if not waiting:
            yield Sheet(tr("rescue.files"), (tr("rescue.title"),), [])

    def _text(self, kind: str, key: str, value: Any) -> str:
        """A value in words, with every item of a repeat on a line of its own."""
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            return "\n".join(self._item(kind, key, item) for item in value)
        return self._wording.value(kind, key, value)

    def _item(self, kind: str, key: str, item: Mapping[str, Any]) -> str:
        parts = []
        for name, value in item.items():
            path = f"{key}/{item.get('id', '')}/{name}"
            if name != "id":
                parts.append(f"{field_word(kind, path).rpartition(' · ')[2]}: {self._wording.value(kind, path, value)}")
        return tr("ui.list_comma").join(parts)

    def _write_files(self, part: Path, waiting: Sequence[Record], names: Sequence[str]) -> tuple[str, ...]:
        """Each file under the title of its record; gives those whose bytes are not sound."""
        store, lost = self._desk.store, []
        if not names:
            return ()
        folder = part / tr("rescue.files")
        titles = _titles(waiting, self._title_of)
        with disk_faults():
            folder.mkdir()
        for number, name in enumerate(names, 1):
            users = store.attachments.users(name)
            title = titles.get(name) or (self._title_of(store.records.get(users[0])) if users else "")
            try:
                data = store.attachments.read(name)
            except EnvironmentFault:
                lost.append(name)
                continue
            with disk_faults():
                (folder / f"{number:03d} {_safe(title)}{Path(name).suffix}").write_bytes(data)
        return tuple(lost)

    @staticmethod
    def _title_of(record: Record | None) -> str:
        if record is None:
            return ""
        return f"{kind_word(record.kind)} {kind_of(record.kind).summary(record.answers).title}"


def _titles(records: Sequence[Record], title_of: Callable[[Record], str]) -> dict[str, str]:
    return {name: title_of(record) for record in records for name in attachment_names(record.answers)}


def _safe(text: str) -> str:
    """A text as part of a file's name on every system."""
    return _NOT_IN_NAMES.sub(" ", text).strip(" .")[:LONGEST_NAME].strip(" .")
