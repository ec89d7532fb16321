"""The actions of what is shown: buttons in a row, the rest in a menu; a right click offers the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared.form_layout import button, clear_layout, icon_button, row, settle
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import AROUND, INSIDE


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do: its key (also the end of the button's object name), words, icon, what it does."""

    key: str
    words: str
    icon: str
    act: Callable[[], None]
    primary: bool = False


class ActionBar(QWidget):
    """Buttons named ``action.<key>``; the menu's button is ``action.more``."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("actionBar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._layout = row(self, spacing=INSIDE)
        self._layout.setContentsMargins(AROUND, INSIDE + 2, AROUND, INSIDE + 2)
        self._actions: list[Action] = []
        self._menu: list[Action] = []
        self._made: list[tuple[Action, QPushButton]] = []
        self._right: list[QPushButton] = []
        self._more: QToolButton | None = None

    def set_actions(self, actions: Sequence[Action], menu: Sequence[Action] = ()) -> None:
        """Show these; primary ones stand at the right end."""
        clear_layout(self._layout)
        self._actions = [*actions, *menu]
        self._menu = list(menu)
        self._made = [(action, self._button(action)) for action in actions if not action.primary]
        self._right = [self._button(action) for action in actions if action.primary]
        for _, made in self._made:
            self._layout.addWidget(made)
        self._layout.addStretch(1)
        more = icon_button("ellipsis", tr("ui.action.more"), name="action.more")
        more.clicked.connect(lambda: self._popup(self._rest(), more, more.mapToGlobal(QPoint(0, -INSIDE)), above=True))
        # As high as a button, so that the bar keeps its height where only the menu is left.
        more.setMinimumHeight(
            self._button(Action("", tr("ui.action.more"), "ellipsis", more.click)).sizeHint().height()
        )
        self._more = more
        self._layout.addWidget(more)
        for made in self._right:
            self._layout.addWidget(made)
        settle(self)
        self._fit(self.width())

    @property
    def any_actions(self) -> bool:
        """Whether there is anything to do; a bar without actions is best not shown at all."""
        return bool(self._actions)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        """What has no room as a button goes into the menu, the last first."""
        if self._more is None:
            return
        room = width - 2 * AROUND - sum(made.sizeHint().width() + INSIDE for made in self._right)
        widths = [made.sizeHint().width() + INSIDE for _, made in self._made]
        if self._menu or sum(widths) > room:
            room -= self._more.sizeHint().width() + INSIDE
        for (_, made), wide in zip(self._made, widths, strict=True):
            room -= wide
            made.setVisible(room >= 0)
        self._more.setVisible(bool(self._rest()))

    def _rest(self) -> list[Action]:
        return [action for action, made in self._made if made.isHidden()] + self._menu

    def context_menu(self, at: QPoint) -> None:
        """All actions as a menu at a place of the screen."""
        if self._actions:
            self._popup(self._actions, self, at)

    def _button(self, action: Action) -> QPushButton:
        made = button(action.words, action.icon, primary=action.primary, name=f"action.{action.key}")
        made.clicked.connect(lambda _checked=False: action.act())
        return made

    def _popup(self, actions: Sequence[Action], parent: QWidget, at: QPoint, *, above: bool = False) -> None:
        menu = QMenu(parent)
        menu.setObjectName("actionMenu")
        for action in actions:
            entry = menu.addAction(icon(action.icon) if action.icon else icon("arrow-right", "muted"), action.words)
            entry.setObjectName(f"menu.{action.key}")
            entry.triggered.connect(lambda _checked=False, act=action.act: act())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QPoint(at.x(), at.y() - menu.sizeHint().height()) if above else at)
