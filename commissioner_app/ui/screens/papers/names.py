"""The kinds of records that have no screen of their own, in the order of their buttons."""

from __future__ import annotations

from typing import Final

PAPERS: Final = (
    "activity", "agreement", "assessment", "evaluation", "contract", "team", "village", "person", "appointment",
)  # fmt: skip
