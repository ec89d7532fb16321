"""Barcodes on pictures: what a photo of a label says, for laptops without a scanner."""

from __future__ import annotations

import io
from typing import Final

from commissioner_app.errors import InputError

_LARGEST_SIDE: Final = 2400
"""Larger photos are made smaller first: reading stays below a second, and codes that fill a label are still sharp."""


def read(picture: bytes) -> list[str]:
    """The texts of the barcodes and QR codes on a picture, as they stand, each once. Raises ``InputError``
    attachment_unreadable."""
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture)) as held:
            held.draft("L", (_LARGEST_SIDE, _LARGEST_SIDE))
            grey = held.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise InputError("attachment_unreadable") from error
    grey.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
    return list(dict.fromkeys(found.text for found in zxingcpp.read_barcodes(grey) if found.valid and found.text))
