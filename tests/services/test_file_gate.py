"""Photos wait for a line that is worth it; records never do."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.services.file_gate import WEAK_BYTES_PER_SECOND, FileGate, Hold, hold_of


@pytest.mark.parametrize(
    ("wish", "paused", "anyway", "metered", "weak", "why"),
    [
        ("unmetered", False, False, False, False, ""),
        ("unmetered", False, False, True, False, "metered"),
        ("ask", False, False, True, False, "metered"),
        ("always", False, False, True, True, ""),
        ("unmetered", False, False, False, True, "weak"),
        ("unmetered", False, True, True, True, ""),
        ("always", True, True, False, False, "paused"),
    ],
)
def test_why_files_wait(*, wish: str, paused: bool, anyway: bool, metered: bool, weak: bool, why: Hold) -> None:
    assert hold_of(wish, paused=paused, anyway=anyway, metered=metered, weak=weak) == why


@dataclass
class Line:
    """A line of a speed; ``send`` moves a file over it."""

    speed: float
    bytes_sent: int = 0
    bytes_received: int = 0
    seconds: float = 0.0
    gate: FileGate = field(init=False)

    def __post_init__(self) -> None:
        self.gate = FileGate(lambda weak: "weak" if weak else "", self, lambda: self.seconds)

    def send(self, size: int) -> None:
        self.bytes_sent += size
        self.seconds += size / self.speed

    def evening(self, files: int, size: int = 300_000) -> int:
        """How many files go."""
        for sent in range(files):
            if not self.gate():
                return sent
            self.send(size)
        return files


@pytest.mark.parametrize(("speed", "sent"), [(1_000_000.0, 10), (25_000.0, 10), (8_000.0, 1)])
def test_a_weak_line_is_noticed_by_the_first_photo(speed: float, sent: int) -> None:
    line = Line(speed)
    assert line.evening(10) == sent
    assert line.gate.why == ("weak" if speed < WEAK_BYTES_PER_SECOND else "")


def test_a_line_that_gets_worse_is_noticed_and_one_that_stands_still() -> None:
    line = Line(1_000_000.0)
    assert line.evening(4) == 4
    line.speed = 5_000.0
    line.send(300_000)
    assert not line.gate()
    line.seconds += 30
    assert not line.gate() and line.gate.why == "weak"


@given(st.lists(st.tuples(st.integers(1, 2_000_000), st.floats(WEAK_BYTES_PER_SECOND * 1.01, 1e8)), max_size=30))
def test_no_line_that_is_good_all_the_time_is_called_weak(pieces: list[tuple[int, float]]) -> None:
    line = Line(1.0)
    for size, line.speed in pieces:
        assert line.gate()
        line.send(size)
    assert line.gate()
