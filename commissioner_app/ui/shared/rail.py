"""The rail at the left: an icon and a word for each screen, a count only where something waits for this person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QLabel, QSizePolicy

from commissioner_app.i18n import tr
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import column, line
from commissioner_app.ui.shared.icons import paint
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE, RADIUS


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One screen in the rail. ``shortcut`` is shown as a tip; ``foot`` entries stand at the bottom,
    ``quiet`` ones are there only while something waits, or while they are shown."""

    key: str
    words: str
    icon: str
    shortcut: str
    foot: bool = False
    quiet: bool = False


class RailButton(QAbstractButton):
    """Icon, word, count."""

    def __init__(self, entry: RailEntry) -> None:
        super().__init__()
        self.setObjectName(f"rail.{entry.key}")
        self.setText(entry.words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{entry.words}  {entry.shortcut}" if entry.shortcut else entry.words)
        self.setAccessibleName(entry.words)
        self._icon = entry.icon
        self._quiet = entry.quiet
        self.count = 0
        self.setVisible(not entry.quiet)
        self.toggled.connect(self._show_or_hide)

    def set_count(self, count: int) -> None:
        """How much waits here."""
        self.count = count
        self.setAccessibleName(tr("ui.rail.waiting", words=self.text(), n=count) if count else self.text())
        self._show_or_hide()
        self.update()

    def _show_or_hide(self) -> None:
        if self._quiet:
            self.setVisible(self.count > 0 or self.isChecked())

    def sizeHint(self) -> QSize:  # noqa: N802
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Bold)
        metrics = QFontMetrics(font)
        icon_and_gaps = metrics.height() + 4 * INSIDE
        count = metrics.horizontalAdvance("99") + 2 * INSIDE
        width = icon_and_gaps + metrics.horizontalAdvance(self.text()) + count
        return QSize(width, metrics.height() + 2 * INSIDE + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        # However narrow the window, the words of the rail are never cut.
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        colors = theme_state.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.selected if self.isChecked() else colors.hover))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colors.accent)))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        ink = colors.accent if self.isChecked() else colors.muted
        size = self.fontMetrics().height()
        middle = self.height() / 2
        paint(painter, QRectF(INSIDE + HAIR, middle - size / 2, size, size), self._icon, ink)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Bold if self.isChecked() else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colors.text))
        left = INSIDE + HAIR + size + INSIDE + 2
        painter.drawText(QRect(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.count:
            self._paint_count(painter)

    def _paint_count(self, painter: QPainter) -> None:
        colors = theme_state.colors()
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.86)
        font.setWeight(QFont.Weight.Bold)
        metrics = QFontMetrics(font)
        words = str(self.count) if self.count < 100 else "99+"
        height = metrics.height() + 2
        width = max(height, metrics.horizontalAdvance(words) + INSIDE)
        pill = QRectF(self.width() - width - INSIDE, (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.accent))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(QColor(colors.on_accent))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)


class Rail(QFrame):
    """``chosen`` carries the key of a screen."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[RailEntry], person: str) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._buttons: dict[str, RailButton] = {}
        group = QButtonGroup(self)
        layout = column(self, spacing=2)
        layout.setContentsMargins(INSIDE, BETWEEN, INSIDE, INSIDE)
        name = QLabel(tr("ui.program"))
        font = QFont(name.font())
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setWeight(QFont.Weight.Bold)
        name.setFont(font)
        name.setContentsMargins(INSIDE + HAIR, 0, 0, 0)
        layout.addWidget(name)
        who = QLabel(person)
        who.setObjectName("railPerson")
        who.setProperty("muted", True)
        who.setContentsMargins(INSIDE + HAIR, 0, 0, INSIDE)
        layout.addWidget(who)
        for entry in (e for e in entries if not e.foot):
            self._add(entry, group, layout.addWidget)
        layout.addStretch(1)
        layout.addWidget(line())
        layout.addSpacing(HAIR)
        for entry in (e for e in entries if e.foot):
            self._add(entry, group, layout.addWidget)

    def _add(self, entry: RailEntry, group: QButtonGroup, add: object) -> None:
        made = RailButton(entry)
        made.clicked.connect(lambda: self.chosen.emit(entry.key))
        group.addButton(made)
        self._buttons[entry.key] = made
        add(made)  # type: ignore[operator]

    def set_current(self, key: str) -> None:
        """Mark the screen that is shown."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show what waits."""
        for key, made in self._buttons.items():
            made.set_count(counts.get(key, 0))
