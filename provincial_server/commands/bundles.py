"""``bundle import``: what comes on a stick to the server itself, also while it serves."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from pathlib import Path
from typing import Any, Final

from provincial_server.commands.cli import Subparsers, add_place, say, settings_of
from provincial_server.commands.opening import opened
from provincial_server.errors import ServerError
from provincial_server.logic.bundles import Bundles, Carrier, Taken
from provincial_server.logic.ids import new_id
from provincial_server.logic.keys import SIGNING
from provincial_server.logic.uploads import Uploads
from sync_protocol import codes
from sync_protocol.bundles import container, keys
from sync_protocol.bundles.faults import BundleFault
from sync_protocol.bundles.messages import BundleHeader

_CARRIER: Final = Carrier("file")


def add_commands(subparsers: Subparsers) -> None:
    """What comes by hand."""
    verbs = subparsers.add_parser("bundle", help="what laptops send by hand").add_subparsers(dest="verb", required=True)
    take = verbs.add_parser("import", help="take a bundle (parts in any order, also twice); also while serving")
    add_place(take)
    take.add_argument("file", type=Path)
    take.add_argument("--receipts", type=Path, help="write the receipts for the laptops into this file")
    take.set_defaults(run=_import)


def _import(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    with opened(settings) as database:
        door = Bundles(database, Uploads(database, settings))
        header, taken, failed = take_file(door, arguments.file)
        bundles = {one.piece.head["bundle"]: one.piece.head["of"] for one in taken}
        missing = {name: gone for name, of in bundles.items() if (gone := door.missing(name, of))}
    if arguments.receipts is not None and taken:
        write(arguments.receipts, header["server"], [one.receipt for one in taken])
    say(_summary(taken, failed) | {"part": header["part"], "parts": header["parts"], "missing": missing})
    return 1 if failed else 0


def take_file(door: Bundles, file: Path) -> tuple[BundleHeader, list[Taken], list[dict[str, Any]]]:
    """Take a file's pieces, after all of it was looked at: its header, what was taken, and which pieces were not (their
    numbers with the reason). Raises ``ServerError`` where the file is none of this server's or does not hold together."""
    held = door.keys()
    try:
        header = container.header(file)
        if header["server"] != keys.key_id(held[SIGNING].public):
            raise BundleFault(codes.BUNDLE_FOREIGN, "header")
        for framed in container.read(file):
            _believe(door, framed, held)
    except BundleFault as fault:
        raise ServerError(fault.code, place=fault.place) from fault
    taken: list[Taken] = []
    failed: list[dict[str, Any]] = []
    for framed in container.read(file):
        if framed.piece.sender is None:
            continue
        try:
            taken.append(door.take(framed.piece.whole, _CARRIER))
        except ServerError as error:
            if error.exit_code != 1 or error.status >= 500:
                raise
            failed.append({"piece": framed.number, "code": error.code, **error.detail})
    return header, taken, failed


def _believe(door: Bundles, framed: container.Framed, held: Any) -> None:
    try:
        door.believed(framed.piece.whole, held)
    except ServerError as error:
        raise BundleFault(error.code, f"piece {framed.number}: {error.detail.get('place', '')}") from error


def _summary(taken: list[Taken], failed: list[dict[str, Any]]) -> dict[str, Any]:
    results = [one for each in taken for one in each.results]
    files = {one["name"]: one["received"] for each in taken for one in each.files}
    counted = Counter(one["status"] for one in results)
    return {
        "pieces": len(taken),
        "repeated": sum(1 for one in taken if one.repeated),
        "changes": {"accepted": counted["accepted"], "refused": counted["refused"]},
        "refused": [one for one in results if one["status"] == "refused"],
        "files": {"received": sum(files.values()), "waiting": len(files) - sum(files.values())},
        "failed": failed,
    }


def write(target: Path, server: str, receipts: list[bytes]) -> None:
    """Receipts as a bundle's file, there whole or not at all."""
    beside = target.with_name(f".{target.name}.part")
    with beside.open("w+b") as stream:
        writer = container.Writer(stream, server, new_id(), 1)
        for receipt in receipts:
            writer.add(receipt)
        writer.finish(1)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(target)
