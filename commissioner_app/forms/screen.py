"""What a screen may ask of a form: the contract between the engine and any user interface.

A screen holds a ``FormInstance``, walks ``instance.root`` and its ``children``, and after each answer redraws the nodes
named by ``Changes.refs`` (and rebuilds the repeats named by ``Changes.structure``). Node objects stay the same for as
long as their question exists; everything not listed here may change without notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

NodeKind = Literal[
    "root",
    "group",
    "subtree",
    "repeat-range",
    "repeat-instance",
    "input",
    "select",
    "rank",
    "range",
    "upload",
    "trigger",
    "note",
    "model-value",
]
ValueType = Literal[
    "string",
    "int",
    "decimal",
    "boolean",
    "date",
    "time",
    "dateTime",
    "select1",
    "select",
    "rank",
    "geopoint",
    "geotrace",
    "geoshape",
    "binary",
    "barcode",
    "intent",
    "",
]
ProblemKind = Literal["required", "constraint", "type", "calculation"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its value as it is stored, its label in the current language, media by form (image, audio, video).

    ``geometry`` is where it is (a geopoint, geotrace or geoshape), told for questions of the appearance ``map``."""

    value: str
    label: str
    media: Mapping[str, str] = field(default_factory=dict)
    geometry: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one answer changed: nodes to redraw, and repeats whose instances came, went or moved."""

    refs: frozenset[str] = frozenset()
    structure: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.refs or self.structure)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a relevant node cannot be submitted as it is."""

    ref: str
    kind: ProblemKind
    message: str


class Node(Protocol):
    """One node of the living form. Read only: every change goes through ``FormInstance``."""

    @property
    def ref(self) -> str:
        """The path with a 1-based position for every repeat instance: ``/data/plot[1]/area``; a range has none at its end."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> NodeKind: ...

    @property
    def type(self) -> str:
        """The value's type, one of ``ValueType``; "" for what holds no value."""

    @property
    def label(self) -> str:
        """In the current language; with outputs filled in."""

    @property
    def hint(self) -> str: ...

    @property
    def guidance(self) -> str:
        """A longer hint that a person opens when needed."""

    @property
    def media(self) -> Mapping[str, str]:
        """Media of the label in the current language: image, big-image, audio, video -> file name."""

    @property
    def appearances(self) -> tuple[str, ...]: ...

    @property
    def parameters(self) -> Mapping[str, str]:
        """Attributes of the question: start, end, step (range), rows, max-pixels, …"""

    @property
    def media_type(self) -> str:
        """For uploads: ``image/*``, ``audio/*``, …"""

    @property
    def value(self) -> str:
        """XForms text; empty when there is no answer or the node is not relevant."""

    @property
    def values(self) -> list[str]:
        """The single values of a select multiple or rank; of others the value alone, if any."""

    @property
    def relevant(self) -> bool: ...

    @property
    def readonly(self) -> bool: ...

    @property
    def required(self) -> bool: ...

    @property
    def constraint_ok(self) -> bool: ...

    @property
    def required_ok(self) -> bool: ...

    @property
    def message(self) -> str:
        """What is wrong with the value, in the current language; "" when all is well."""

    @property
    def choices(self) -> Sequence[Choice]:
        """The choices open now, after filters; () for nodes without."""

    @property
    def children(self) -> Sequence[Node]:
        """Groups: in form order, with a repeat-range in place of a repeat's instances."""

    @property
    def parent(self) -> Node | None: ...

    @property
    def save_to(self) -> str:
        """The property of the entity (the core field) that this question is tied to; "" when none."""

    @property
    def answer_key(self) -> str:
        """The key in ``to_answers()``: ``save_to`` where set, else the path below the root or the repeat."""

    @property
    def count(self) -> int:
        """Repeat-range: how many instances there are."""

    @property
    def fixed(self) -> bool:
        """Repeat-range: whether the form decides the count, so that nothing can be added or removed."""
