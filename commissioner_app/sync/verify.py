"""Do both sides hold the same? Counts and digests per bucket, compared as soon as a bucket is complete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.store.rows import BucketState


def differing(buckets: Mapping[str, BucketState], fingerprints: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The complete buckets whose count or digest is not the server's, by name."""
    return sorted(
        name
        for name, fingerprint in fingerprints.items()
        if name in buckets
        and buckets[name].complete
        and (buckets[name].count, buckets[name].digest) != (fingerprint["count"], fingerprint["digest"])
    )
