"""Timing and printing shared by all benchmarks: medians of several runs, stated as a ratio to a floor of the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. ``floor`` is what the bare work costs in the same run; ``goal`` is a ratio or a plain limit;
    ``peers`` says what other programs take for the same."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    floor_name: str = ""
    goal: float | None = None
    goal_is_ratio: bool = False
    peers: str = ""

    @property
    def ratio(self) -> float | None:
        """``value`` over ``floor`` where there is one."""
        return self.value / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal."""
        if self.goal is None:
            return None
        measured = self.ratio if self.goal_is_ratio else self.value
        return measured is not None and measured <= self.goal

    def line(self) -> str:
        """The figure as one printed line."""
        text = f"{self.name:<58} {self.value:10.3f} {self.unit:<4}"
        if self.ratio is not None:
            text += f"  floor {self.floor:8.3f} ({self.floor_name})  = {self.ratio:5.2f} x"
        if self.goal is not None:
            sign = "x" if self.goal_is_ratio else self.unit
            text += f"  goal <= {self.goal:g} {sign}: {'met' if self.met else 'MISSED'}"
        return f"{text}  ({self.peers})" if self.peers else text


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def fastest_in_turn(ours: Callable[[], float], floor: Callable[[], float], runs: int = 5) -> tuple[float, float]:
    """The least of several measurements taken in turn: what the work costs when nothing else runs beside it."""
    pairs = [(ours(), floor()) for _ in range(runs)]
    return min(a for a, _ in pairs), min(b for _, b in pairs)


def median_seconds(work: Callable[[], object], runs: int = 5) -> float:
    """The median of several calls, after one that is not counted."""
    work()
    return statistics.median(seconds(work) for _ in range(runs))


def in_turn(ours: Callable[[], float], floor: Callable[[], float], runs: int = 5) -> tuple[float, float]:
    """Medians of two measurements taken in turn, A B A B …, so that a drifting machine moves both."""
    ours(), floor()
    pairs = [(ours(), floor()) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
