"""The words of a form on the page: a label that shows their markup and opens their links."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel

from commissioner_app.ui.form_fill.markup import SCHEMES, rich
from commissioner_app.ui.shared.theme_state import colors

_FOR_LINKS = Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard


def open_link(address: str) -> bool:
    """Show an address outside of the program, if it is one that people follow; whether it was."""
    return address.lower().startswith(SCHEMES) and QDesktopServices.openUrl(QUrl(address))


def say(label: QLabel, words: str) -> None:
    """Show words of the form in a label that stands there already."""
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText(rich(words))


class FormWords(QLabel):
    """A label or hint of a form, wrapped; links take the focus and open outside."""

    def __init__(self, *, muted: bool = False) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setOpenExternalLinks(False)
        self.setProperty("muted", muted)
        self._follows = False

    def say(self, words: str, *, required: bool = False, after: str = "") -> None:
        """Show words of the form; a star marks what must be answered, ``after`` is further HTML of the program."""
        shown = rich(words)
        if required:
            star = f'<span style="color:{colors().tone("returned")}">&nbsp;*</span>'
            # Inside of a block that ends the words: behind it, the star would stand on a line of its own.
            cut = (
                shown.rfind("</") if shown.endswith(("</p>", "</div>", "</h1>", "</h2>", "</h3>", "</li></ul>")) else -1
            )
            shown = shown + star if cut < 0 else shown[:cut] + star + shown[cut:]
        shown += after
        linked = "<a " in shown
        if linked and not self._follows:
            # Only where there are links: hundreds of labels have none.
            self._follows = True
            self.linkActivated.connect(self._follow)
        self.setTextInteractionFlags(_FOR_LINKS if linked else Qt.TextInteractionFlag.NoTextInteraction)
        # Rich text keeps a document for every label, and a long form has thousands of them.
        self.setTextFormat(Qt.TextFormat.PlainText if shown == words else Qt.TextFormat.RichText)
        self.setText(shown)

    def _follow(self, address: str) -> None:
        open_link(address)
