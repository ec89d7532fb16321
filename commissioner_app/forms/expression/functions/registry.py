"""The table of functions: each declares its name and how many arguments it takes next to its body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from commissioner_app.forms.expression.values import Value

Body = Callable[..., Value]
ANY: Final = 10_000


@dataclass(frozen=True, slots=True)
class Function:
    """A function: ``body(context, *values)``, or ``body(context, *closures)`` when it is ``lazy``."""

    name: str
    low: int
    high: int
    body: Body
    lazy: bool


FUNCTIONS: Final[dict[str, Function]] = {}


def function(*names: str, low: int, high: int | None = None, lazy: bool = False) -> Callable[[Body], Body]:
    """Register a body under its names; ``high`` is ``low`` when not given."""

    def register(body: Body) -> Body:
        for name in names:
            FUNCTIONS[name] = Function(name, low, low if high is None else high, body, lazy)
        return body

    return register
