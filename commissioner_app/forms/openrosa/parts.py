"""A submission as one or several multipart bodies: which file goes with which POST, and the exact bytes around it.

A server says how long a body it takes. Files beyond that follow in further POSTs, each with the same XML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

XML_PART: Final = "xml_submission_file"
INCOMPLETE: Final = "*isIncomplete*"
"""The field that tells a server that more files of this instance follow."""
_BREAK: Final = b"\r\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A file: its name in the XML, media type and length in bytes."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Post:
    """One body: the XML with these files; ``incomplete`` where more follow."""

    parts: tuple[Part, ...]
    incomplete: bool


def plan(xml: Part, parts: Sequence[Part], limit: int, boundary: str) -> list[Post]:
    """The POSTs that carry a submission, each within ``limit`` bytes (0: no limit) and files in their order.

    A file that is too long for the limit by itself goes alone: only the server can say that it will not have it.
    """
    groups: list[list[Part]] = [[]]
    for part in parts:
        group = groups[-1]
        # Measured as if more followed: whether they do is not known yet, and the field takes room.
        if limit and group and length(xml, Post((*group, part), True), boundary) > limit:
            groups.append([part])
        else:
            group.append(part)
    last = len(groups) - 1
    return [Post(tuple(group), number < last) for number, group in enumerate(groups)]


def pieces(xml: Part, post: Post, boundary: str) -> list[bytes | Part]:
    """A body in order: literal bytes, and parts whose content belongs in their place."""
    made: list[bytes | Part] = [_header(boundary, XML_PART, xml.name, xml.media_type), xml, _BREAK]
    for part in post.parts:
        made += [_header(boundary, part.name, part.name, part.media_type), part, _BREAK]
    if post.incomplete:
        made.append(_header(boundary, INCOMPLETE, "", "") + b"yes" + _BREAK)
    made.append(b"--" + boundary.encode() + b"--" + _BREAK)
    return made


def length(xml: Part, post: Post, boundary: str) -> int:
    """The exact length of a body in bytes."""
    return sum(piece.size if isinstance(piece, Part) else len(piece) for piece in pieces(xml, post, boundary))


def _header(boundary: str, name: str, file_name: str, media_type: str) -> bytes:
    lines = [f"--{boundary}", f'Content-Disposition: form-data; name="{_quoted(name)}"']
    if file_name:
        lines[1] += f'; filename="{_quoted(file_name)}"'
        lines.append(f"Content-Type: {media_type}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8")


def _quoted(name: str) -> str:
    """A name inside quotes, as browsers write it: nothing in it can end the line or the quotes."""
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
