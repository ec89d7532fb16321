"""What the system says of the network: a hint that makes the program look, never the truth. Not every system says it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal


class NetworkHint(QObject):
    """``changed`` carries whether the system sees a network, ``metered_changed`` whether it costs."""

    changed = Signal(bool)
    metered_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._information: Any = None

    def listen(self) -> None:
        """Begin; the part of Qt that knows is loaded here, once the window stands."""
        from PySide6.QtNetwork import QNetworkInformation

        if not QNetworkInformation.loadDefaultBackend():
            return
        information: Any = QNetworkInformation.instance()
        if information is None:
            return
        self._information = information
        information.reachabilityChanged.connect(self._reachability)
        information.isMeteredChanged.connect(self.metered_changed)
        if information.isMetered():
            self.metered_changed.emit(True)

    def _reachability(self, found: Any) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        self.changed.emit(found != QNetworkInformation.Reachability.Disconnected)
