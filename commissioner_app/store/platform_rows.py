"""The plain values of what goes to other platforms and comes from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["waiting", "received", "refused", "replaced"]


@dataclass(frozen=True, slots=True)
class FormSource:
    """A form version of another platform. ``form_id`` and ``version`` are what it is called on this laptop, ``listed_id``
    and ``listed_version`` what its server calls it; ``hash`` and ``etag`` are the server's marks of its content."""

    form_id: str
    version: str
    server: str
    listed_id: str
    listed_version: str
    hash: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A version of a record as it travels to another platform's server, the same bytes each time.

    ``content`` is the sum of the answers it holds and ``record_at`` when the record was written. ``xml`` is what is
    posted; of an encrypted form that is its manifest, ``clear`` the instance and ``key`` the AES key of its files.
    ``files`` are attachments, ``sent_files`` the parts that the server has confirmed. ``status``: waiting, received,
    refused (with the ``code`` of the reason and what the server said, ``detail``), or replaced by a later version.
    """

    server: str
    instance_id: str
    deprecated_id: str
    form_id: str
    record_id: str
    content: str
    record_at: str
    xml: bytes
    clear: bytes = b""
    key: bytes = b""
    files: tuple[str, ...] = ()
    sent_files: tuple[str, ...] = ()
    status: Status = "waiting"
    code: str = ""
    detail: str = ""
    tries: int = 0
    made_at: str = ""
    received_at: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionNote:
    """What is remembered of a submission, without its content. ``tries`` counts attempts; ``confirmed``: the server has at
    least a part of it."""

    server: str
    instance_id: str
    deprecated_id: str
    form_id: str
    record_id: str
    content: str
    record_at: str
    status: Status
    code: str
    detail: str
    made_at: str
    received_at: str
    tries: int = 0
    confirmed: bool = False
