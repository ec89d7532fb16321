"""Laptops used by command. ``process`` runs a command as a scheduled task would, in a process of its own; ``run`` gives
the same words to the same ``main`` inside this one, which is ten times quicker and told apart by nobody."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commissioner_app import bootstrap, i18n
from commissioner_app.commands.main import main
from commissioner_app.store import keys
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
        """Begin a command on this profile, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "commissioner_app", *map(str, arguments), "--profile", str(self.profile)],
            cwd=ROOT, env=environment(self.password), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip

    def process(self, *arguments: str | Path, given: Any = None) -> Done:
        """A command to its end, in a process of its own; ``given`` goes to its input, as JSON unless it is bytes."""
        process = self.start(*arguments, stdin=subprocess.PIPE)
        out, err = process.communicate(as_bytes(given), timeout=PATIENCE_SECONDS)
        return Done(process.returncode, out.decode(), err.decode())

    def run(self, *arguments: str | Path, given: Any = None) -> Done:
        """The same inside this process."""
        words = [*map(str, arguments), "--profile", str(self.profile)]
        out, err = io.StringIO(), io.StringIO()
        own = environment(self.password)
        kept = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}, dict(os.environ)
        try:
            sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(as_bytes(given))), out, err
            os.environ.clear()
            os.environ.update(own)
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            sys.stdin, sys.stdout, sys.stderr = kept[0].values()
            os.environ.clear()
            os.environ.update(kept[1])
        return Done(code, out.getvalue(), err.getvalue())

    def ok(self, *arguments: str | Path, given: Any = None) -> Any:
        """A command that ends well; its JSON (a list of lines where it prints several)."""
        return self.run(*arguments, given=given).json()

    def put(self, kind: str, answers: dict[str, Any], **more: Any) -> str:
        """Write one record; its id."""
        return str(self.ok("record", "put", kind, given={"answers": answers, **more})["id"])


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str

    def __post_init__(self) -> None:
        assert "Traceback" not in self.stderr, self.stderr

    def json(self) -> Any:
        """What a command that ended well printed."""
        assert self.returncode == 0, self.stderr
        lines = [json.loads(line) for line in self.stdout.splitlines()]
        return lines[0] if len(lines) == 1 else lines


def as_bytes(given: Any) -> bytes:
    if given is None or isinstance(given, bytes):
        return given or b""
    return json.dumps(given, ensure_ascii=False).encode()


def environment(password: str = "") -> dict[str, str]:
    """The environment of a command; without a keyring, so that no test meets a real one."""
    kept = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "PYTHONIOENCODING": "utf-8"}
    kept.pop("COMMISSIONER_PASSWORD", None)
    return kept | {"COMMISSIONER_PASSWORD": password} if password else kept


@pytest.fixture(scope="session", autouse=True)
def light_keys() -> Iterator[None]:
    """Argon2id at its cheapest; how hard it works is written into the profile, so processes are quick as well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys.create, "__defaults__", (keys.Cost(1, 64, 1),))
        yield
    i18n.set_language("zh")


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
