"""Undo of changes that were not sent, in words."""

from __future__ import annotations

from dataclasses import dataclass

from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Undone:
    """``text`` says what was undone ("已撤销：删除照片")."""

    text: str
    changes: Changes


class Undo:
    """The last steps of this run of the program; dropped when a sync sent them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def last(self) -> str:
        """What undo would take back, in words; "" when there is nothing."""
        raise NotImplementedError

    def undo(self) -> Undone:
        """Take the last step back through the same door. Raises ``InputError`` nothing_to_undo."""
        raise NotImplementedError
