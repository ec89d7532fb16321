"""How much a line is given to carry: little at first, more while it goes well, less at once when it does not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.sync import pace
from commissioner_app.sync.pace import Pace

STEPS = st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=40)
"""What happened to pieces: failed, or went in so many seconds."""


@given(STEPS, st.integers(1, 6))
def test_pieces_and_connections_stay_within_their_bounds(steps: list[float | None], widest: int) -> None:
    line = Pace(widest)
    for seconds in steps:
        before = line.piece
        if seconds is None:
            line.failed()
            assert line.width == 1 and line.piece <= before
        else:
            line.went(line.piece, seconds)
        assert pace.SMALLEST <= line.piece <= pace.LARGEST and 1 <= line.width <= widest


def steady(speed: float, pieces: int = 30) -> Pace:
    """A line of ``speed`` bytes a second, all connections together."""
    line = Pace(4)
    for _ in range(pieces):
        line.went(line.piece, line.piece * line.width / speed)
    return line


def test_a_weak_line_has_one_connection_and_pieces_that_let_records_in_between() -> None:
    line = steady(20_000)
    assert line.width == 1
    assert line.piece / 20_000 <= 2 * pace.PIECE_SECONDS


def test_a_good_line_has_all_connections_and_large_pieces() -> None:
    line = steady(50_000_000)
    assert (line.width, line.piece) == (4, pace.LARGEST)


def test_small_files_say_nothing_of_how_large_ones_would_go() -> None:
    line = Pace(4)
    for _ in range(10):
        line.went(3000, 0.05)
    assert (line.width, line.piece) == (4, pace.FIRST)
