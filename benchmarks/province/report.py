"""What happened, in numbers: percentiles of waiting, bytes both ways, errors, what the server used."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.province.place import Place, Used
from benchmarks.province.wire import Traffic

MEGA = 1e6


@dataclass
class Report:
    """Collected while a scenario plays."""

    place: Place
    traffic: Traffic = field(default_factory=Traffic)
    waits: dict[str, list[float]] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    retries: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    _began: float = 0.0
    _before: Used | None = None

    def begin(self) -> None:
        """From here on it counts."""
        self.traffic.sent = self.traffic.received = self.traffic.calls = 0
        self._before, self._began = self.place.used(), time.perf_counter()

    def end(self) -> None:
        """Up to here, and what the server used of the machine."""
        self.seconds = time.perf_counter() - self._began

    def waited(self, what: str, seconds: float) -> None:
        """One call, or one step of several, took so long until it had succeeded."""
        self.waits.setdefault(what, []).append(seconds)

    def count(self, what: str) -> int:
        """How many succeeded."""
        return len(self.waits.get(what, ()))

    def rate(self, what: str) -> float:
        """How many of them a second."""
        return self.count(what) / self.seconds

    def percentile(self, what: str, percent: float) -> float:
        """Seconds within which so many of a hundred succeeded."""
        waits = sorted(self.waits[what])
        return waits[min(len(waits) - 1, int(len(waits) * percent / 100))]

    def print(self) -> None:
        """Everything, a line each."""
        after, before = self.place.used(), self._before
        assert before is not None
        for what in self.waits:
            shown = "  ".join(f"p{percent} {1000 * self.percentile(what, percent):.1f}" for percent in (50, 95, 99))
            longest = 1000 * max(self.waits[what])
            print(f"  {what:<28} {self.count(what):>7,} = {self.rate(what):8.1f} /s   {shown}  max {longest:.1f} ms")
        sent, received = self.traffic.sent / MEGA, self.traffic.received / MEGA
        print(
            f"  {self.traffic.calls:,} calls in {self.seconds:.1f} s; {sent:,.1f} MB sent, {received:,.1f} MB received"
        )
        refused = ", ".join(f"{what}: {number}" for what, number in sorted(self.refusals.items())) or "none"
        print(
            f"  errors: {refused}; {self.retries} retries; never succeeded: {sum(self.lost.values())} {dict(self.lost)}"
        )
        server = (after.server_seconds - before.server_seconds) / self.seconds
        print(f"  server {after.server_bytes / MEGA:,.0f} MB, {100 * server:.0f} % of a core", end="")
        if self.place.address:
            database = (after.database_seconds - before.database_seconds) / self.seconds
            print(f"; PostgreSQL {after.database_bytes / MEGA:,.0f} MB, {100 * database:.0f} %", end="")
        print(flush=True)
