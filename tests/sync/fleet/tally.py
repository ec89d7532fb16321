"""How often each fault happened, and at which stage: a simulator that never hit a place has proved nothing of it."""

from __future__ import annotations

from collections import Counter


class Tally:
    """Counts by (fault, stage)."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def note(self, fault: str, stage: str) -> None:
        """It happened once more."""
        self.counts[fault, stage] += 1

    def table(self) -> str:
        """One line for each fault: how often in all, then by stage, the most frequent first."""
        faults: dict[str, Counter[str]] = {}
        for (fault, stage), number in self.counts.items():
            faults.setdefault(fault, Counter())[stage] += number
        width = max((len(fault) for fault in faults), default=0)
        return "\n".join(
            f"{fault:<{width}} {sum(stages.values()):>8}  "
            + ", ".join(f"{stage} {number}" for stage, number in stages.most_common())
            for fault, stages in sorted(faults.items())
        )
