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


@dataclass(slots=True)
class Step:
    """``picture`` is relative to the tour's folder, empty where nothing is shown."""

    name: str
    ok: bool
    picture: str
    seconds: float
    error: str = ""


class Teller:
    """Runs steps one after another and tells each to whoever started this process."""

    def __init__(self, out: Path, take_picture: Callable[[str], Path] | None = None) -> None:
        self.out = out
        self.take_picture = take_picture
        self.failed = False

    @contextmanager
    def step(self, name: str, *, picture: bool = True) -> Iterator[None]:
        """One step: an exception inside makes it fail, ends the act, and is told with its place."""
        started = time.perf_counter()
        error = ""
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - whatever goes wrong belongs into the summary
            place = traceback.extract_tb(problem.__traceback__)[-1]
            error = f"{type(problem).__name__}: {problem} ({Path(place.filename).name}:{place.lineno})"
            self.failed = True
        shot = ""
        if self.take_picture is not None and (picture or error):
            shot = self.take_picture(name).relative_to(self.out).as_posix()
        self.tell(Step(name, not error, shot, round(time.perf_counter() - started, 3), error))
        if error:
            raise SystemExit(1)

    @staticmethod
    def tell(step: Step) -> None:
        """Say one step on standard output, at once."""
        sys.stdout.write(json.dumps(asdict(step), ensure_ascii=False) + "\n")
        sys.stdout.flush()
