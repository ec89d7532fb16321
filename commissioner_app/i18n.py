"""Texts in Chinese and English: one JSON catalogue per area in ``resources/i18n``, looked up by key.

A catalogue maps a key to ``{"zh": …, "en": …}``; holes are named (``{name}``). An English text that differs for one
thing carries ``"en_one"`` too, taken when the parameter ``n`` is 1. A key that is missing is shown as itself and
fails a test, so it never reaches a person.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final, Literal

from commissioner_app.system.paths import resource_folder

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


class _Current:
    """The language of the window; reports and commands may name another one per call."""

    language: Language = "zh"


def set_language(language: Language) -> None:
    """Choose the language that ``tr`` uses when none is named."""
    _Current.language = language


def language() -> Language:
    """The language in use."""
    return _Current.language


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All texts, merged over the areas. Raises ``ValueError`` where two areas declare the same key."""
    merged: dict[str, dict[str, str]] = {}
    for path in sorted((resource_folder() / "i18n").glob("*.json")):
        texts: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
        twice = merged.keys() & texts.keys()
        if twice:
            raise ValueError(f"{path.name} declares keys again: {sorted(twice)}")
        merged.update(texts)
    return merged


def has(key: str) -> bool:
    """Whether a text is declared for the key."""
    return key in catalogue()


def sentence(words: str) -> str:
    """Words that also stand inside sentences (kinds, states, "today"), as they begin a line: in English with a capital."""
    return words[:1].upper() + words[1:]


def tr(key: str, lang: Language | None = None, **params: Any) -> str:
    """The text for ``key`` in ``lang`` (the window's language by default) with its holes filled."""
    entry = catalogue().get(key)
    if entry is None:
        return key
    chosen = lang or _Current.language
    text = entry.get(chosen, entry["zh"])
    if chosen == "en" and params.get("n") == 1:
        text = entry.get("en_one", text)
    return text.format(**params) if params else text
