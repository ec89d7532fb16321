"""Printed documents of records, as bytes or as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from commissioner_app.services.desk import Desk
from commissioner_app.services.sync import Progress


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A document that can be printed. ``record_kind`` is what it prints, ``formats`` of pdf and xlsx."""

    name: str
    title: str
    record_kind: str
    formats: tuple[str, ...]


class Reports:
    """Printing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def kinds(self, record_kind: str = "") -> list[ReportKind]:
        """The documents there are, for one kind of record or all."""
        raise NotImplementedError

    def pdf(self, kind: str, record_id: str, lang: str = "zh") -> bytes:
        """One record's document. Raises ``InputError`` unknown_report, record_not_found."""
        raise NotImplementedError

    def draft_pdf(self, draft_id: str, lang: str = "zh") -> bytes:
        """A preview of a draft as it stands."""
        raise NotImplementedError

    def write(
        self, kind: str, ids: Sequence[str], out: Path, fmt: Literal["pdf", "xlsx"] = "pdf", lang: str = "zh"
    ) -> list[Path]:
        """One file per record (xlsx: one for all) in ``out``; the names are readable and unique."""
        raise NotImplementedError

    def write_steps(
        self, kind: str, ids: Sequence[str], out: Path, fmt: Literal["pdf", "xlsx"] = "pdf", lang: str = "zh"
    ) -> Iterator[Progress | Path]:
        """The same as a stream: a ``Progress`` before and the path after each file; stop iterating to cancel."""
        raise NotImplementedError
