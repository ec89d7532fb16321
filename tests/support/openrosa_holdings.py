"""What the stand-in for other platforms holds: forms, what was handed in, requests, and what is to go wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["central", "kobo"]
FaultKind = Literal[
    "cut_request", "cut_reply", "lost_receipt", "busy", "slow", "hang", "redirect", "elsewhere", "garbage", "silence"
]


@dataclass
class Fault:
    """What goes wrong with the next request of a method to a path that holds ``path``; ``skip`` lets some through."""

    kind: FaultKind
    method: str = "POST"
    path: str = ""
    skip: int = 0
    target: str = ""


@dataclass
class HostedForm:
    """A published form version with its files; ``entities`` names those that are entity lists."""

    form_id: str
    version: str
    xml: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    entities: frozenset[str] = frozenset()

    @property
    def hash(self) -> str:
        return "md5:" + hashlib.md5(self.xml).hexdigest()


@dataclass
class Received:
    """An instance as it was handed in. ``posts`` counts the bodies that named it."""

    xml: bytes
    form_id: str
    files: dict[str, bytes] = field(default_factory=dict)
    deprecated_id: str = ""
    posts: int = 0
    incomplete: bool = False


@dataclass
class Seen:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    length: int
