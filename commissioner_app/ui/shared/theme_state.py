"""Which palette is in use now: the one thing that painting code asks for."""

from __future__ import annotations

from commissioner_app.ui.shared.tokens import LIGHT, Colors


class _Current:
    colors: Colors = LIGHT


def colors() -> Colors:
    """The palette in use."""
    return _Current.colors


def use(chosen: Colors) -> None:
    """Take another palette; ``theme.apply`` is the one caller outside tests."""
    _Current.colors = chosen
