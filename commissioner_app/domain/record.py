"""A record: the one shape that is stored, sent, merged, shown and printed (DESIGN section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ATTACHMENT_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two edits of one field that could not be merged; the accepted value stands until a person decides.

    ``field`` is a key of the answers, or ``key/item-id/name`` inside a repeat, or ``@state``.
    ``theirs`` is the value accepted first (it stands), ``mine`` the one that came later.
    """

    id: str
    field: str
    base: Any
    theirs: Any
    theirs_by: str
    theirs_at: str
    mine: Any
    mine_by: str
    mine_at: str

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Conflict:
        return cls(**{name: data[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands on this side.

    ``answers`` maps a core field's name, or the path of a question that no core field is tied to, to a JSON value;
    a repeat is a list of objects that carry their own ``id``. An attachment is named by its SHA-256 and ending
    (``<64 hex>.jpg``). ``rev`` is the server's revision this is based on, 0 = never sent. Times are ISO 8601 with offset.
    """

    id: str
    kind: str
    form_id: str
    form_version: str
    answers: dict[str, Any]
    state: str
    rev: int
    created_at: str
    updated_at: str
    author: str
    deleted: bool = False
    conflicts: tuple[Conflict, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The record as the JSON object of the wire and of ``record get``."""
        data = {name: getattr(self, name) for name in self.__slots__}
        data["conflicts"] = [conflict.to_json() for conflict in self.conflicts]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        """The record of a JSON object made by ``to_json``. Raises ``KeyError`` where a part is missing."""
        values = {name: data[name] for name in cls.__slots__}
        values["conflicts"] = tuple(Conflict.from_json(item) for item in data["conflicts"])
        return cls(**values)


def attachment_names(value: Any) -> Iterator[str]:
    """Every attachment named anywhere in a JSON value, in reading order."""
    if isinstance(value, str):
        if ATTACHMENT_NAME.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from attachment_names(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from attachment_names(item)
