"""The syntax tree of an expression: frozen values, compared and cached freely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the expression."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A text written in the expression."""

    value: str


@dataclass(frozen=True, slots=True)
class Negate:
    """Unary minus."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one precedence, applied from left to right; flat, so that long sums do not nest."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: axis, node test, predicates. ``test`` is a name as written, ``*``, ``p:*``, or ``node()``, ``text()``, …"""

    axis: str
    test: str
    predicates: tuple[Expression, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root (``absolute``), from the context node, or from what ``start`` gives."""

    absolute: bool
    steps: tuple[Step, ...]
    start: Expression | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """An expression with predicates: ``(…)[1]``."""

    operand: Expression
    predicates: tuple[Expression, ...]


Expression: TypeAlias = Number | Literal | Negate | Chain | Call | Path | Filter
