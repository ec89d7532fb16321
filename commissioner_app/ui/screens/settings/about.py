"""What the program is, and the licences of the fonts and icons that it carries."""

from __future__ import annotations

from importlib import metadata
from typing import Final

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.system.paths import resource_folder
from commissioner_app.ui.shared.detail_parts import Facts, Fold
from commissioner_app.ui.shared.form_layout import column
from commissioner_app.ui.shared.tokens import INSIDE

LICENCES: Final = (
    ("Noto Sans SC", "fonts/OFL-NotoSansSC.txt"),
    ("Noto Serif SC", "fonts/OFL-NotoSerifSC.txt"),
    ("LXGW WenKai", "fonts/OFL-LXGWWenKai.txt"),
    ("DejaVu Sans", "fonts/LICENSE-DejaVu.txt"),
    ("Lucide", "icons/LICENSE-Lucide.txt"),
)


def version() -> str:
    """The program's version; a checkout that was not installed has none of its own."""
    try:
        return metadata.version("commissioner-app")
    except metadata.PackageNotFoundError:
        return tr("settings.about.checkout")


def licence_text(path: str) -> QPlainTextEdit:
    """A licence as it was delivered."""
    edit = QPlainTextEdit((resource_folder() / path).read_text(encoding="utf-8"))
    edit.setReadOnly(True)
    edit.setMinimumHeight(220)
    return edit


class About(QWidget):
    """Version, folder of the data, licences that fold out."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        layout = column(self, spacing=INSIDE)
        facts = [
            (tr("settings.about.version"), f"{tr('ui.program')} {version()}"),
            (tr("settings.about.folder"), str(program.account.folder())),
        ]
        layout.addWidget(Facts(facts))
        for name, path in LICENCES:
            title = tr("settings.about.licence", name=name)
            layout.addWidget(Fold(title, lambda path=path: licence_text(path), f"licence.{name}"))  # type: ignore[misc]
