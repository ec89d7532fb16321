"""Which printed forms there are, known without loading anything that prints: a page only offers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class ReportName:
    """A form: its name, the kind of record it prints, and what file comes out."""

    name: str
    kind: str
    format: Literal["pdf", "xlsx"]

    @property
    def text_key(self) -> str:
        """The key of its title."""
        return f"report.name.{self.name}"


NAMES: Final[dict[str, ReportName]] = {
    one.name: one
    for one in (
        ReportName("visit_record", "visit", "pdf"),
        ReportName("need_collection", "need", "pdf"),
        ReportName("visit_ledger", "visit", "xlsx"),
        ReportName("need_summary", "need", "xlsx"),
        ReportName("need_public", "need", "xlsx"),
        ReportName("assessment_summary", "assessment", "xlsx"),
        ReportName("match_summary", "match", "xlsx"),
        ReportName("firm_summary", "visit", "xlsx"),
    )
}
