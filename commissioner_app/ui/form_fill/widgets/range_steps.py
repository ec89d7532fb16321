"""The values that a range offers, from its start, end and step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from commissioner_app.forms.screen import Node

MOST: Final = 100_000


def number(text: str, default: str) -> Decimal:
    """A number of the form's parameters; ``default`` for what is none."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return Decimal(default)
    return found if found.is_finite() else Decimal(default)


def plain(value: Decimal) -> str:
    """Without an exponent and without zeros that say nothing."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


@dataclass(frozen=True, slots=True)
class Steps:
    """``count`` steps of ``step`` from ``start``; a step is negative where the end is the smaller one."""

    start: Decimal
    step: Decimal
    count: int

    @classmethod
    def of(cls, node: Node) -> Steps:
        """What a range question asks for: by default from 1 to 10 in ones."""
        start, end = number(node.parameters.get("start", ""), "1"), number(node.parameters.get("end", ""), "10")
        step = abs(number(node.parameters.get("step", ""), "1")) or Decimal(1)
        return cls(start, step if end >= start else -step, min(int(abs(end - start) / step), MOST))

    @property
    def end(self) -> Decimal:
        """The last value that is reached."""
        return self.value(self.count)

    def holds(self, text: str) -> bool:
        """Whether a number lies between both ends; steps are the slider's, not the answer's."""
        low, high = sorted((self.start, self.end))
        return low <= number(text, "Infinity") <= high

    def value(self, index: int) -> Decimal:
        """The value after that many steps."""
        return self.start + self.step * index

    def text(self, index: int) -> str:
        """The same as it is stored."""
        return plain(self.value(index))

    def index(self, text: str) -> int:
        """The step nearest to a value, within the range."""
        at = (number(text, str(self.start)) - self.start) / self.step
        return max(0, min(self.count, int(at.to_integral_value())))

    def apart(self, interval: str, most: int) -> int:
        """How many steps lie between two marks: what the form says, else so few marks that they can be told apart."""
        wished = abs(number(interval, "0"))
        if wished:
            return max(1, int(wished / abs(self.step)))
        return 1 if self.count <= most else max(1, self.count // 10)
