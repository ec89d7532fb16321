"""Ranking resources for many needs at once, as the command line does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commissioner_app.errors import InputError
from commissioner_app.i18n import Language
from commissioner_app.matching.index import ResourceIndex


def rank(
    needs: Sequence[Mapping[str, Any]], resources: Sequence[Mapping[str, Any]], top: int, lang: Language | None = None
) -> dict[str, list[dict[str, Any]]]:
    """For each need's id the best ``top`` resources: ``{"id", "score" (0..1), "reasons" (texts)}``, best first.

    Raises ``InputError("match_input")`` for a need or resource without an id.
    """
    index = ResourceIndex(resources)
    result: dict[str, list[dict[str, Any]]] = {}
    for need in needs:
        identity = need.get("id")
        if not isinstance(identity, str) or not identity:
            raise InputError("match_input", field="id")
        result[identity] = [
            {"id": match.id, "score": match.score, "reasons": [reason.text(lang) for reason in match.reasons]}
            for match in index.search(need, top)
        ]
    return result
