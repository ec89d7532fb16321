"""Finding known words in text: at each place the longest one, from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class WordFinder:
    """A set of folded words. Latin words count only as whole words, with or without a plural s."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_first: dict[str, tuple[str, ...]] = {}
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            self._by_first[word[0]] = (*self._by_first.get(word[0], ()), word)

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and word of everything found; nothing overlaps."""
        start, end = 0, len(text)
        first = self._by_first
        while start < end:
            for word in first.get(text[start], ()):
                stop = start + len(word)
                if text.startswith(word, start) and (stop_ := _whole(text, start, stop, word)):
                    yield start, stop_, word
                    start = stop_ - 1
                    break
            start += 1

    def find(self, text: str) -> list[str]:
        """The words found, in order."""
        return [word for _, _, word in self.spans(text)]

    def blanked(self, text: str) -> str:
        """The text with a blank in place of each word found."""
        parts, last = [], 0
        for start, stop, _ in self.spans(text):
            parts += [text[last:start], " "]
            last = stop
        return "".join(parts) + text[last:]


def _whole(text: str, start: int, stop: int, word: str) -> int:
    """Where the word ends, 0 where it is only a part of a longer Latin word."""
    if not word.isascii():
        return stop
    if start and _latin(text[start - 1]):
        return 0
    if text[stop : stop + 1] == "s":
        stop += 1
    return stop if stop >= len(text) or not _latin(text[stop]) else 0


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
