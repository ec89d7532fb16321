"""What the tour asks of the program from outside: commands of laptop and server, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class CommandFailed(Exception):
    """A command ended with an error; the message is what it said."""


def run(module: str, arguments: Sequence[str], *, given: str = "", password: str = "") -> str:
    """Run ``python -m MODULE ARGUMENTS`` and return what it printed. Raises ``CommandFailed``."""
    environment = {**os.environ, "COMMISSIONER_PASSWORD": password} if password else dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        input=given, capture_output=True, text=True, encoding="utf-8", env=environment, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode != 0:
        raise CommandFailed(
            f"{module} {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()[-500:]}"
        )
    return done.stdout


@dataclass(frozen=True, slots=True)
class Laptop:
    """One person's profile, used by command."""

    profile: Path
    user: str
    password: str

    def command(self, *arguments: str, given: str = "") -> str:
        """A command of the program on this profile."""
        return run(
            "commissioner_app", [*arguments, "--profile", str(self.profile)], given=given, password=self.password
        )

    def create(self, server: str) -> dict[str, Any]:
        """Sign this laptop in and take the first load; what the command says of it."""
        made: dict[str, Any] = json.loads(self.command("profile", "create", "--server", server, "--user", self.user))
        return made

    def sync(self) -> dict[str, Any]:
        """One sync; what it did."""
        result: dict[str, Any] = json.loads(self.command("sync"))
        return result

    def put(self, kind: str, record: dict[str, Any]) -> str:
        """Write one record; its id."""
        printed = self.command("record", "put", kind, given=json.dumps(record, ensure_ascii=False))
        return str(json.loads(printed.splitlines()[-1])["id"])

    def get(self, record_id: str) -> dict[str, Any]:
        """One record as JSON."""
        record: dict[str, Any] = json.loads(self.command("record", "get", record_id))
        return record

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """All records of a kind that this laptop holds."""
        printed = self.command("record", "list", kind, "--limit", "100000")
        listed = json.loads(printed)
        rows: list[dict[str, Any]] = listed if isinstance(listed, list) else listed["records"]
        return rows


class Server:
    """A real server process on a data folder, stopped and started again as the day demands."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    def init(self, today: str = "") -> list[dict[str, str]]:
        """Make the sample county; its users."""
        printed = run("provincial_server", ["init", "--data", str(self.data), "--sample"])
        users: list[dict[str, str]] = json.loads(printed.strip().splitlines()[-1])["users"]
        return users

    def start(self) -> str:
        """Start serving (on the same port as before); the address."""
        port = self.url.rsplit(":", 1)[1] if self.url else "0"
        arguments = [sys.executable, "-m", "provincial_server", "serve", "--data", str(self.data), "--port", port]
        self._process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise CommandFailed("the server did not start")
        self.url = str(json.loads(line)["url"])
        return self.url

    def stop(self) -> None:
        """Stop serving: from here on every laptop is offline."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None

    def check(self) -> dict[str, Any]:
        """The server's own reading of what it holds."""
        result: dict[str, Any] = json.loads(run("provincial_server", ["check", "--data", str(self.data)]))
        return result

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Every current record of a kind."""
        printed = run("provincial_server", ["dump", "--data", str(self.data), "--kind", kind])
        return [json.loads(line) for line in printed.splitlines() if line.strip()]
