"""Where a person was in a form, as the draft keeps it: section, question, cursor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """``section`` is the key of a section, ``ref`` a question, ``cursor`` the text cursor in it (-1 for none)."""

    section: str = ""
    ref: str = ""
    cursor: int = -1

    def text(self) -> str:
        """Question and cursor as one word: ``/data/a/b@12``."""
        return f"{self.ref}@{self.cursor}" if self.ref else ""

    @classmethod
    def read(cls, section: str, text: str) -> Place:
        """The place of a draft's ``page`` and ``focus``."""
        ref, _, cursor = text.partition("@")
        try:
            return cls(section, ref, int(cursor))
        except ValueError:
            return cls(section, ref)
