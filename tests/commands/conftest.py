"""Laptops used by command: each call is a process of its own, as a scheduled task would make it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commissioner_app import bootstrap
from commissioner_app.system.secrets import MemoryStore
from tests.services.conftest import HOST, PASSWORD, from_server, sign_in_reply

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Laptop:
    """A profile and its password."""

    profile: Path
    password: str = PASSWORD

    def start(self, *arguments: str | Path, **options: Any) -> subprocess.Popen[bytes]:
        """Begin a command on this profile."""
        return subprocess.Popen(
            [sys.executable, "-m", "commissioner_app", *map(str, arguments), "--profile", str(self.profile)],
            cwd=ROOT, env=environment(self.password), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip

    def run(self, *arguments: str | Path, given: Any = None) -> subprocess.CompletedProcess[str]:
        """A command to its end; ``given`` goes to its input, as JSON unless it is bytes."""
        data = (
            given
            if isinstance(given, bytes)
            else json.dumps(given, ensure_ascii=False).encode()
            if given is not None
            else b""
        )
        process = self.start(*arguments, stdin=subprocess.PIPE)
        out, err = process.communicate(data, timeout=PATIENCE_SECONDS)
        assert b"Traceback" not in err, err.decode()
        return subprocess.CompletedProcess(process.args, process.returncode, out.decode(), err.decode())

    def ok(self, *arguments: str | Path, given: Any = None) -> Any:
        """A command that ends well; its JSON (a list of lines where it prints several)."""
        done = self.run(*arguments, given=given)
        assert done.returncode == 0, done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return lines[0] if len(lines) == 1 else lines

    def put(self, kind: str, answers: dict[str, Any], **more: Any) -> str:
        """Write one record; its id."""
        return str(self.ok("record", "put", kind, given={"answers": answers, **more})["id"])


def environment(password: str = "") -> dict[str, str]:
    """The environment of a command; without a keyring, so that no test meets a real one."""
    kept = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "PYTHONIOENCODING": "utf-8"}
    kept.pop("COMMISSIONER_PASSWORD", None)
    return kept | {"COMMISSIONER_PASSWORD": password} if password else kept


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    """A profile made without a server, with one host on it."""
    program = bootstrap.make_profile(
        tmp_path / "laptop", "http://127.0.0.1:9", "程岚", PASSWORD, sign_in_reply(), secrets=MemoryStore()
    )
    try:
        from_server(program, "host", HOST, state="2")
    finally:
        program.close()
    return Laptop(tmp_path / "laptop")


Made = Iterator[Callable[[], Laptop]]
