"""What waits for a leader or an office: approve, or send back with a comment (domain.md 1.7, 4.9, 4.10)."""

from __future__ import annotations

from dataclasses import dataclass

from commissioner_app.domain.kind import Move
from commissioner_app.services.desk import Desk
from commissioner_app.services.records import Written


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A record that waits for this person. ``writer_name`` "" where the person is not on this laptop."""

    id: str
    kind: str
    title: str
    subtitle: str
    date: str
    state: str
    tone: str
    writer: str
    writer_name: str
    submitted_at: str
    moves: tuple[Move, ...]


class Review:
    """The review queue of this person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def queue(self, kind: str = "") -> list[ReviewRow]:
        """Records that this person may approve or send back, the longest waiting first."""
        raise NotImplementedError

    def count(self) -> int:
        """How many records wait for this person."""
        raise NotImplementedError

    def approve(self, id: str, comment: str = "") -> Written:  # noqa: A002
        """Approve; the next state follows from the kind. Raises ``InputError`` bad_move."""
        raise NotImplementedError

    def send_back(self, id: str, comment: str) -> Written:  # noqa: A002
        """Return with a comment that the writer reads. Raises ``InputError`` reason_required, bad_move."""
        raise NotImplementedError
