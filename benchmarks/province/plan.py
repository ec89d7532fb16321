"""What is played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HOUR: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """``laptops`` of the province with ``held`` records each. An evening at ``scale`` N lets one N-th of the laptops come
    in one N-th of an hour, so that as many come each second as do in the whole hour. ``minutes`` is how long the others
    last, ``at_once`` how many connections they use."""

    laptops: int
    scale: float
    minutes: float
    held: int
    at_once: int

    def __str__(self) -> str:
        return f"{self.laptops:,} laptops with {self.held} records each"

    @property
    def coming(self) -> int:
        """Laptops that come in the evening that is played; some, however few there are."""
        return max(3, round(self.laptops / self.scale))

    @property
    def evening_seconds(self) -> float:
        """How long their coming is spread over."""
        return HOUR / self.scale

    @property
    def seconds(self) -> float:
        """How long pushes and pages go on."""
        return self.minutes * 60
