"""A real server process for tests: its own folder, a free port, stopped or killed at will."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from provincial_server.settings import Settings
from tests.support.commands import COMMAND, ROOT, process

PATIENCE_SECONDS = 30


@dataclass
class ServerProcess:
    """A running server. ``users`` are those of ``init --sample``: name, password, role, display."""

    data: Path
    url: str
    process: subprocess.Popen[str]
    users: list[dict[str, Any]] = field(default_factory=list)
    database: str = ""

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    @property
    def settings(self) -> Settings:
        """The settings it runs with."""
        return Settings(self.data, database=self.database)

    @property
    def place(self) -> list[str]:
        """The options by which a command finds the same data."""
        return place(self.data, self.database)

    def again(self, port: int = 0) -> ServerProcess:
        """A new server process on the same data."""
        return start_server(self.data, port, self.users, self.database)

    def again_with(self, *options: str) -> ServerProcess:
        """The same with further words of ``serve``."""
        return start_server(self.data, 0, self.users, self.database, options=options)

    def user(self, role: str) -> dict[str, Any]:
        """The first sample user of a role."""
        return next(user for user in self.users if user["role"] == role)

    def stop(self) -> int:
        """Ask it to end and wait; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self._ended()

    def _ended(self) -> int:
        code = self.process.wait(timeout=PATIENCE_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


def place(data: Path, database: str = "") -> list[str]:
    """The options that name a server's data."""
    return ["--data", str(data), *(("--database", database) if database else ())]


def start_server(
    data: Path,
    port: int = 0,
    users: list[dict[str, Any]] | None = None,
    database: str = "",
    *,
    options: Sequence[str] = (),
) -> ServerProcess:
    """Serve a folder that ``init`` or ``copy_sample`` has made; returns when it answers. ``port`` 0 takes a free one;
    ``options`` are further words of ``serve``."""
    process = subprocess.Popen(
        [*COMMAND, "serve", *place(data, database), "--port", str(port), *options],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise AssertionError(f"the server ended with {process.wait(PATIENCE_SECONDS)}")
    known = users if users is not None else _users_beside(data)
    return ServerProcess(data, json.loads(line)["url"], process, known, database)


@cache
def sample_data() -> tuple[Path, list[dict[str, Any]]]:
    """A folder with the sample county, made once per test run (never serve it: copy it), and its users."""
    folder = Path(tempfile.mkdtemp(prefix="kotexing-sample-"))
    import atexit

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    users = json.loads(process("init", "--data", folder / "data", "--sample").stdout)["users"]
    return folder / "data", users


def copy_sample(target: Path) -> list[dict[str, Any]]:
    """The sample county in a folder of one's own; its users."""
    source, users = sample_data()
    shutil.copytree(source, target)
    (target.parent / f"{target.name}.users.json").write_text(json.dumps(users), encoding="utf-8")
    return users


def _users_beside(data: Path) -> list[dict[str, Any]]:
    beside = data.parent / f"{data.name}.users.json"
    users: list[dict[str, Any]] = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else []
    return users
