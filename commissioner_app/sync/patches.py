"""Patches between versions of a record, for what goes into the journal and what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.store.rows import Version
from sync_protocol import patches


def make_patch(old: Version | None, new: Version) -> dict[str, Any]:
    """What makes ``new`` of ``old`` (None: nothing was there); empty when they are equal."""
    return dict(patches.make_patch((old or Version()).to_json(), new.to_json()))


def apply_patch(version: Version | None, patch: Mapping[str, Any]) -> Version:
    """The version that a patch makes."""
    return Version.from_json(patches.apply_patch((version or Version()).to_json(), patch))  # type: ignore[arg-type]
