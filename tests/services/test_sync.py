"""The sync service against a real server process: progress, the truth about what waits, tokens that ran out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commissioner_app import bootstrap
from commissioner_app.errors import AppError, InputError
from commissioner_app.services.listing import ListQuery
from commissioner_app.services.program import Program
from commissioner_app.services.sync_endings import STOPPED
from commissioner_app.services.sync_runner import SIGN_IN
from commissioner_app.services.sync_words import file_receipt, held_text, status_sentence
from commissioner_app.system.secrets import MemoryStore
from tests.services.conftest import visit_answers
from tests.services.test_attachments import photo
from tests.support import server as servers


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.ServerProcess]:
    folder = tmp_path_factory.mktemp("server")
    users = servers.copy_sample(folder / "data")
    running = servers.start_server(folder / "data", users=users)
    yield running
    running.stop()


@pytest.fixture
def signed_in(server: servers.ServerProcess, tmp_path: Path) -> Iterator[Program]:
    user = server.user("STC")
    program = bootstrap.create_profile(
        tmp_path / "p", server.url, user["name"], user["password"], secrets=MemoryStore()
    )
    yield program
    program.close()


def test_a_first_sync_and_then_what_waits(server: servers.ServerProcess, signed_in: Program) -> None:
    program = signed_in
    before = program.sync.status()
    assert (before.last_complete, before.online, before.running) == ("", None, False)
    steps = list(program.sync.run())
    assert len({step.stage for step in steps}) > 3 and program.sync.result is not None and program.sync.result["ok"]
    assert program.sync.changes.concerns("host", "visit", "resource")
    assert program.desk.store.search.pending() == 0 and program.forms.rows("visit")
    host = program.records.rows(ListQuery("host", limit=1))[0]
    assert program.search.find(host.title, ("host",))[0].id == host.id

    visit = program.records.put("visit", visit_answers(host.id, mode="M1", purpose=["PU01"])).record
    program.records.attach(visit.id, "photos", photo())
    status = program.sync.status()
    assert status.waiting_records == {"visit": 1} and status.waiting_files == 1 and status.online
    assert {(line.what, line.state) for line in program.sync.lines()[:2]} == {
        ("record", "waiting"),
        ("file", "waiting"),
    }
    assert program.undo.last()
    list(program.sync.run())
    status = program.sync.status()
    assert (status.waiting_records, status.waiting_files, status.last_error) == ({}, 0, "")
    states = {line.id: line.state for line in program.sync.lines()}
    assert states[visit.id] == "received" and program.undo.last() == ""
    assert program.records.rows(ListQuery("visit", limit=1))[0].mark == "received"


def test_a_cancelled_sync_goes_on_later(signed_in: Program) -> None:
    steps = signed_in.sync.run()
    next(steps)
    with pytest.raises(InputError) as caught:
        next(iter(signed_in.sync.run()))
    assert caught.value.code == "sync_running" and signed_in.sync.status().running
    steps.close()  # type: ignore[attr-defined]
    assert not signed_in.sync.status().running
    list(signed_in.sync.run())
    assert signed_in.records.count(ListQuery("host")) > 100


def test_a_token_that_ran_out_asks_for_the_password(server: servers.ServerProcess, signed_in: Program) -> None:
    program = signed_in
    reply = program.desk.store.sync_state.get(SIGN_IN)
    program.desk.store.sync_state.set(SIGN_IN, reply | {"access_token": "old", "refresh_token": "old"})
    with pytest.raises(AppError) as caught:
        list(program.sync.run())
    assert caught.value.code == "sign_in_again" and program.sync.status().last_error == "sign_in_again"
    with pytest.raises(InputError) as caught_again:
        list(program.sync.run("not-the-password"))
    assert caught_again.value.code == "bad_password"
    list(program.sync.run(server.user("STC")["password"]))
    assert program.sync.result is not None and program.sync.result["ok"]
    assert program.session.device_id == reply["device_id"]


def test_the_last_syncs_are_kept_with_what_they_did(signed_in: Program) -> None:
    program = signed_in
    list(program.sync.run())
    steps = program.sync.run()
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    program.account.set_server("http://127.0.0.1:1")
    with pytest.raises(AppError):
        list(program.sync.run())
    failed, stopped, first = program.sync.runs()
    assert (failed.error, stopped.error, first.error) == ("server_unreachable", STOPPED, "")
    assert first.pulled > 100 and first.bytes_received > 10_000 and first.seconds > 0
    assert program.sync.status().last_complete <= first.at


def test_held_photos_wait_while_records_go_and_go_on_wish(signed_in: Program) -> None:
    program = signed_in
    list(program.sync.run())
    host = program.records.rows(ListQuery("host", limit=1))[0]
    visit = program.records.put("visit", visit_answers(host.id, mode="M1", purpose=["PU01"])).record
    program.records.attach(visit.id, "photos", photo(640, 360))
    program.sync.metered = True
    list(program.sync.run(files_anyway=False))
    status = program.sync.status()
    assert (status.waiting_records, status.waiting_files, status.held) == ({}, 1, "metered")
    assert status.waiting_bytes > 1000
    assert "1张照片和文件待发送  ·  照片等不计流量的网络" in status_sentence(status, program.desk.clock.now().date())
    program.preferences.set("photos_paused", True)
    list(program.sync.run())
    assert program.sync.status().held == "paused"
    program.preferences.set("photos_paused", False)
    assert program.sync.status().held == ""
    list(program.sync.run())
    assert program.sync.status().waiting_files == 0


def test_without_a_server_the_status_says_so(bench_program: Program) -> None:
    with pytest.raises(AppError) as caught:
        list(bench_program.sync.run())
    assert caught.value.code == "server_unreachable" and caught.value.exit_code == 3
    assert bench_program.sync.status().online is False
    assert [row.reason for row in bench_program.backup.rows()] == ["daily"] and bench_program.backup.last_error() == ""
    assert bench_program.sync.result is not None and not bench_program.sync.result["ok"]


@pytest.fixture
def bench_program(program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A profile of a server that is away, and nobody who waits long for it."""
    from commissioner_app.sync import engine

    quick = engine.Patience(attempts=1)
    monkeypatch.setitem(engine.Engine.__init__.__kwdefaults__, "patience", quick)  # type: ignore[arg-type]
    return program


