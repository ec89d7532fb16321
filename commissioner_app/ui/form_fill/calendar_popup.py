"""A month to click a day in, in the window's language and colours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QMenu, QToolButton, QWidget, QWidgetAction

from commissioner_app.i18n import language, tr
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.theme_state import colors


def open_calendar(below: QWidget, shown: date, chosen: Callable[[date], None]) -> None:
    """Show the month of a day below a field; a click or Enter takes a day, Esc closes."""
    menu = QMenu(below)
    calendar = _calendar(menu, shown)

    def take(day: QDate) -> None:
        menu.close()
        chosen(date(day.year(), day.month(), day.day()))

    calendar.clicked.connect(take)
    calendar.activated.connect(take)
    action = QWidgetAction(menu)
    action.setDefaultWidget(calendar)
    menu.addAction(action)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(below.mapToGlobal(QPoint(0, below.height())))
    calendar.setFocus()


def _calendar(parent: QWidget, shown: date) -> QCalendarWidget:
    calendar = QCalendarWidget(parent)
    spoken = QLocale.Language.English if language() == "en" else QLocale.Language.Chinese
    calendar.setLocale(QLocale(spoken))
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    calendar.setGridVisible(False)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
    calendar.setAccessibleName(tr("form.date.pick"))
    plain = QTextCharFormat()
    plain.setForeground(QColor(colors().text))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, plain)
    calendar.setStyleSheet(
        f"#qt_calendar_navigationbar {{ background: {colors().base}; }}"
        f"#qt_calendar_navigationbar QToolButton {{ color: {colors().text}; font-weight: bold; }}"
    )
    for name, sign in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
        button = calendar.findChild(QToolButton, name)
        if isinstance(button, QToolButton):
            button.setIcon(icon(sign))
    calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
    return calendar
