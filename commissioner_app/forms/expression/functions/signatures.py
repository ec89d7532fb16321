"""``extract-signed()``: texts that carry a signature, as printed codes do."""

from __future__ import annotations

import base64
import binascii
import re

from commissioner_app.forms.expression.context import Context
from commissioner_app.forms.expression.functions.registry import function
from commissioner_app.forms.expression.values import Value, to_string

_SIGNATURE = 64
"""Bytes of an Ed25519 signature; they come first."""


@function("extract-signed", low=2)
def extract_signed(context: Context, contents: Value, key: Value) -> str:
    """The text behind an Ed25519 signature when the public key confirms it, else "". Both arguments in base64."""
    signed, public = decoded(to_string(contents)), decoded(to_string(key))
    if signed is None or public is None or len(signed) < _SIGNATURE:
        return ""
    # Few forms need it, and it is a large library.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed[:_SIGNATURE], signed[_SIGNATURE:])
        return signed[_SIGNATURE:].decode("utf-8", "replace")
    except (InvalidSignature, ValueError):
        return ""


def decoded(text: str) -> bytes | None:
    """The bytes that base64 text spells, with or without white space and padding; None for any other text."""
    source = re.sub(r"\s", "", text).rstrip("=")
    try:
        return base64.b64decode(source + "=" * (-len(source) % 4))
    except (binascii.Error, ValueError):
        return None


@function("base64-decode", low=1)
def base64_decode(context: Context, text: Value) -> str:
    """The text that base64 spells; "" for what is none."""
    found = decoded(to_string(text))
    return "" if found is None else found.decode("utf-8", "replace")
