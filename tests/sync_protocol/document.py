"""Reading ``docs/sync-protocol.md``: its examples, its tables, and comparing what a server says with what it prints.

An example is a fence ``json SHAPE STEP`` (SHAPE names a message of ``sync_protocol.messages``; ``SHAPE+SHAPE`` are two, with
an empty line between). The fence ``http`` has requests and replies in turn, with an empty line after each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, get_args, get_origin, get_type_hints, is_typeddict

from sync_protocol import messages

FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "sync-protocol.md"
# What differs from one server and one run to the next; where the example uses such a value again, so must the server.
VOLATILE: Final = frozenset(
    {
        "access_token",
        "refresh_token",
        "device_id",
        "person_id",
        "server_time",
        "start",
        "author",
        "digest",
        "forms",
        "lists",
        "keys",
    }
)
_FENCE: Final = re.compile(r"^```(json|http|digest)(?: (\S+))?(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One message of the document."""

    shape: Any
    step: str
    value: Any


@dataclass(frozen=True)
class Exchange:
    """One HTTP request and its reply: method, path, headers; status, headers."""

    method: str
    path: str
    headers: dict[str, str]
    status: int
    reply: dict[str, str]


def text() -> str:
    """The document."""
    return FILE.read_text(encoding="utf-8")


def examples() -> list[Example]:
    """All messages, in the order of the document."""
    return [
        Example(getattr(messages, shape), found[3] or "", json.loads(value))
        for found in _FENCE.finditer(text())
        if found[1] == "json"
        for shape, value in zip(found[2].split("+"), found[4].split("\n\n"), strict=True)
    ]


def example(shape: Any, step: str) -> Any:
    """The one message of a shape at a step."""
    (found,) = (one.value for one in examples() if one.shape is shape and one.step == step)
    return found


def exchanges() -> list[Exchange]:
    """The HTTP examples, in the order of the document."""
    bodies = [found[4] for found in _FENCE.finditer(text()) if found[1] == "http"]
    parts = [part for body in bodies for part in body.rstrip().split("\n\n")]
    return [_exchange(request, reply) for request, reply in zip(parts[::2], parts[1::2], strict=True)]


def digest_example() -> list[tuple[str, str]]:
    """(what is hashed, hex digits) of the worked digest."""
    (body,) = (found[4] for found in _FENCE.finditer(text()) if found[1] == "digest")
    pairs = [line.split(" -> ") for line in body.splitlines()]
    return [(name, value) for name, value in pairs]


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of the table whose first heading starts so."""
    table = text().split(f"\n| {heading}", 1)[1].split("\n\n", 1)[0]
    for line in table.splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split(" | ")]


def unknown_keys(shape: Any, value: Any, place: str = "") -> list[str]:
    """Keys that no message has: the server passes over them, so its own check would not notice a slip of the pen."""
    if is_typeddict(shape):
        hints = get_type_hints(shape)
        odd = [f"{place}.{key}" for key in value.keys() - hints.keys()]
        return odd + [
            one for key in value.keys() & hints for one in unknown_keys(hints[key], value[key], f"{place}.{key}")
        ]
    if get_origin(shape) is list:
        return [one for item in value for one in unknown_keys(get_args(shape)[0], item, place)]
    if get_origin(shape) is dict and isinstance(value, Mapping):
        return [one for item in value.values() for one in unknown_keys(get_args(shape)[1], item, place)]
    return []


@dataclass
class Bindings:
    """Which value of the server's stands for which of the document's (both as text)."""

    real: dict[str, str] = field(default_factory=dict)

    def fill(self, written: Any) -> Any:
        """An example with the server's own values in it."""
        if isinstance(written, dict):
            return {self.fill(key): self.fill(value) for key, value in written.items()}
        if isinstance(written, list):
            return [self.fill(value) for value in written]
        if isinstance(written, str):
            for mine, theirs in self.real.items():
                written = written.replace(mine, theirs)
        return written

    def learn(self, written: str, real: str) -> None:
        """From here on ``real`` stands for ``written``."""
        assert self.real.setdefault(written, real) == real, written

    def compare(self, written: Any, real: Any, name: str = "") -> None:
        """Every key, every length, and every value that is not volatile must be the same."""
        if isinstance(written, dict) and isinstance(real, dict):
            if name == "appointments":
                self.learn(written["id"], real["id"])
            keys = {self.fill(key): key for key in written}
            assert keys.keys() == real.keys(), name
            # Names come before what uses them: who this is, before the buckets that are called after it.
            for key in sorted(real, key=lambda one: one not in VOLATILE):
                self.compare(written[keys[key]], real[key], key)
        elif isinstance(written, list) and isinstance(real, list):
            assert len(written) == len(real), (name, written, real)
            for mine, theirs in zip(written, real, strict=True):
                self.compare(mine, theirs, name)
        elif name in VOLATILE:
            assert type(written) is type(real), name
            self.learn(written, real)
        else:
            assert self.fill(written) == real, (name, written, real)


def _exchange(request: str, reply: str) -> Exchange:
    first, *headers = request.splitlines()
    status, *returned = reply.splitlines()
    method, path = first.split(" ")
    return Exchange(method, path, _headers(headers), int(status.split(" ")[1]), _headers(returned))


def _headers(lines: list[str]) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in lines)
