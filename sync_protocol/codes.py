"""The stable error codes of the protocol, shared so that neither side matches on texts."""

from __future__ import annotations

BAD_REQUEST = "bad_request"
BAD_PASSWORD = "bad_password"
LOCKED_OUT = "locked_out"
TOKEN_EXPIRED = "token_expired"
TOKEN_INVALID = "token_invalid"
DEVICE_REVOKED = "device_revoked"
NOT_ALLOWED = "not_allowed"
NOT_FOUND = "not_found"
UNKNOWN_KIND = "unknown_kind"
BAD_RECORD = "bad_record"
BAD_STATE = "bad_state"
TOO_LARGE = "too_large"
TOO_BUSY = "too_busy"
CHECKSUM_MISMATCH = "checksum_mismatch"
# No room for attachments, on the disk or within the person's quota; records still go.
STORAGE_FULL = "storage_full"
OFFSET_MISMATCH = "offset_mismatch"
# The detail of a refusal (not_allowed) that a record's state is the reason of: the edit may still become a conflict.
LOCKED = "locked"
PROTOCOL_TOO_OLD = "protocol_too_old"
PROTOCOL_TOO_NEW = "protocol_too_new"
# The server's own fault; its log says more.
BUG = "bug"

# What stands against publishing or retiring a form.
BAD_FORM = "bad_form"
FORM_CHANGED = "form_changed"
FORM_CORE = "form_core"
FORM_NEEDED = "form_needed"
UNKNOWN = "unknown"

# What is wrong with a bundle or a piece of one; its detail has the place.
BUNDLE_NOT_ONE = "bundle_not_one"
BUNDLE_TOO_NEW = "bundle_too_new"
BUNDLE_DAMAGED = "bundle_damaged"
BUNDLE_FOREIGN = "bundle_foreign"
BUNDLE_FORGED = "bundle_forged"
BUNDLE_SEALED = "bundle_sealed"
BUNDLE_REVOKED = "bundle_revoked"
BUNDLE_PERSON = "bundle_person"

RETRYABLE = frozenset({TOO_BUSY})
NEEDS_SIGN_IN = frozenset({TOKEN_EXPIRED, TOKEN_INVALID, DEVICE_REVOKED})
