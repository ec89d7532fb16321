"""A signature by mouse, pen or finger, kept as a picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QTabletEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.services.attachments import Added
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.upload import png_of
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import RADIUS

_WIDTH, _HEIGHT = 440, 150
_SCALE = 2
_PAUSE_MS = 600
_INK = "#16212B"


class SignaturePad(QWidget):
    """White paper with a line to sign on. ``signed`` carries the picture, a moment after the pen was lifted."""

    signed = Signal(QImage)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(240, _HEIGHT)
        self.setMaximumSize(_WIDTH, _HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.strokes: list[list[QPointF]] = []
        self.stored = QPixmap()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.hand_over)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(_WIDTH, _HEIGHT)

    def clear(self) -> None:
        """A new sheet."""
        self._timer.stop()
        self.strokes.clear()
        self.stored = QPixmap()
        self.update()

    def hand_over(self) -> None:
        """Give the signature away now, if there is one that was not given yet."""
        self._timer.stop()
        if self.strokes:
            self.signed.emit(self.picture())

    @property
    def pending(self) -> bool:
        """Whether strokes wait to be handed over."""
        return self._timer.isActive()

    def picture(self) -> QImage:
        """What was drawn, on white, at twice the size of the screen for print."""
        image = QImage(self.size() * _SCALE, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.scale(_SCALE, _SCALE)
        self._ink(painter)
        painter.end()
        return image

    def begin(self, at: QPointF) -> None:
        """Put the pen down."""
        if not self.stored.isNull():
            self.clear()
        self._timer.stop()
        self.strokes.append([at])

    def go(self, to: QPointF) -> None:
        """Move the pen."""
        if self.strokes:
            self.strokes[-1].append(to)
            self.update()

    def lift(self) -> None:
        """Lift the pen; the signature is handed over unless another stroke follows soon."""
        self.update()
        self._timer.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self.lift()

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802 - Qt's name
        kinds = {
            event.Type.TabletPress: lambda: self.begin(event.position()),
            event.Type.TabletMove: lambda: self.go(event.position()) if event.pressure() > 0 else None,
            event.Type.TabletRelease: self.lift,
        }
        act = kinds.get(event.type())
        if act is not None:
            act()
        event.accept()

    def _ink(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(_INK), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for stroke in self.strokes:
            path = QPainterPath(stroke[0])
            for point in stroke[1:]:
                path.lineTo(point)
            if len(stroke) == 1:
                path.lineTo(stroke[0] + QPointF(0.1, 0.1))
            painter.drawPath(path)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = colors().accent if self.hasFocus() else colors().control
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor("white"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, RADIUS, RADIUS)
        painter.setPen(QPen(QColor("#C9CFCB"), 1))
        painter.drawLine(24, self.height() - 34, self.width() - 24, self.height() - 34)
        if not self.stored.isNull():
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            inner = self.size() - QSize(4, 4)
            ratio = self.devicePixelRatioF()
            fitted = self.stored.scaled(inner * ratio, keep, smooth)
            fitted.setDevicePixelRatio(ratio)
            painter.drawPixmap(2, 2, fitted)
        elif not self.strokes:
            painter.setPen(QColor("#6B746F"))
            hint_area = self.rect().adjusted(24, 0, -24, -10)
            painter.drawText(hint_area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, tr("form.sign.here"))
        self._ink(painter)
        painter.end()


class SignatureWidget(QuestionWidget):
    """The pad, and a button to sign anew."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.pad = SignaturePad()
        self.pad.signed.connect(self._store)
        self.again = QPushButton()
        self.again.setProperty("flat", True)
        # Its place is kept: the pad must not shrink under a stroke that was just drawn.
        policy = self.again.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.again.setSizePolicy(policy)
        self.again.clicked.connect(self._clear)
        across = QHBoxLayout()
        across.addWidget(self.pad, 1)
        across.addWidget(self.again, 0, Qt.AlignmentFlag.AlignBottom)
        across.addStretch(0)
        self._layout.addLayout(across)
        self._shown = ""
        self._own = ""
        self.refresh()

    def entry(self) -> QWidget:
        return self.pad

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.again.setObjectName(name + ":clear")
        self.again.setAccessibleName(tr("form.upload.remove_of", label=label))

    def flush(self) -> None:
        if self.pad.pending:
            self.pad.hand_over()

    def refresh(self) -> None:
        value = self.node.value
        self.again.setText(tr("form.sign.again"))
        show_if(self.again, not self.node.readonly and (bool(value) or bool(self.pad.strokes)))
        self.pad.setEnabled(not self.node.readonly)
        if value == self._shown:
            return
        self._shown = value
        if not value:
            self.pad.clear()
        elif value != self._own:
            self.tools.show_thumbnail(value, self._show, self)

    def _show(self, picture: QPixmap) -> None:
        self.pad.clear()
        self.pad.stored = picture
        self.pad.update()

    def _store(self, image: QImage) -> None:
        def arrived(added: Added) -> None:
            self._own = added.name
            self.answered.emit(added.name)

        self.tools.take_in(png_of(image), tr("form.sign.file") + ".png", arrived, self.refresh, self)

    def _clear(self) -> None:
        self.pad.clear()
        self.answered.emit("")
        self.refresh()
