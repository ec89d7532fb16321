"""Search, lists, preferences, today, backup and account."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app import bootstrap
from commissioner_app.errors import Bug, InputError
from commissioner_app.i18n import has
from commissioner_app.services.program import Program
from commissioner_app.settings import SETTINGS
from commissioner_app.system.secrets import MemoryStore
from tests.services.conftest import COUNTY, ME, PASSWORD, TEAM, Bench, from_server, sign_in_reply, visit_answers


def test_search_finds_by_words_pinyin_and_code(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    assert [hit.id for hit in program.search.find("合作社", ("host",))] == [host]
    assert {hit.kind for hit in program.search.find("qingshan")} >= {"host"}
    assert [hit.id for hit in program.search.find(visit.answers["rec_no"])] == [visit.id]
    assert program.search.find("   ") == []
    program.search.opened("visit", visit.id)
    program.search.opened("host", host)
    program.search.opened("host", host)
    assert [hit.id for hit in program.search.recent()] == [host, visit.id]
    assert [hit.kind for hit in program.search.find("", ("visit",))] == ["visit"]
    assert list(program.search.index()) == []


def test_lists_come_from_the_server_or_the_program(program: Program) -> None:
    assert program.lists.label("L_COUNTY", "341524") == "金寨县"
    assert program.lists.label("L_COUNTY", "999999") == "999999"
    assert all(item.parent == "341524" for item in program.lists.items("L_TOWN", "341524"))
    assert "L_REVIEW" in set(program.lists.ids())
    program.desk.store.lists.put("L_MODE", "9", "list_id,code,zh,en,sort\nL_MODE,M1,到场,on site,1\n")
    program.lists.reload()
    assert program.lists.label("L_MODE", "M1") == "到场" and program.lists.get("L_MODE").version == "9"
    with pytest.raises(InputError):
        program.lists.get("L_NOTHING")


def test_preferences_are_declared_and_worded(program: Program) -> None:
    for key, setting in SETTINGS.items():
        assert setting.accepts(setting.default) and program.preferences.get(key) == setting.default
        assert has(f"setting.{key}")
        assert all(has(f"setting.{key}.{choice}") for choice in setting.choices)
    program.preferences.set("theme", "dark")
    assert program.preferences.get("theme") == "dark"
    for key, value in (("theme", "pink"), ("auto_sync", 1), ("auto_sync_minutes", 1), ("photo_max_side", "2048")):
        with pytest.raises(InputError):
            program.preferences.set(key, value)
    with pytest.raises(Bug):
        program.preferences.get("nothing")
    assert program.preferences.get_state("split") is None
    program.preferences.set_state("split", [300, 700])
    assert program.preferences.get_state("split") == [300, 700]


def test_today_says_what_the_day_asks(program: Program, host: str) -> None:
    own = {"writer": ME, "county": COUNTY, "team": TEAM}
    from_server(program, "plan", {"host": host, "host_name": "青山", "date": "2026-03-06"} | own, state="planned")
    from_server(program, "plan", {"host": host, "host_name": "远", "date": "2026-05-06"} | own, state="planned")
    followups = [
        {"id": "1", "what": "复查", "due_on": "2026-03-04"},
        {"id": "2", "what": "已做", "due_on": "2026-03-04", "follow_state": "FS3"},
    ]
    visit = visit_answers(host, **own, followups=followups, next_visit_on="2026-03-08")
    from_server(program, "visit", visit, state="3")
    program.drafts.start("need", answers={"host": host})
    today = program.today.summary()
    assert [plan.title for plan in today.plans] == ["青山"]
    assert [(item.text, item.overdue) for item in today.due] == [("后续事项：复查", True), ("约定再次走访", False)]
    assert len(today.drafts) == 1 and len(today.returned) == 1
    assert (today.visits_month, today.days_month, today.waiting_records) == (1, 0.5, 0)
    assert program.today.counts()["visits"] == 1 and program.today.counts()["needs"] == 1


def test_backup_check_and_restore(bench: Bench, program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    row = program.backup.make()
    assert row.path.is_dir() and program.backup.rows()[0].path == row.path and program.backup.make_if_due() is None
    assert program.backup.check().ok and program.backup.check().records == 2
    program.records.delete(visit.id)
    folder = program.desk.folder
    program.close()
    kept = bootstrap.restore_profile(folder, Path(row.path.name), PASSWORD)
    assert kept.exists()
    again = bootstrap.open_profile(folder, PASSWORD, clock=bench.clock, secrets=MemoryStore())
    bench.programs[:] = [again]
    assert again.records.get(visit.id).answers == visit.answers
    with pytest.raises(InputError) as caught:
        bootstrap.restore_profile(folder, Path("nothing"), PASSWORD)
    assert caught.value.code == "backup_not_found"


def test_check_names_a_damaged_file(program: Program) -> None:
    program.attachments.add(b"%PDF-1 text", "a.pdf")
    path = next((program.desk.folder / "attachments").glob("*/*.bin"))
    path.write_bytes(path.read_bytes()[:-3])
    result = program.backup.check()
    assert not result.ok and ".pdf" in result.problems[0]


def test_the_password_opens_and_can_be_changed(bench: Bench, program: Program) -> None:
    folder = program.desk.folder
    with pytest.raises(InputError) as caught:
        bootstrap.open_profile(folder, "wrong")
    assert caught.value.code == "bad_password"
    with pytest.raises(InputError) as caught:
        program.account.change_password(PASSWORD, "short")
    assert caught.value.code == "password_too_short"
    program.account.change_password(PASSWORD, "a-longer-one")
    assert program.account.unlocks("a-longer-one") and not program.account.unlocks(PASSWORD)
    assert program.account.server() == "http://127.0.0.1:1" and program.account.folder() == folder


def test_accounts_remember_profiles(tmp_path: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = MemoryStore()
    monkeypatch.setattr(bootstrap, "sign_in", lambda *_, **__: sign_in_reply())
    accounts = bootstrap.accounts(tmp_path / "profiles", clock=bench.clock, secrets=secrets)
    assert accounts.profiles() == []
    accounts.create("http://127.0.0.1:1/", "程岚", PASSWORD, remember=True).close()
    row = accounts.profiles()[0]
    assert (row.name, row.server, row.remembered) == ("程岚", "http://127.0.0.1:1", True)
    remembered = accounts.open_remembered(row.folder)
    assert remembered is not None and remembered.session.display == "程岚"
    remembered.close()
    accounts.create("http://127.0.0.1:1", "程岚", PASSWORD).close()
    assert len(accounts.profiles()) == 1
    secrets.forget(next(iter(secrets._secrets)))
    assert accounts.open_remembered(row.folder) is None


def test_a_failed_sign_in_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        bootstrap.make_profile(tmp_path / "p", "http://x", "u", PASSWORD, {"device_id": "d", "device_code": "A1"})
    assert not (tmp_path / "p").exists()
