"""The quantified indicators of a need as a small table: name, present value, target, unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared.form_layout import caption, line, text
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR

COLUMNS: Final = ("name", "now", "target", "unit")


class IndicatorTable(QWidget):
    """Numbers stand at the right of their columns."""

    def __init__(self, items: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self.setObjectName("indicatorTable")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(HAIR)
        grid.setColumnStretch(0, 3)
        right = Qt.AlignmentFlag.AlignRight
        for number, name in enumerate(COLUMNS):
            head = caption(tr(f"need.indicator.{name}"))
            grid.addWidget(head, 0, number, right if name in ("now", "target") else Qt.AlignmentFlag.AlignLeft)
        for number, item in enumerate(items):
            at = number * 2 + 1
            grid.addWidget(line(), at, 0, 1, len(COLUMNS))
            target = f"{item.get('ind_symbol') or ''} {item.get('ind_target') or ''}".strip()
            grid.addWidget(text(str(item.get("ind_name") or "")), at + 1, 0)
            grid.addWidget(text(str(item.get("ind_now") or "—"), wrap=False), at + 1, 1, right)
            grid.addWidget(text(target or "—", wrap=False), at + 1, 2, right)
            grid.addWidget(text(str(item.get("ind_unit") or ""), wrap=False), at + 1, 3)
