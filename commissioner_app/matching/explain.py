"""Which words of a need a resource shares, put together again from its terms so that they can be read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from commissioner_app.domain.searching import folded, han_run, runs
from commissioner_app.matching.lexicon import Lexicon
from commissioner_app.matching.profiles import Profile
from commissioner_app.matching.text import CONCEPT_MARK

_MOST: Final = 4
_FIELDS_READ: Final = 1.5


def shared_words(asked: Profile, has: Collection[str], words: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words of the need's title, key words and problem that the resource has; things it names by another word."""
    found: list[str] = []
    concepts: list[str] = []
    texts = (*asked.keywords, *(text for text, weight in asked.texts if weight >= _FIELDS_READ))
    for text in texts:
        plain = folded(text)
        found += _stretches(words.stop.blanked(plain), has)
        concepts += _concepts(plain, has, words)
    kept = _distinct(found)
    return kept[:_MOST], tuple(c for c in dict.fromkeys(concepts) if not _said(c, kept, words))[:_MOST]


def _stretches(text: str, has: Collection[str]) -> list[str]:
    """The longest stretches of a text all of whose bigrams the resource has."""
    found: list[str] = []
    for run in runs().findall(text):
        if not han_run().fullmatch(run):
            if run in has:
                found.append(run)
            continue
        start = 0
        for end in range(1, len(run) + 1):
            if end == len(run) or run[end - 1 : end + 1] not in has:
                if end - start >= 2:
                    found.append(run[start:end])
                start = end
    return found


def _concepts(text: str, has: Collection[str], words: Lexicon) -> list[str]:
    heads = (words.synonym_of[word] for word in words.words.find(text))
    return [head for head in heads if CONCEPT_MARK + head in has]


def _distinct(found: list[str]) -> tuple[str, ...]:
    """Each word once, in order, none that is only a part of another."""
    unique = list(dict.fromkeys(found))
    return tuple(word for word in unique if not any(word != other and word in other for other in unique))


def _said(concept: str, kept: Collection[str], words: Lexicon) -> bool:
    return any(words.synonym_of[found] == concept for word in kept for found in words.words.find(word))
