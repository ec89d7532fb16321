"""What the last sync did, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.i18n import tr


def result_text(result: Mapping[str, Any]) -> str:
    """Sent, fetched, merged, open conflicts; only what is not zero."""
    parts = []
    for key in ("pushed", "pulled", "merged", "conflicts"):
        n = result.get(key) or 0
        if n:
            parts.append(tr(f"syncpage.result.{key}", n=n))
    done = tr("ui.list_comma").join(parts) if parts else tr("syncpage.result.nothing")
    return tr("syncpage.result", what=done, seconds=f"{float(result.get('seconds') or 0):.1f}")
