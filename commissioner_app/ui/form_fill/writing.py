"""Which way a language of a form is written."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from PySide6.QtCore import QLocale, Qt

_CODE: Final = re.compile(r"\(([A-Za-z]{2,3})(?:[-_][\w-]+)?\)\s*$")
_BARE: Final = re.compile(r"[a-z]{2,3}")


def direction_of(language: str) -> Qt.LayoutDirection:
    """From the code in ``العربية (ar)``, else from the script of the name itself; left to right where neither tells."""
    match = _CODE.search(language)
    code = match[1].lower() if match else language if _BARE.fullmatch(language) else ""
    if code and QLocale(code).language() != QLocale.Language.C:
        return QLocale(code).textDirection()
    first = next((unicodedata.bidirectional(letter) for letter in language if letter.isalpha()), "L")
    return Qt.LayoutDirection.RightToLeft if first in ("R", "AL") else Qt.LayoutDirection.LeftToRight
