"""What is wrong with a bundle: one code each, and the place."""

from __future__ import annotations


class BundleFault(Exception):
    """A bundle, or a piece of one, that cannot be taken. ``code`` is one of ``sync_protocol.codes``, ``place`` says where."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(f"{code} ({place})" if place else code)
        self.code = code
        self.place = place
