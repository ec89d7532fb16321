"""A step of long work, for whoever shows how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of long work. ``text_key`` and ``params`` make the sentence; ``total`` 0 when it is not known; ``unit`` is
    ``bytes`` or empty for a count."""

    stage: str
    text_key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    unit: str = ""
