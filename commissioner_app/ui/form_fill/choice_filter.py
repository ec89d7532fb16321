"""Finding a choice by its words, its code or its pinyin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from commissioner_app.domain.searching import pinyin_tokens
from commissioner_app.forms.screen import Choice


@lru_cache(maxsize=4096)
def _spellings(label: str) -> tuple[str, ...]:
    return tuple(token.lower() for token in pinyin_tokens(label))


def fitting(choices: Sequence[Choice], text: str, limit: int = 200) -> list[Choice]:
    """The choices for what was typed, those that begin with it first; all of them for an empty text."""
    wanted = text.strip().casefold()
    if not wanted:
        return list(choices[:limit])
    starts: list[Choice] = []
    holds: list[Choice] = []
    for choice in choices:
        label = choice.label.casefold()
        if label.startswith(wanted) or choice.value.casefold() == wanted:
            starts.append(choice)
        elif wanted in label or (
            wanted.isascii() and any(spelling.startswith(wanted) for spelling in _spellings(choice.label))
        ):
            holds.append(choice)
    return (starts + holds)[:limit]
