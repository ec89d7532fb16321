"""What was never sent can be carried away whole, by a laptop that no server knows any more."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.services.program import Program
from tests.services.conftest import take_receipts, visit_answers
from tests.services.test_attachments import photo


def cells(path: Path, sheet: str) -> list[dict[str, str]]:
    rows = list(load_workbook(io.BytesIO(path.read_bytes()))[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[0]), map(str, row), strict=True)) for row in rows[1:]]


def test_records_photos_and_every_edit_are_written(program: Program, host: str, tmp_path: Path) -> None:
    sent = program.records.put("visit", visit_answers(host, content="已经发送的")).record
    take_receipts(program)
    visit = program.records.put("visit", visit_answers(host, content="=看茶园 <二十亩>")).record
    program.records.attach(visit.id, "photos", photo(640, 480))
    program.records.put("visit", {"effect": "好"}, id=visit.id, partial=True)
    program.desk.store.sync_state.set("sync.last_error", "device_revoked")
    done = program.rescue.export(tmp_path)
    assert (done.records, done.files, done.lost) == (1, 1, ())
    names = sorted(path.name for path in done.folder.iterdir())
    assert names == ["records.json", "待发送的记录.xlsx", "照片和文件", "说明.txt"]
    (row,) = cells(done.folder / "待发送的记录.xlsx", "走访")
    assert "=看茶园 <二十亩>" in row.values() and visit.id in row.values() and "好" in row.values()
    (file,) = (done.folder / "照片和文件").iterdir()
    assert file.suffix == ".jpg" and "走访" in file.name
    assert file.read_bytes() == program.attachments.read(program.desk.store.attachments.waiting()[0].name)
    (record,) = json.loads((done.folder / "records.json").read_text("utf-8"))
    assert record["id"] == visit.id != sent.id and record["answers"]["effect"] == "好"
    assert [edit["action"] for edit in record["edits"]] == ["create", "edit", "edit"]
    assert program.sync.status().waiting_records == {"visit": 1}, "nothing on the laptop has changed"


def test_nothing_waits(program: Program, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        program.rescue.export(tmp_path)
    assert caught.value.code == "nothing_waits" and not list(tmp_path.glob("*待发送*"))


def test_a_damaged_photo_is_named_and_the_rest_goes(program: Program, host: str, tmp_path: Path) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    for width in (300, 310):
        program.records.attach(visit.id, "photos", photo(width, 200))
    lost = program.desk.store.attachments.waiting()[0].name
    program.desk.store.attachments.path(lost).write_bytes(b"moon")
    done = program.rescue.export(tmp_path)
    assert (done.files, done.lost) == (1, (lost,))


def test_a_full_disk_leaves_nothing_half_done(
    program: Program, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.records.put("visit", visit_answers(host))

    def full(*_: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(EnvironmentFault) as caught:
        program.rescue.export(tmp_path)
    assert caught.value.code == "disk_full" and sorted(tmp_path.iterdir()) == before


def test_what_was_refused_is_part_of_it(program: Program, host: str, tmp_path: Path) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    program.desk.store.database.write(
        "INSERT INTO outbox (id, record_id, kind, base_rev, at, patch, after, status, code, detail, tries)"
        " VALUES ('c', ?, 'visit', 0, '', '{}', '{}', 'refused', 'not_allowed', '', 1)",
        [visit.id],
    )
    status = program.sync.status()
    assert (status.waiting_records, status.refused) == ({}, 1)
    assert program.rescue.export(tmp_path).records == 1
