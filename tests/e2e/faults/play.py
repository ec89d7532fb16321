"""One play from a seed: three people write, attach and sync by command while the line breaks and processes are killed.

What a command printed counts as acknowledged. In the end the line is sound, everybody syncs, and the truth is compared:
nothing acknowledged is lost or there twice, all laptops and the server hold the same.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from PIL import Image

from tests.commands.conftest import Laptop
from tests.e2e.faults.line import Line
from tests.support.commands import command
from tests.support.homes import Home

PEOPLE: Final = ("stc1", "lead1", "county1")
_PATIENCE: Final = 180


@dataclass
class Play:
    """``home`` has the sample county; ``workers`` servers share it (more than one needs PostgreSQL)."""

    home: Home
    folder: Path
    seed: int
    workers: int = 1
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self._lock = threading.Lock()
        self.servers = [self.home.serve() for _ in range(self.workers)]
        self.line = Line([one.port for one in self.servers], Random(self.seed * 7 + 1))
        self.laptops = {name: self._laptop(name) for name in PEOPLE}
        self.written: dict[str, str] = {}
        """Record id -> the mark in it, of acknowledged new records."""
        self.edits: list[tuple[str, str]] = []
        """(record id, value) of acknowledged edits."""
        self.files: list[tuple[str, str]] = []
        """(record id, name) of acknowledged attachments."""
        self._numbers = iter(range(1, 1 << 30))

    def _laptop(self, name: str) -> Laptop:
        user = next(one for one in self.home.users if one["name"] == name)
        laptop = Laptop(self.folder / name, user["password"])
        made = laptop.ok("profile", "create", "--server", self.line.url, "--user", name)
        assert made["sync"]["ok"], made
        self.host = str(laptop.ok("record", "list", "host", "--limit", "1")[0]["id"])
        return laptop

    # -- what happens

    def run(self, rounds: int) -> None:
        """So many rounds: each lets people write, then all of them sync at once over a line at the seed's mercy."""
        for number in range(rounds):
            self._write_on("stc1")
            name = self.random.choice(PEOPLE)
            self._edit_on(name)
            if self.random.random() < 0.6:
                self._attach_on("stc1")
            self._sync_all("server" if number == 0 else self.random.choice(("server", *PEOPLE, "nobody")))

    def _write_on(self, name: str) -> None:
        """New records by a process that may be killed while it prints what it has made durable."""
        marks = [f"m{self.seed}-{next(self._numbers)}" for _ in range(self.random.randint(2, 8))]
        records = [{"answers": self._visit(mark)} for mark in marks]
        process = self.laptops[name].start("record", "put", "visit", stdin=subprocess.PIPE)
        until = self.random.choice((1, 3, 99))
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdin.write(json.dumps(records).encode())
        process.stdin.close()
        for number, line in enumerate(process.stdout):
            self.written[json.loads(line)["id"]] = marks[number]
            if number + 1 == until:
                process.kill()
                self.happened["kill of a writing laptop"] += 1
        process.wait(_PATIENCE)
        process.stdout.close()
        process.stderr.close()

    def _edit_on(self, name: str) -> None:
        """Edits of records that this laptop holds; two people may edit the same field."""
        laptop = self.laptops[name]
        held = {one["id"] for one in laptop.ok("record", "list", "visit", "--query", f"m{self.seed}", "--limit", "50")}
        for record_id in self.random.sample(
            sorted(held & self.written.keys()), min(2, len(held & self.written.keys()))
        ):
            value = f"e{self.seed}-{next(self._numbers)}"
            field_name = self.random.choice(("place", "effect"))
            if (
                laptop.run("record", "put", "visit", given={"id": record_id, "answers": {field_name: value}}).returncode
                == 0
            ):
                self.edits.append((record_id, value))

    def _attach_on(self, name: str) -> None:
        ids = sorted(one for one in self.written if self.laptops[name].run("record", "get", one).returncode == 0)
        record_id = self.random.choice(ids)
        path = self.folder / f"f{next(self._numbers)}.jpg"
        path.write_bytes(self._photo(self.random.choice((60, 900))))
        done = self.laptops[name].ok("record", "attach", record_id, "photos", path)
        self.files.append((record_id, str(done["attachment"])))

    def _sync_all(self, victim: str) -> None:
        """All at once; ``victim`` (a person, ``server``, ``nobody``) is killed in the middle of it."""
        self.line.faulty = self.random.randint(2, 5)
        running = {name: self.laptops[name].start("sync") for name in PEOPLE}
        if victim == "server":
            self.line.watch(self.random.choice((50, 2_000, 8_000)), self._kill_server)
        elif victim != "nobody":
            self.line.watch(self.random.choice((50, 2_000, 8_000)), lambda: self._kill(running[victim]))
        for process in running.values():
            _out, err = process.communicate(timeout=_PATIENCE)
            assert b"Traceback" not in err, err.decode()
            self.happened["sync done" if process.returncode == 0 else "sync cut short"] += 1
        self._whole_again()

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        self.happened["kill of a syncing laptop"] += 1

    def _kill_server(self) -> None:
        """In the middle of whatever it does; it comes back on the same port, unasked."""
        with self._lock:
            number = self.random.randrange(len(self.servers))
            self.servers[number].kill()
            self.happened["kill of a server"] += 1
            self.servers[number] = self.servers[number].again(self.servers[number].port)

    def _whole_again(self) -> None:
        with self._lock:
            self.line.watch(1 << 60, lambda: None)

    # -- what must be true in the end

    def settle(self) -> None:
        """A sound line: everybody syncs until nothing is new, and all is compared."""
        self._whole_again()
        self.line.faulty = 0
        time.sleep(0.2)
        for _ in range(3):
            for laptop in self.laptops.values():
                done = laptop.ok("sync")
                assert done["ok"] and done["waiting"] == {"records": 0, "files": 0}, done
        dumped = command("dump", *self.servers[0].place, "--kind", "visit").stdout.splitlines()
        on_server = {one["id"]: one for one in map(json.loads, dumped)}
        self._nothing_lost(on_server)
        self._nothing_twice(on_server)
        self._all_equal(on_server)
        assert command("check", *self.servers[0].place).returncode == 0

    def _nothing_lost(self, on_server: dict[str, Any]) -> None:
        for record_id, mark in self.written.items():
            assert on_server[record_id]["answers"]["content"] == mark, record_id
        history = self._history()
        for record_id, value in self.edits:
            assert value in json.dumps(on_server[record_id]) or any(value in said for said in history[record_id])
        for record_id, name in self.files:
            assert name in json.dumps(on_server[record_id])
            back = self.folder / "back.bin"
            self.laptops["lead1"].ok("record", "attachment", name, "--out", back)
            own = self.folder / "own.bin"
            self.laptops["stc1"].ok("record", "attachment", name, "--out", own)
            assert back.read_bytes() == own.read_bytes()

    def _nothing_twice(self, on_server: dict[str, Any]) -> None:
        marks = Counter(one["answers"].get("content") for one in on_server.values())
        ours = {mark: count for mark, count in marks.items() if str(mark).startswith(f"m{self.seed}-")}
        assert set(ours.values()) <= {1}, ours
        for one in on_server.values():
            photos = [item["id"] for item in one["answers"].get("photos", [])]
            assert len(photos) == len(set(photos))

    def _history(self) -> dict[str, list[str]]:
        """Record id -> the patches of its changes, as the server logged them."""
        from sqlalchemy import text

        from provincial_server.db.engine import Database

        database = Database(self.home.settings.database_url)
        found: dict[str, list[str]] = {}
        try:
            with database.read() as connection:
                for record_id, patch in connection.execute(text("SELECT record_id, patch FROM changes")):
                    found.setdefault(record_id, []).append(patch)
        finally:
            database.close()
        return found

    def _all_equal(self, on_server: dict[str, Any]) -> None:
        compared = ("answers", "state", "rev", "conflicts", "deleted", "form_id")
        for name, laptop in self.laptops.items():
            assert laptop.ok("check")["ok"], name
            for record_id in self.written:
                mine = laptop.ok("record", "get", record_id)
                theirs = on_server[record_id]
                assert {key: mine[key] for key in compared} == {key: theirs[key] for key in compared}, (name, record_id)

    def close(self) -> None:
        self.line.close()
        self.happened.update({f"line: {kind}": count for kind, count in self.line.happened.items()})
        for one in self.servers:
            with contextlib.suppress(ProcessLookupError):
                one.kill()

    def _photo(self, edge: int) -> bytes:
        """A photo that is like no other; noise, so that a large one is large."""
        stream = io.BytesIO()
        noise = self.random.randbytes(edge * edge * 3)
        Image.frombytes("RGB", (edge, edge), noise).save(stream, "JPEG", quality=80)
        return stream.getvalue()

    def _visit(self, mark: str) -> dict[str, Any]:
        return {
            "host": self.host, "start_at": "2026-03-05T08:30:00+08:00", "end_at": "2026-03-05T09:40:00+08:00",
            "service_days": 0.5, "mode": "M1", "place": "青山村茶园", "purpose": ["PU01"], "service_types": ["S01"],
            "problem_desc": "倒春寒冻害", "advice_given": "轻修剪", "content": mark,
        }  # fmt: skip
