"""Text into weighted terms: concepts, Chinese bigrams, single characters (which count little) and Latin words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commissioner_app.domain.searching import folded, han_run, runs
from commissioner_app.matching.lexicon import Lexicon

_SINGLE: Final = 0.15
_BIGRAM: Final = 1.0
_LATIN: Final = 1.2
_CONCEPT: Final = 2.0
_RELATED: Final = 0.5
# A concept is marked, so that it never meets a word that is written like its name.
CONCEPT_MARK: Final = "="
RELATED_MARK: Final = "~"
_PLURAL = re.compile(r"(?<=[a-z]{3})s$")


def terms(text: str, words: Lexicon, *, singles: bool = False) -> list[tuple[str, float]]:
    """The terms of a text with their weights, in reading order; a term may come more than once."""
    plain = folded(text)
    found: list[tuple[str, float]] = []
    for word in words.words.find(plain):
        head = words.synonym_of[word]
        found.append((CONCEPT_MARK + head, _CONCEPT))
        found += [(RELATED_MARK + related, _RELATED) for related in words.related_to.get(head, ())]
    for run in runs().findall(words.stop.blanked(plain)):
        if not han_run().fullmatch(run):
            found += _latin(run, words)
            continue
        found += [(run[start : start + 2], _BIGRAM) for start in range(len(run) - 1)]
        if singles or len(run) == 1:
            found += [(char, _SINGLE) for char in run if char not in words.stop_single]
    return found


def _latin(run: str, words: Lexicon) -> Iterator[tuple[str, float]]:
    """Latin words; numbers alone say nothing about what is needed."""
    for part in dict.fromkeys((run, *re.split(r"[.\-/]", run))):
        if len(part) > 1 and not part.replace(".", "").isdigit() and part not in words.stop_latin:
            yield _PLURAL.sub("", part), _LATIN


def plain_title(text: str) -> str:
    """A title reduced to what counts when two are compared: letters, digits and characters."""
    return "".join(runs().findall(folded(text)))
