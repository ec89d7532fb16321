"""What the author of a form may have meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def guess(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant; "" where none is near."""
    by_lower = {one.lower(): one for one in known if one}
    found = get_close_matches(name.lower(), by_lower, 1, 0.75)
    return by_lower[found[0]] if found else ""
