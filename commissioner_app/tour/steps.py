"""A step of the tour: its name, whether it held, its picture and how long it took; told as one JSON line each."""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Step:
    """``picture`` is relative to the tour's folder, empty where nothing is shown."""

    name: str
    ok: bool
    picture: str
    seconds: float
    error: str = ""


def tell(**facts: Any) -> None:
    """Say one JSON object on standard output, at once, to whoever started this process."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class Teller:
    """Runs steps one after another and tells each; the first that fails ends the act."""

    def __init__(
        self,
        out: Path,
        number: int = 1,
        take_picture: Callable[[str], Path] | None = None,
        tell: Callable[..., None] = tell,
    ) -> None:
        self.out = out
        self.tell = tell
        self.number = number
        self.take_picture = take_picture

    @contextmanager
    def step(self, name: str, *, picture: bool = True) -> Iterator[None]:
        """One step: an exception inside makes it fail and is told with its place."""
        started = time.perf_counter()
        error = ""
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - whatever goes wrong belongs into the summary
            error = describe(problem)
        took = round(time.perf_counter() - started, 3)
        shot = ""
        if self.take_picture is not None and (picture or error):
            shot = self.take_picture(f"{self.number:02d}-{name}").relative_to(self.out).as_posix()
            self.number += 1
        self.tell(step=asdict(Step(name, not error, shot, took, error)))
        if error:
            raise SystemExit(1)


def describe(problem: BaseException) -> str:
    """What went wrong and where, in one line."""
    frames = traceback.extract_tb(problem.__traceback__)
    own = [frame for frame in frames if "/tour/" in frame.filename.replace("\\", "/")] or frames
    return f"{type(problem).__name__}: {problem} ({Path(own[-1].filename).name}:{own[-1].lineno})"
