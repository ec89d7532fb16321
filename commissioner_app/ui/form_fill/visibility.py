"""Showing and hiding parts that may not have found their place yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def is_meant_to_show(widget: QWidget) -> bool:
    """Whether nobody hid the widget; it may still wait for its parent or for Qt's loop to show it."""
    return not (widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide))


def show_if(widget: QWidget, wanted: bool) -> None:
    """Show or hide a widget. One that has no parent yet is only marked: shown now it would become a window of its own."""
    parent = widget.parentWidget()
    if parent is not None or not wanted:
        widget.setVisible(wanted)
    else:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    if isinstance(parent, Gathering):
        parent.settle()


class Gathering(QWidget):
    """Holds lines or cells, and takes no room (and no spacing around it) while all of them are hidden."""

    def settle(self) -> None:
        """Show itself if any of the widgets in it is meant to show."""
        layout = self.layout()
        if layout is None:
            return
        widgets = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        wanted = any(layout.indexOf(widget) >= 0 and is_meant_to_show(widget) for widget in widgets)
        if wanted != is_meant_to_show(self):
            show_if(self, wanted)
