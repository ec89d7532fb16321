"""The commands that need no server: their JSON, their exit codes, and what they say when something is wrong."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import ROOT, Laptop, environment
from tests.services.conftest import visit_answers
from tests.services.test_attachments import photo


def program(*arguments: str, given: bytes = b"", password: str = "") -> subprocess.CompletedProcess[bytes]:
    """A command without a profile of its own."""
    return subprocess.run(
        [sys.executable, "-m", "commissioner_app", *arguments],
        cwd=ROOT, input=given, capture_output=True, env=environment(password), check=False, timeout=120,
    )  # fmt: skip


def host_of(laptop: Laptop) -> str:
    return str(laptop.ok("record", "list", "host")[0]["id"])


def test_a_record_from_put_to_delete(laptop: Laptop, tmp_path: Path) -> None:
    host = host_of(laptop)
    written = laptop.process("record", "put", "visit", given={"answers": visit_answers(host)}).json()
    assert written.keys() == {"id", "rev"} and written["rev"] == 0
    visit = written["id"]
    (tmp_path / "现场.jpg").write_bytes(photo())
    attached = laptop.ok("record", "attach", visit, "photos", tmp_path / "现场.jpg")
    record = laptop.process("record", "get", visit).json()
    assert record["answers"]["photos"][0]["photo"] == attached["attachment"]
    assert record["attachments"][0]["media_type"] == "image/jpeg" and record["attachments"][0]["size"] > 100
    laptop.ok("record", "attachment", attached["attachment"][:64], "--out", tmp_path / "back.jpg")
    assert (tmp_path / "back.jpg").read_bytes() == photo()
    assert laptop.ok("record", "put", "visit", given={"id": visit, "answers": {"place": "油坊店"}})["id"] == visit
    assert laptop.ok("record", "move", visit, "submit")["state"] == "1"
    assert [one["id"] for one in laptop.ok("record", "list", "visit", "--query", "油坊店", "--limit", "5")] == [visit]
    assert laptop.ok("record", "list", "visit", "--query", "没有的词") == []
    assert [step["action"] for step in laptop.ok("record", "history", visit)] == ["submit", "edit", "edit", "create"]
    laptop.ok("record", "delete", visit)
    assert laptop.run("record", "get", visit).returncode == 1
    assert laptop.ok("check")["ok"]


def test_a_list_gives_a_line_each_in_order(laptop: Laptop) -> None:
    host = host_of(laptop)
    given = [{"answers": visit_answers(host, place=f"第{number}块")} for number in range(3)]
    lines = laptop.ok("record", "put", "visit", given=given)
    places = [laptop.ok("record", "get", line["id"])["answers"]["place"] for line in lines]
    assert places == ["第0块", "第1块", "第2块"]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (b'{"answers": {"place": ', "第 1 行"),
        (b'\n{"answers": NaN}', "NaN"),
        (b"\xff\xfe", "UTF-8"),
        (b"7", "$"),
        (b'{"answer": {}}', "answer"),
        (b'{"answers": []}', "answers"),
        (b'{"id": "7", "answers": {}}', "id"),
        ({"answers": {"service_days": "viel"}}, "service_days"),
        ({"answers": {"photos": [{"photo": "x.jpg"}]}}, "photos[0].photo"),
    ],
)
def test_wrong_input_is_named_and_writes_nothing(laptop: Laptop, given: Any, place: str) -> None:
    done = laptop.run("record", "put", "visit", given=given)
    assert done.returncode == 1 and place in done.stderr and done.stdout == ""
    assert laptop.ok("record", "list", "visit") == []


def test_in_a_list_only_the_wrong_one_is_left_out(laptop: Laptop) -> None:
    host = host_of(laptop)
    given = [{"answers": visit_answers(host)}, {"answers": {"start_at": "gestern"}}, {"answers": visit_answers(host)}]
    done = laptop.process("record", "put", "visit", "--lang", "en", given=given)
    assert done.returncode == 1 and len(done.stdout.splitlines()) == 2
    assert "[1]" in done.stderr and "start_at" in done.stderr and "a date and time" in done.stderr
    assert len(laptop.ok("record", "list", "visit")) == 2


def test_exit_codes(laptop: Laptop, tmp_path: Path) -> None:
    assert laptop.run("record", "list", "ghost").returncode == 1
    assert laptop.run("record", "get", "nobody").returncode == 1
    assert laptop.run("record", "put").returncode == 2
    assert laptop.run("nonsense").returncode == 2
    assert laptop.run("record", "list", "visit", "--limit", "-1").returncode == 2
    assert laptop.run("record", "attach", "x", "photos", tmp_path / "none.jpg").returncode == 1
    assert Laptop(tmp_path / "nowhere").run("check").returncode == 1
    assert Laptop(laptop.profile, "wrong").process("check").returncode == 1
    assert Laptop(laptop.profile, "").process("check").returncode in {1, 2}


def test_the_profile_may_be_named_anywhere(laptop: Laptop) -> None:
    where = ("--profile", str(laptop.profile))
    for words in (
        (*where, "record", "list", "host"),
        ("record", *where, "list", "host"),
        ("record", "list", "host", *where),
    ):
        done = program(*words, password=laptop.password)
        assert done.returncode == 0 and json.loads(done.stdout)


def test_records_on_standard_input_are_never_taken_for_a_password(laptop: Laptop) -> None:
    words = ("record", "put", "visit", "--profile", str(laptop.profile))
    done = subprocess.run(
        [sys.executable, "-m", "commissioner_app", *words], cwd=ROOT, input=b"[]",
        capture_output=True, env=environment(), check=False, timeout=120, start_new_session=True,
    )  # fmt: skip
    assert done.returncode == 2 and b"COMMISSIONER_PASSWORD" in done.stderr and b"Warning" not in done.stderr


@pytest.mark.parametrize("address", ["nonsense", "ftp://x", "http://", "http://[::1", "127.0.0.1:80"])
def test_an_address_that_is_none_is_wrong_input(tmp_path: Path, address: str) -> None:
    words = ("profile", "create", "--user", "a", "--server", address, "--profile", tmp_path / "p")
    done = Laptop(tmp_path / "p").run(*words)
    assert done.returncode == 1 and "网址" in done.stderr and not (tmp_path / "p").exists()


def test_parts_that_are_null_count_as_left_out(laptop: Laptop) -> None:
    assert laptop.ok("record", "put", "visit", given={"id": None, "form_id": None, "answers": {"place": "x"}})["id"]


def test_kill_while_putting_keeps_every_line_that_was_said(laptop: Laptop) -> None:
    """Promise 1: each printed line is durable, nothing is half there, and the profile opens sound afterwards."""
    host = host_of(laptop)
    given = json.dumps([{"answers": visit_answers(host, place=f"地块{number}")} for number in range(400)]).encode()
    process = laptop.start("record", "put", "visit", stdin=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(given)
    process.stdin.close()
    said = [json.loads(process.stdout.readline())["id"] for _ in range(25)]
    process.send_signal(signal.SIGKILL)
    said += [json.loads(line)["id"] for line in process.stdout.read().splitlines() if line.endswith(b"}")]
    process.wait()
    process.stdout.close()
    if process.stderr is not None:
        process.stderr.close()
    held = {record["id"]: record for record in laptop.ok("record", "list", "visit")}
    assert set(said) <= held.keys() and len(held) < 400
    assert all(record["answers"]["rec_no"] and record["answers"]["writer"] for record in held.values())
    assert len(held) - len(said) <= 1
    assert laptop.ok("check")["ok"]


def test_backup_and_restore(laptop: Laptop) -> None:
    visit = laptop.put("visit", visit_answers(host_of(laptop)))
    made = laptop.ok("backup")
    laptop.ok("record", "delete", visit)
    restored = laptop.ok("restore", made["path"])
    assert Path(restored["kept"]).exists() and laptop.ok("record", "get", visit)["id"] == visit
    assert laptop.run("restore", "nothing").returncode == 1
    database = laptop.profile / "profile.db"
    database.write_bytes(b"\0" * database.stat().st_size)
    assert laptop.run("record", "get", visit).returncode == 3
    assert Path(laptop.ok("restore")["from"]).name == Path(made["path"]).name
    assert laptop.ok("record", "get", visit)["id"] == visit


def test_match_needs_no_profile(tmp_path: Path) -> None:
    resources = [
        {
            "id": "r1",
            "res_name": "茶树冻害防控技术",
            "keywords": ["茶树", "冻害"],
            "industries": ["I01"],
            "intro": "倒春寒防冻",
        },
        {"id": "r2", "res_name": "白鹅育种团队", "keywords": ["白鹅"], "industries": ["I06"], "intro": "种鹅选育"},
    ]
    needs = [{"id": "n1", "need_title": "茶园倒春寒冻害预警", "industry": "I01", "problem": "新梢受冻"}]
    (tmp_path / "r.json").write_text(json.dumps(resources), encoding="utf-8")
    (tmp_path / "n.json").write_text(json.dumps(needs), encoding="utf-8")
    done = program("match", "--resources", str(tmp_path / "r.json"), "--needs", str(tmp_path / "n.json"), "--top", "1")
    ranked = json.loads(done.stdout)["n1"]
    assert [one["id"] for one in ranked] == ["r1"] and ranked[0]["reasons"] and 0 < ranked[0]["score"] <= 1
    (tmp_path / "n.json").write_text('[{"need_title": "x"}]', encoding="utf-8")
    wrong = program("match", "--resources", str(tmp_path / "r.json"), "--needs", str(tmp_path / "n.json"))
    assert wrong.returncode == 1 and "[0].id" in wrong.stderr.decode()
    assert program("match", "--resources", "none.json", "--needs", "none.json").returncode == 3


def test_report_prints_files(laptop: Laptop, tmp_path: Path) -> None:
    visit = laptop.put("visit", visit_answers(host_of(laptop)))
    files = laptop.ok("report", "visit_record", "--id", visit, "--out", tmp_path / "out")["files"]
    assert len(files) == 1 and Path(files[0]).read_bytes().startswith(b"%PDF")
    table = laptop.ok("report", "visit_ledger", "--query", "", "--out", tmp_path / "out", "--format", "xlsx")["files"]
    assert Path(table[0]).read_bytes().startswith(b"PK")
    for wrong in (("nothing", "--id", visit), ("visit_record", "--id", "x"), ("need_collection", "--id", visit)):
        assert laptop.run("report", *wrong, "--out", tmp_path).returncode == 1
    assert laptop.run("report", "visit_record", "--out", tmp_path).returncode == 2


def test_help_names_every_command_in_both_languages() -> None:
    for lang in ("zh", "en"):
        shown = program("--help", "--lang", lang).stdout.decode()
        for word in (
            "profile",
            "record",
            "sync",
            "conflicts",
            "backup",
            "restore",
            "check",
            "match",
            "report",
            "form",
            "tour",
        ):
            assert f"\n    {word}" in shown
    assert "command.help" not in program("--help").stdout.decode()


def test_commands_start_without_heavy_libraries() -> None:
    """A scheduled sync or a script pays for what it uses: no Qt, no PDF, no network library before they are needed."""
    script = (
        "import sys; from commissioner_app.commands.main import build_parser; from commissioner_app import bootstrap; "
        "build_parser(['record', 'list', 'visit']); "
        "print([n for n in ('PySide6', 'requests', 'reportlab', 'pyxform', 'pypinyin', 'openpyxl', 'PIL', 'keyring') "
        "if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


WITHOUT_QT = """
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError(name=name)
sys.meta_path.insert(0, NoQt())
from commissioner_app.commands.main import main
raise SystemExit(main(sys.argv[1:]))
"""


def test_without_qt_the_window_says_so_and_the_rest_works(laptop: Laptop) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", WITHOUT_QT, *words], cwd=ROOT, capture_output=True, text=True,
            env=environment(laptop.password), check=False, timeout=120,
        )  # fmt: skip

    for words in ((), ("tour", "--out", "nowhere")):
        done = run(*words)
        assert done.returncode == 3 and "PySide6" in done.stderr and "Traceback" not in done.stderr
    assert run("record", "list", "host", "--profile", str(laptop.profile)).returncode == 0


def test_what_was_never_sent_is_carried_away_without_a_server(laptop: Laptop, tmp_path: Path) -> None:
    assert laptop.run("rescue", "--out", tmp_path / "stick").returncode == 1
    visit = laptop.ok("record", "put", "visit", given={"answers": visit_answers(host_of(laptop))})["id"]
    (tmp_path / "p.jpg").write_bytes(photo())
    laptop.ok("record", "attach", visit, "photos", tmp_path / "p.jpg")
    done = laptop.ok("rescue", "--out", tmp_path / "stick")
    assert (done["records"], done["files"], done["lost"]) == (1, 1, [])
    held = json.loads((Path(done["folder"]) / "records.json").read_text("utf-8"))
    assert [record["id"] for record in held] == [visit]
    status = laptop.ok("status")
    assert status["waiting"] == {"records": 1, "files": 1} and status["runs"] == [] and not status["paused"]
