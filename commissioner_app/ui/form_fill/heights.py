"""How high lines of a kind are on this screen: learnt from those that were built, to leave room for the others."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from commissioner_app.ui.form_fill.plan import Line
from commissioner_app.ui.shared.tokens import INSIDE

_Kind = tuple[object, ...]
_LINES_OF_TEXT = 3
_OLD = 8


class Heights:
    """Mean heights in pixels by kind of line."""

    def __init__(self) -> None:
        self._known: dict[_Kind, tuple[float, int]] = {}

    def guess(self, line: Line, near: QWidget) -> int:
        """Pixels that a line will take, of which no widget exists; ``near`` lends its font."""
        known = self._known.get(_kind(line)) or self._known.get(())
        if known is not None:
            return round(known[0])
        # A label, an input and what stands around it.
        return _LINES_OF_TEXT * near.fontMetrics().lineSpacing() + 2 * INSIDE

    def learn(self, line: Line, widget: QWidget) -> None:
        """Note the height of a line that was built."""
        height = widget.sizeHint().height()
        for kind in (_kind(line), ()):
            mean, count = self._known.get(kind, (0.0, 0))
            # Older ones weigh no more than a few: what comes next resembles what came last.
            weight = min(count, _OLD)
            self._known[kind] = ((mean * weight + height) / (weight + 1), count + 1)


def _kind(line: Line) -> _Kind:
    node = line.node
    return (line.kind, len(line.cells), node.kind, node.type, node.appearances)
