"""One question on the page: label above, input, message, hint below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill import focus_chain, nodes
from commissioner_app.ui.form_fill.label_media import LabelMedia
from commissioner_app.ui.form_fill.markup import plain, rich
from commissioner_app.ui.form_fill.question_label import FormWords
from commissioner_app.ui.form_fill.units import label_of
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.registry import maker_for
from commissioner_app.ui.shared.form_layout import line
from commissioner_app.ui.shared.icons import pixmap
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR

if TYPE_CHECKING:
    from commissioner_app.ui.form_fill.body import Body

MORE = "more"
# Of five parts of the row's width, where the input stands beside its label.
LABEL_SHARE = 2


class QuestionRow(QWidget):
    """Shows a node; tells the body what a person answered. The message waits until the question was left."""

    def __init__(self, node: Node, body: Body) -> None:
        super().__init__()
        self.node = node
        self.body = body
        self.touched = body.all_touched
        self._trouble = ""
        self._answered_once = False
        self._guided = False
        self._filled_by = ""
        self._painted: tuple[object, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(HAIR)
        self._label: FormWords | None = None
        self._media: LabelMedia | None = None
        self._message: QWidget | None = None
        self._message_text: QLabel | None = None
        self._hint: FormWords | None = None
        self.widget = self._make_widget()
        self._field: QBoxLayout = QHBoxLayout() if self.widget.beside_label else self._column
        if self.widget.beside_label:
            self._column.addLayout(self._field)
        self._field.addWidget(self.widget, self.widget.beside_label)
        if self.widget.beside_label:
            self._column.addWidget(line())
        # Beside a taller question the parts stay together at the top. (An alignment would ignore height for width.)
        self._column.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Show the node as it is now."""
        node = self.node
        show_if(self, node.relevant)
        if not node.relevant:
            return
        self._swap_widget()
        self.widget.refresh()
        painted = (
            node.ref, label_of(node), node.hint, node.required, node.label, node.media, colors().dark,
            self._filled_by, self.message(),
        )  # fmt: skip
        if painted != self._painted:
            self._painted = painted
            self._show_words()

    def message(self) -> str:
        """What stands beside the field now; "" before the question was left."""
        if not self.touched:
            return ""
        if self._trouble:
            return self._trouble
        return self.node.message if nodes.has_message(self.node) else ""

    def touch(self) -> None:
        """From now on the row shows what is wrong."""
        if not self.touched:
            self.touched = True
            if self.message():
                self.refresh()

    def leave(self, *, looked: bool = False) -> None:
        """The focus went to another question. Who only ``looked`` at a section and left it unchanged is not told off."""
        self.widget.leave()
        if not looked or self._answered_once:
            self.touch()

    def say_filled(self, source: str) -> None:
        """Say that the program filled this in, and from what; "" takes the words away."""
        self._filled_by = source
        self.refresh()

    def take_focus(self, cursor: int = -1) -> None:
        """Put the focus into the input, and the text cursor where it was."""
        # As with Tab, a filled line is selected; a remembered cursor is put back instead.
        reason = Qt.FocusReason.TabFocusReason if cursor < 0 else Qt.FocusReason.OtherFocusReason
        self.widget.entry().setFocus(reason)
        if cursor >= 0:
            self.widget.set_caret(cursor)

    def _make_widget(self) -> QuestionWidget:
        widget = maker_for(self.node)(self.node, self.body.tools)
        widget.answered.connect(self._answered)
        widget.finished.connect(lambda: self.body.go_on(self))
        widget.trouble.connect(self._troubled)
        return widget

    def _swap_widget(self) -> None:
        """A filtered list may have outgrown its radio buttons, or shrunk to a few."""
        if type(self.widget) is maker_for(self.node) or self.widget.isAncestorOf(self.focusWidget() or self):
            return
        old, self.widget = self.widget, self._make_widget()
        self._field.replaceWidget(old, self.widget)
        focus_chain.put_after(focus_chain.last_stop(old), self.widget)
        old.hide()
        old.setParent(None)
        old.deleteLater()
        self._painted = ()

    def _answered(self, value: object) -> None:
        self._filled_by = ""
        self._trouble = ""
        self._answered_once = True
        self.body.answer(self, value)  # type: ignore[arg-type]

    def _troubled(self, words: str) -> None:
        if words != self._trouble:
            self._trouble = words
            self.refresh()

    def _show_words(self) -> None:
        self._show_label()
        message = self.message()
        self._show_message(message)
        hint = self.node.hint
        if self._filled_by:
            hint = "\n".join(part for part in (hint, tr("form.filled", source=self._filled_by)) if part)
        self._show_hint(hint)
        name = "q:" + self.node.ref
        self.widget.name_inputs(plain(self.node.label) or self.node.name, name)
        self.widget.entry().setAccessibleDescription(message or plain(hint))

    def _show_label(self) -> None:
        text = "" if self.widget.carries_label else label_of(self.node)
        self._show_media()
        if not text.strip() and not self.widget.beside_label:
            if self._label:
                self._label.hide()
            return
        if self._label is None:
            self._label = FormWords()
            self._field.insertWidget(0, self._label, LABEL_SHARE if self.widget.beside_label else 0)
        self._label.say(text, required=self.node.required)
        self._label.show()

    def _show_media(self) -> None:
        media = {} if self.widget.carries_picture else self.node.media
        if self._media is None:
            if not media:
                return
            self._media = LabelMedia(self.body.tools)
            self._column.insertWidget(self._field_at(), self._media)
        self._media.show_media(media)
        show_if(self._media, bool(media))

    def _field_at(self) -> int:
        return self._column.indexOf(self.widget if self._field is self._column else self._field)

    def _show_message(self, message: str) -> None:
        if self._message is None:
            if not message:
                return
            self._message = QWidget()
            across = QHBoxLayout(self._message)
            across.setContentsMargins(0, 0, 0, 0)
            across.setSpacing(HAIR)
            sign = QLabel()
            sign.setObjectName("sign")
            sign.setFixedSize(QSize(16, 16))
            self._message_text = QLabel()
            self._message_text.setWordWrap(True)
            self._message_text.setProperty("tone", "returned")
            self._message_text.setObjectName("message:" + self.node.ref)
            across.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(self._message_text, 1)
            self._column.insertWidget(self._field_at() + 1, self._message)
        assert self._message_text is not None
        sign_label = self._message.findChild(QLabel, "sign")
        if isinstance(sign_label, QLabel):
            sign_label.setPixmap(pixmap("triangle-alert", 15, colors().tone("returned"), self.devicePixelRatioF()))
        self._message_text.setText(message)
        show_if(self._message, bool(message))

    def _show_hint(self, hint: str) -> None:
        guidance = self.node.guidance
        if self._hint is None:
            if not hint and not guidance:
                return
            self._hint = FormWords(muted=True)
            self._hint.linkActivated.connect(lambda link: self._toggle_guidance() if link == MORE else None)
            self._column.insertWidget(self._column.count() - 1, self._hint)
        after = ""
        if guidance:
            link = tr("form.guidance.less" if self._guided else "form.guidance.more")
            after = f'{" " if hint else ""}<a href="{MORE}">{rich(link)}</a>'
            after += f"<br>{rich(guidance)}" if self._guided else ""
        self._hint.say(hint, after=after)
        show_if(self._hint, bool(hint or guidance))

    def _toggle_guidance(self) -> None:
        self._guided = not self._guided
        self._show_words()
