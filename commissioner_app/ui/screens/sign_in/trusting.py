"""Whom the first sign-in believes: the office's own certificates, folded away until somebody needs them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.network import Trust
from commissioner_app.ui.shared.form_layout import button, column, row, text
from commissioner_app.ui.shared.tokens import INSIDE


class Trusting(QWidget):
    """A button that folds out a file and a switch; ``open`` does the same where a certificate was not believed."""

    def __init__(self) -> None:
        super().__init__()
        self._file: Path | None = None
        self._panel: QWidget = QWidget()
        fold = button(tr("signin.trust"), "shield-check", name="signInTrust", flat=True)
        fold.setToolTip(tr("signin.trust.explain"))
        fold.clicked.connect(lambda: self._panel.setVisible(self._panel.isHidden()))
        choose = button(tr("settings.network.add"), name="signInCertificate")
        choose.clicked.connect(self._choose)
        self._named = text("", muted=True)
        self._named.setObjectName("signInCertificateName")
        self._named.hide()
        self._system = QCheckBox(tr("signin.trust.system"))
        self._system.setObjectName("signInSystemTrust")
        inside = column(self._panel, spacing=INSIDE)
        across = row(spacing=INSIDE)
        across.addWidget(choose)
        across.addWidget(self._named, 1)
        inside.addLayout(across)
        inside.addWidget(self._system)
        self._panel.hide()
        layout = column(self, spacing=INSIDE)
        layout.addWidget(fold)
        layout.addWidget(self._panel)

    def trust(self) -> Trust:
        """What is chosen."""
        return Trust(self._file, self._system.isChecked())

    def open(self) -> None:
        """Show the choices."""
        self._panel.show()

    def take(self, path: Path) -> None:
        """Believe the certificates of this file; it is read and judged when one signs in."""
        self._file = path
        self._named.setText(path.name)
        self._named.show()

    def _choose(self) -> None:
        pattern = tr("settings.network.files") + " (*.pem *.crt *.cer *.der)"
        chosen, _filter = QFileDialog.getOpenFileName(self, tr("settings.network.add"), str(Path.home()), pattern)
        if chosen:
            self.take(Path(chosen))
