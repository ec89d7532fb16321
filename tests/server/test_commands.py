"""The administrator's commands, as typed."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import ROOT, command
from tests.support.server import copy_sample


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample county that the commands of this module change."""
    folder = tmp_path_factory.mktemp("commands") / "data"
    copy_sample(folder)
    return folder


def lines(*arguments: str | Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in command(*arguments).stdout.splitlines()]


def test_init_makes_an_administrator_and_refuses_to_run_twice(tmp_path: Path) -> None:
    (answer,) = lines("init", "--data", tmp_path / "new")
    assert [user["role"] for user in answer["users"]] == ["ADMIN"]
    again = command("init", "--data", tmp_path / "new", check=False)
    assert again.returncode == 1
    assert lines("form", "list", "--data", tmp_path / "new")
    (checked,) = lines("check", "--data", tmp_path / "new")
    assert checked["ok"]


def test_wrong_use_and_missing_data_have_their_exit_codes(tmp_path: Path) -> None:
    assert command("check", check=False).returncode == 2
    assert command("fly", check=False).returncode == 2
    assert command("check", "--data", tmp_path / "nowhere", check=False).returncode == 1
    assert command("serve", "--data", tmp_path / "nowhere", check=False).returncode == 1
    (tmp_path / "file").write_text("")
    assert command("init", "--data", tmp_path / "file" / "below", check=False).returncode == 3


def test_a_new_user_with_an_appointment_appears_in_the_records(data: Path) -> None:
    (made,) = lines("user", "add", "--data", data, "wang3", "--display", "王样例", "--county", "341525")
    (appointed,) = lines("appointment", "add", "--data", data, "wang3", "--role", "STC", "--county", "341525")
    assert {"id", "password"} <= made.keys()
    assert any(user["login"] == "wang3" for user in lines("user", "list", "--data", data))
    assert any(one["id"] == appointed["id"] for one in lines("appointment", "list", "--data", data))
    persons = lines("dump", "--data", data, "--kind", "person")
    assert any(person["id"] == made["id"] and person["answers"]["name"] == "王样例" for person in persons)
    assert command("user", "add", "--data", data, "wang3", "--display", "x", check=False).returncode == 1


def test_weak_passwords_are_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for weak in ("short1A", "onlyletters", "Stc1-stc1"):
        monkeypatch.setitem(os.environ, "PROVINCIAL_PASSWORD", weak)
        assert command("user", "password", "--data", data, "stc1", check=False).returncode == 1


def test_forms_are_published_by_version(data: Path, tmp_path: Path) -> None:
    (again,) = lines("form", "publish", "--data", data, ROOT / "resources" / "forms" / "host")
    assert (again["id"], again["added"]) == ("host", False)
    xform = tmp_path / "soil.xml"
    xform.write_text(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>'
        "<h:title>土壤</h:title><model><instance><data id='soil' version='1'><ph/></data></instance>"
        "<bind nodeset='/data/ph' type='decimal'/></model></h:head><h:body><input ref='/data/ph'>"
        "<label>pH</label></input></h:body></h:html>",
        encoding="utf-8",
    )
    (published,) = lines("form", "publish", "--data", data, xform)
    assert (published["id"], published["version"], published["title"]) == ("soil", "1", "土壤")
    xform.write_text(xform.read_text(encoding="utf-8").replace("pH", "PH"), encoding="utf-8")
    changed = command("form", "publish", "--data", data, xform, check=False)
    assert changed.returncode == 1
    assert "soil" in changed.stderr
    lines("form", "retire", "--data", data, "soil")
    states = {form["id"]: form["state"] for form in lines("form", "list", "--data", data)}
    assert (states["soil"], states["host"]) == ("retired", "published")


