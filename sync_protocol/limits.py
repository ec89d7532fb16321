"""Sizes both sides keep to, so that neither has to guess what the other will take."""

from __future__ import annotations

PAGE_RECORDS = 500
FIRST_LOAD_RECORDS = 2000
SNAPSHOT_RECORDS = 2000  # a bucket with at least so many records is first loaded from a snapshot
PUSH_CHANGES = 500
BODY_BYTES = 32 * 1024 * 1024
RECORD_BYTES = 1024 * 1024
ATTACHMENT_BYTES = 20 * 1024 * 1024
FORM_FILE_BYTES = 8 * 1024 * 1024
FORM_FILES_BYTES = 16 * 1024 * 1024
UPLOAD_CHUNK_BYTES = 1024 * 1024
SEVERAL_BYTES = 2 * 1024 * 1024  # attachments that are sent in one body
FETCH_BYTES = 4 * 1024 * 1024  # attachments that are fetched in one body
COMPRESS_ABOVE_BYTES = 300
BUNDLE_STRETCH_BYTES = 1024 * 1024
PIECE_JSON_BYTES = 16 * 1024 * 1024  # what a piece of changes may unpack to
PIECE_BYTES = 24 * 1024 * 1024
ASKED_NAMES = 1000
