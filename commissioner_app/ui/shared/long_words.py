"""Words without a place where a line could end, such as addresses: shown so that they do not widen what holds them."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 24
"""Letters that fit into the narrowest column."""
_MAY_END: Final = "\u200b"
_RUN: Final = re.compile(rf"[^\s\u2e80-\uffff]{{{LONGEST + 1},}}")
"""Chinese lines may end after every character."""


def breakable(words: str) -> str:
    """The same words, with places inside overlong ones where a line may end; for showing only."""
    return _RUN.sub(lambda run: _MAY_END.join(re.findall(rf".{{1,{LONGEST}}}", run[0])), words)