@pytest.mark.parametrize("text", ["not xml", "<a/>", "<!DOCTYPE x><a/>"])
def test_broken_forms_are_refused(data: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.xml").write_text(text, encoding="utf-8")
    assert command("form", "publish", "--data", data, tmp_path / "bad.xml", check=False).returncode == 1


def test_lists_and_targets_are_imported_and_shown(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "L_LOCAL.csv"
    file.write_text("list_id,code,zh,en\nL_LOCAL,X01,本地项,local item\n", encoding="utf-8")
    lines("list", "import", "--data", data, file, "--version", "7")
    assert lines("list", "show", "--data", data)[0]["L_LOCAL"] == "7"
    assert command("list", "show", "--data", data, "L_LOCAL").stdout == file.read_text(encoding="utf-8")
    file.write_text("list_id,code,zh,en\nL_LOCAL,X01,a,a\nL_LOCAL,X01,b,b\n", encoding="utf-8")
    twice = command("list", "import", "--data", data, file, check=False)
    assert (twice.returncode, "3" in twice.stderr) == (1, True)
    targets = tmp_path / "targets.csv"
    targets.write_text("year,scope,indicator,target,unit,source\n2026,341524,visits,600,次,样例\n", encoding="utf-8")
    assert lines("target", "import", "--data", data, targets) == [{"imported": 1}]
    assert lines("target", "list", "--data", data)[0]["target"] == "600"


def test_dump_gives_every_record_of_a_kind(data: Path) -> None:
    visits = lines("dump", "--data", data, "--kind", "visit")
    assert len(visits) == 600
    assert {visit["kind"] for visit in visits} == {"visit"}
    assert command("dump", "--data", data, "--kind", "spaceship", check=False).returncode == 1


def test_check_finds_each_kind_of_damage(tmp_path: Path) -> None:
    copy_sample(tmp_path / "data")
    (whole,) = lines("check", "--data", tmp_path / "data")
    assert whole["ok"] and whole["records"]["visit"] == 600 and whole["attachments"]["held"] == 20
    picture = next((tmp_path / "data" / "attachments").rglob("*.jpg"))
    held = picture.read_bytes()
    picture.write_bytes(held[:-1] + b"?")
    damaged = command("check", "--data", tmp_path / "data", check=False)
    assert (damaged.returncode, json.loads(damaged.stdout)["damaged"]) == (1, [picture.name])
    picture.write_bytes(held)
    for spoil in (
        "UPDATE records SET rev = 9 WHERE n = 50",
        "UPDATE bucket_stats SET count = count + 1 WHERE bucket = 'province'",
        "DROP TRIGGER audit_no_update; UPDATE audit SET event = 'nothing' WHERE n = 2",
    ):
        copy = tmp_path / "data" / "server.db"
        before = copy.read_bytes()
        connection = sqlite3.connect(copy)
        connection.executescript(spoil)
        connection.close()
        assert command("check", "--data", tmp_path / "data", check=False).returncode == 1, spoil
        copy.write_bytes(before)


def test_a_broken_database_file_is_told_and_a_restore_mends_what_is_broken(tmp_path: Path) -> None:
    copy_sample(tmp_path / "data")
    command("backup", "--data", tmp_path / "data", "--out", tmp_path / "backup")
    file = next(path for path in (tmp_path / "data" / "attachments").rglob("*") if path.is_file())
    file.write_bytes(b"XX" + file.read_bytes()[2:])
    with (tmp_path / "data" / "server.db").open("r+b") as database:
        database.seek(8192)
        database.write(b"\xaa" * 400_000)
    done = command("check", "--data", tmp_path / "data", check=False)
    assert done.returncode in {1, 3} and "Traceback" not in done.stderr
    command("restore", "--data", tmp_path / "data", tmp_path / "backup")
    assert json.loads(command("check", "--data", tmp_path / "data").stdout)["ok"]


def test_history_cannot_be_rewritten(data: Path) -> None:
    connection = sqlite3.connect(data / "server.db")
    for table in ("audit", "changes"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET at = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
    connection.close()


def test_a_damaged_backup_is_not_restored(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    command("backup", "--data", data, "--out", backup)
    assert command("backup", "--data", data, "--out", backup, check=False).returncode == 1
    file = backup / "server.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:5000] + b"x" + whole[5001:])
    assert command("restore", "--data", tmp_path / "new", backup, check=False).returncode == 1
    assert not (tmp_path / "new" / "server.db").exists()
    file.write_bytes(whole)
    command("restore", "--data", tmp_path / "new", backup)
    (checked,) = lines("check", "--data", tmp_path / "new")
    assert checked["ok"]


def test_a_database_of_a_later_release_is_left_alone(tmp_path: Path) -> None:
    copy_sample(tmp_path / "data")
    connection = sqlite3.connect(tmp_path / "data" / "server.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    refused = command("check", "--data", tmp_path / "data", check=False)
    assert refused.returncode == 3
