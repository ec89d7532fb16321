"""The audit log of a filling: what was looked at, for how long, what was changed and why (``audit.csv`` of the ODK standard).

Whoever shows the form tells the log what happens; the log keeps time and writes the file. Times are milliseconds since
1970-01-01 UTC. Only the first comes from the clock, all others from the time that has passed, so that setting the clock
changes no duration.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.errors import AnswerError
from commissioner_app.forms.model.nodes import NodeDef

FILE: Final = "audit.csv"
EVENTS: Final = frozenset(
    {"form start", "form resume", "form save", "form exit", "form finalize", "jump", "end screen", "question"}
    | {"group questions", "add repeat", "delete repeat", "save error", "finalize error", "constraint error"}
    | {"change reason"}
)
_PLACE: Final = ("latitude", "longitude", "accuracy")
_CHANGE: Final = ("old-value", "new-value")

Position = Callable[[], tuple[float, float, float] | None]
"""Latitude and longitude in degrees and the accuracy in metres; None while unknown."""


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """What a form wants logged. ``ref``: the node that names the file; ``reasons``: ask why before an edit is saved."""

    ref: str
    track_changes: bool = False
    reasons: bool = False
    identify_user: bool = False
    location: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of the file."""
        return (
            *("event", "node", "start", "end"),
            *(_PLACE if self.location else ()),
            *(_CHANGE if self.track_changes else ()),
            *(("user",) if self.identify_user else ()),
            *(("change-reason",) if self.reasons else ()),
        )


def audit_of(definition: FormDefinition) -> AuditSettings | None:
    """What the form's ``audit`` row says; None in a form without one."""
    node = _audit_node(definition.root)
    if node is None:
        return None
    said: Mapping[str, str] = node.bind.parameters
    return AuditSettings(
        ref=node.ref,
        track_changes=said.get("track-changes") == "true",
        reasons=said.get("track-changes-reasons") == "on-form-edit",
        identify_user=said.get("identify-user") == "true",
        location="location-priority" in said,
    )


def _audit_node(root: NodeDef) -> NodeDef | None:
    meta = root.child("meta")
    found = meta.child("audit") if meta is not None else None
    return found if found is not None and found.bind.type == "binary" else None


@dataclass(slots=True)
class _Row:
    event: str
    node: str
    start: int
    end: int | None = None
    before: str = ""
    cells: dict[str, str] = field(default_factory=dict)

    def change(self, value: str) -> dict[str, str]:
        """The cells that tell what became of the answer."""
        return dict(zip(_CHANGE, (self.before, value), strict=True)) if value != self.before else {}


class AuditLog:
    """The log of one filling; ``earlier`` is the file that it goes on with.

    ``user`` is who fills the form, where that is asked for. Raises ``AnswerError("audit_user")`` when nobody said.
    """

    def __init__(
        self,
        settings: AuditSettings,
        *,
        earlier: str = "",
        user: str = "",
        position: Position = lambda: None,
        clock: Callable[[], float] = time.time,
        passed: Callable[[], float] = time.monotonic,
    ) -> None:
        if settings.identify_user and not user.strip():
            raise AnswerError("audit_user")
        self.settings = settings
        self.user = user.strip()
        self._position = position
        self._passed = passed
        self._began = clock() - passed()
        self._rows: list[_Row] = []
        self._open: dict[str, _Row] = {}
        self._earlier = [row for row in csv.DictReader(io.StringIO(earlier)) if row.get("event")]
        self.event("form resume" if self._earlier else "form start")

    def event(self, name: str, *, node: str = "", reason: str = "") -> None:
        """Something that happens at once. Raises ``ValueError`` for what is no event of the standard."""
        if name not in EVENTS:
            raise ValueError(name)
        self._begin(name, node).cells["change-reason"] = reason

    def enter(self, node: str, value: str = "", *, event: str = "question") -> None:
        """A question with its answer, a group shown as one page, the end screen or a repeat's question comes into view."""
        if event not in EVENTS:
            raise ValueError(event)
        if node not in self._open:
            row = self._open[node] = self._begin(event, node)
            row.before = value

    def leave(self, node: str, value: str = "") -> None:
        """What came into view is left, with its answer then."""
        row = self._open.pop(node, None)
        if row is None:
            return
        row.end = self._now()
        row.cells.update(row.change(value))

    def close(self, values: Mapping[str, str] | None = None, *, event: str = "form exit") -> None:
        """Leave everything in view, with the answers by node, and the form."""
        for node in list(self._open):
            # A node whose answer nobody tells has not changed.
            self.leave(node, (values or {}).get(node, self._open[node].before))
        self.event(event)

    def reason(self, text: str) -> None:
        """Why the answers were changed. Raises ``AnswerError("audit_reason")`` without one."""
        if not text.strip():
            raise AnswerError("audit_reason")
        self.event("change reason", reason=text.strip())

    def text(self, values: Mapping[str, str] | None = None) -> str:
        """The file: what was there and all since. What is still in view has no end yet; told its answers by node, as for
        a draft that may be the last thing kept, it counts as left at this moment."""
        target = io.StringIO()
        writer = csv.DictWriter(target, self.settings.columns, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self._earlier)
        for row in self._rows:
            cells, end = row.cells, row.end
            if values is not None and self._open.get(row.node) is row:
                cells, end = {**cells, **row.change(values.get(row.node, row.before))}, self._now()
            shown = "" if end is None else str(end)
            writer.writerow({**cells, "event": row.event, "node": row.node, "start": str(row.start), "end": shown})
        return target.getvalue()

    def _begin(self, event: str, node: str) -> _Row:
        row = _Row(event, node, self._now())
        row.cells["user"] = self.user
        found = self._position() if self.settings.location else None
        if found is not None:
            row.cells.update(zip(_PLACE, map(str, found), strict=True))
        self._rows.append(row)
        return row

    def _now(self) -> int:
        return round((self._began + self._passed()) * 1000)
