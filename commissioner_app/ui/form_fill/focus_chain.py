"""Tab goes where the eye goes: widgets that are made late take their place among those that were there before.

Qt appends what is made to the end of a window's chain of focus, whatever its place on the page.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(top: QWidget) -> list[QWidget]:
    """The widgets at and below ``top`` that Tab stops at, in the order of the chain, hidden ones too."""
    window = top.window()
    found = {widget for widget in (top, *top.findChildren(QWidget)) if _is_stop(widget) and widget.window() is window}
    if not found:
        return []
    # They stand together in the chain: from any of them to the first, and from there on.
    first = next(iter(found))
    for _ in found:
        before = stop_before(first)
        if before is None or before not in found:
            break
        first = before
    ordered = [first]
    while (following := next_stop(ordered[-1])) in found and following is not first:
        ordered.append(following)
    return ordered


def last_stop(top: QWidget) -> QWidget | None:
    """The stop of ``top`` that comes last in the chain; None where it has none."""
    found = stops(top)
    return found[-1] if found else None


def next_stop(widget: QWidget) -> QWidget:
    """The stop after a widget; itself where there is no other."""
    here = widget.nextInFocusChain()
    while here is not None and here is not widget:
        if _is_stop(here):
            return here
        here = here.nextInFocusChain()
    return widget


def stop_before(widget: QWidget) -> QWidget | None:
    """The stop before a widget; None where there is no other."""
    here = widget.previousInFocusChain()
    while here is not None and here is not widget:
        if _is_stop(here):
            return here
        here = here.previousInFocusChain()
    return None


def put_after(before: QWidget | None, top: QWidget) -> None:
    """Have Tab come to the stops of ``top`` after ``before``, in the order that they have among themselves."""
    here = before
    if here is None:
        return
    for stop in stops(top):
        if here is not stop:
            QWidget.setTabOrder(here, stop)
        here = stop


def _is_stop(widget: QWidget) -> bool:
    tab = Qt.FocusPolicy.TabFocus
    return widget.focusPolicy() & tab == tab and widget.focusProxy() is None
