"""The least that can pack a bundle: a signed-in laptop with keys, and pieces of exactly what a test writes down."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from provincial_server.logic.ids import new_id
from sync_protocol.bundles import container, keys
from sync_protocol.bundles import piece as pieces
from sync_protocol.bundles.keys import KeyPair
from sync_protocol.bundles.piece import Content, Piece
from sync_protocol.limits import BUNDLE_STRETCH_BYTES
from tests.server.laptop import Laptop


@dataclass
class Hand:
    """A laptop that packs by hand. ``reply`` is what ``POST /v1/keys`` gave it."""

    laptop: Laptop
    signing: KeyPair = field(default_factory=keys.signing_pair)
    sealing: KeyPair = field(default_factory=keys.sealing_pair)
    reply: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        got = self.laptop.call("POST", "/v1/keys", json={"sign": self.signing.public, "box": self.sealing.public})
        assert got.status_code == 200, got.text
        self.reply = got.json()

    def piece(
        self, kind: str, said: dict[str, Any], data: bytes = b"", *, n: int = 1, of: int = 1, **head: Any
    ) -> bytes:
        """A piece sealed for the server and all audiences of this person."""
        whole = {
            "kind": kind, "server": keys.key_id(self.reply["sign"]), "bundle": new_id(), "n": n, "of": of,
            "made": "2026-11-22T10:00:00.000+08:00", "sender": self.reply["certificate"], "device": "",
        } | head  # fmt: skip
        recipients = [self.reply["box"], *self.reply["seal"].values()]
        return pieces.seal(whole, Content(said, data), recipients, self.signing.private)

    def changes(self, *changes: dict[str, Any], **head: Any) -> bytes:
        """A piece of changes; each is given as ``{"change", "base", "follows"}`` or as a bare change that creates."""
        hand = [one if "change" in one else {"change": one, "base": None, "follows": ""} for one in changes]
        return self.piece("changes", {"card": self.reply["card"], "changes": hand}, **head)

    def file(self, name: str, data: bytes, stretch: int = BUNDLE_STRETCH_BYTES) -> list[bytes]:
        """The pieces of a file."""
        return [
            self.piece("file", {"name": name, "size": len(data), "offset": at}, data[at : at + stretch])
            for at in range(0, len(data), stretch)
        ]

    def relay(self, piece: bytes) -> Any:
        """The server's reply to a piece that this laptop brings."""
        return self.laptop.call("POST", "/v1/bundles", data=piece)

    def receipt(self, reply: Any) -> dict[str, Any]:
        """The receipt of a reply, read by the laptop it is for."""
        data = reply if isinstance(reply, bytes) else base64.b64decode(reply.json()["receipt"])
        piece: Piece = pieces.read(data)
        pieces.check(piece, self.reply["sign"])
        content = pieces.unseal(piece, {keys.key_id(self.sealing.public): self.sealing.private})
        assert content is not None
        return content.said


def file_of(path: Path, *given: bytes, part: int = 1, parts: int = 1) -> Path:
    """A bundle's file with these pieces."""
    stream = io.BytesIO()
    server = pieces.read(given[0]).head["server"] if given else ""
    writer = container.Writer(stream, server, new_id(), part)
    for one in given:
        writer.add(one)
    writer.finish(parts)
    path.write_bytes(stream.getvalue())
    return path
