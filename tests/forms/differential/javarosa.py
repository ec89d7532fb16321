"""JavaRosa as a second opinion: the harness beside this file, compiled once into a temporary folder and run as a process.

JavaRosa 5.1 and Jackson come inside the ``ODK_Validate.jar`` of the installed pyxform; only a JDK (``javac``) is needed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

HARNESS = Path(__file__).with_name("JavaRosaHarness.java")
COMPILE_SECONDS = 120
ANSWER_SECONDS = 60


def unavailable() -> str:
    """Why JavaRosa cannot run on this machine; "" when it can."""
    if shutil.which("javac") is None or shutil.which("java") is None:
        return "there is no JDK (javac and java) on this machine"
    if not _jar().is_file():
        return "the installed pyxform carries no ODK_Validate.jar"
    return ""


def _jar() -> Path:
    found = importlib.util.find_spec("pyxform")
    if found is None or found.origin is None:
        return Path("ODK_Validate.jar")
    return Path(found.origin).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"


def compile_harness(folder: Path) -> str:
    """Compile the harness into ``folder``; gives the class path to run it with."""
    command = ["javac", "-cp", str(_jar()), "-d", str(folder), str(HARNESS)]
    subprocess.run(command, check=True, capture_output=True, timeout=COMPILE_SECONDS)
    return os.pathsep.join((str(folder), str(_jar())))


class JavaRosa:
    """A running JavaRosa that answers scenarios of the batch protocol, one after the other.

    ``zone`` is the time zone that dates are read in. Use as a context manager.
    """

    def __init__(self, class_path: str, zone: str = "UTC") -> None:
        options = ["-Xss8m", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", f"-Duser.timezone={zone}"]
        command = ["java", *options, "-Duser.language=en", "-cp", class_path, "JavaRosaHarness"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    def _listen(self, source: IO[str]) -> None:
        for line in source:
            self._lines.put(line)
        self._lines.put("")

    def run(self, scenario: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a scenario. Raises ``TimeoutError`` or ``EOFError`` when there is none."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(scenario) + "\n")
        self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=ANSWER_SECONDS)
        except queue.Empty:
            raise TimeoutError("JavaRosa does not answer") from None
        if not line:
            raise EOFError("JavaRosa has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def evaluate(
        self, form: Path, at: str, expressions: Sequence[str], steps: Sequence[Mapping[str, Any]] = ()
    ) -> list[dict[str, Any]]:
        """Each expression's value as a bind at ``at`` would see it after ``steps``: ``{"kind", "value"}`` or ``{"error"}``."""
        scenario = {"form": str(form), "dump": False, "steps": [*steps, {"eval": list(expressions), "at": at}]}
        answer = self.run(scenario)
        if not answer["ok"]:
            raise ValueError(answer["error"])
        last = answer["steps"][-1]
        if "error" in last:
            raise ValueError(last["error"])
        notes: list[dict[str, Any]] = last["note"]
        return notes

    def __enter__(self) -> JavaRosa:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