def _visit_with_photo(program: Program, colour: str = "darkgreen") -> tuple[str, str]:
    """Ids of a new visit and of the photo in it."""
    host = program.records.rows(ListQuery("host", limit=1))[0]
    visit = program.records.put("visit", visit_answers(host.id, mode="M1", purpose=["PU01"])).record
    program.records.attach(visit.id, "photos", photo(colour=colour))
    (info,) = program.attachments.of(program.records.get(visit.id))
    return visit.id, info.name


def test_a_server_without_room_for_photos_is_told_in_plain_words(tmp_path: Path) -> None:
    users = servers.copy_sample(tmp_path / "data")
    full = servers.start_server(tmp_path / "data", users=users, options=["--reserve", str(1 << 30)])
    user = full.user("STC")
    program = bootstrap.create_profile(tmp_path / "p", full.url, user["name"], user["password"], secrets=MemoryStore())
    try:
        list(program.sync.run())
        _, name = _visit_with_photo(program)
        list(program.sync.run())
        status, today = program.sync.status(), program.desk.clock.now().date()
        assert (status.waiting_records, status.waiting_files, status.held) == ({}, 1, "storage_full")
        assert "省平台没有地方放照片了" in status_sentence(status, today)
        assert "1张照片" in held_text(status)
        full.stop()
        roomy = servers.start_server(tmp_path / "data", full.port, users)
        try:
            list(program.sync.run())
            status = program.sync.status()
            assert (status.waiting_files, status.held, held_text(status)) == (0, "", "")
            info = program.attachments.info(name)
            assert info is not None and name.partition(".")[0] in file_receipt(info, today)
        finally:
            roomy.stop()
    finally:
        program.close()
        full.stop()


def test_a_photo_whose_only_copy_is_damaged_is_named(signed_in: Program) -> None:
    program = signed_in
    list(program.sync.run())
    visit, name = _visit_with_photo(program, "peru")  # no other test has sent this one
    path = program.desk.store.attachments.path(name)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    list(program.sync.run())
    status = program.sync.status()
    assert (status.waiting_records, status.waiting_files, status.damaged) == ({}, 0, 1)
    assert "1张照片或文件已损坏" in status_sentence(status, program.desk.clock.now().date())
    assert next((line.id, line.state) for line in program.sync.lines() if line.what == "file") == (name, "damaged")
    program.records.attach(visit, "photos", photo(colour="peru"))
    list(program.sync.run())
    assert program.sync.status().damaged == 0
    info = program.attachments.info(name)
    assert info is not None and info.received_at


def test_the_size_of_what_goes_is_told_while_it_goes(signed_in: Program) -> None:
    list(signed_in.sync.run())
    _visit_with_photo(signed_in, "navy")
    steps = [step for step in signed_in.sync.run() if step.stage == "upload"]
    assert steps and {step.unit for step in steps} == {"bytes"} and steps[-1].done == steps[-1].total > 0
