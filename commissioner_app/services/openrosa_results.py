"""What a run to or from another platform did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["new", "updated", "current", "retired", "refused"]


@dataclass(frozen=True, slots=True)
class FetchedForm:
    """What became of one form. ``id`` is what it is called on this laptop; ``reason`` says why it was refused."""

    id: str
    form_id: str
    version: str
    title: str
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A record that did not go, and why: an error's code with what the server said."""

    record_id: str
    form_id: str
    code: str
    detail: str = ""


@dataclass
class Sent:
    """What a run did. ``troubles`` are records that have to wait for a person, ``failures`` servers that did not answer as
    hoped (name -> code); everything in them is kept and goes later."""

    sent: int = 0
    waiting: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    changed: set[tuple[str, str]] = field(default_factory=set)

    @property
    def ok(self) -> bool:
        """Whether nothing stands against anything."""
        return not (self.troubles or self.failures)

    def to_json(self) -> dict[str, Any]:
        """The JSON of the command ``openrosa send``."""
        refused = [
            {"id": one.record_id, "form": one.form_id, "code": one.code, "detail": one.detail} for one in self.troubles
        ]
        servers = [{"server": name, "error": code} for name, code in self.failures.items()]
        return {"ok": self.ok, "sent": self.sent, "waiting": self.waiting, "refused": refused, "servers": servers}
