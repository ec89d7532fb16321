"""What words mean the same or belong together, and which industry they speak of: data in ``resources/matching``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from commissioner_app.domain.searching import folded
from commissioner_app.i18n import Language
from commissioner_app.matching.words import WordFinder
from commissioner_app.system.paths import resource_folder

UNKNOWN_INDUSTRY: Final = "I99"


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry of L_INDUSTRY: its names, the words that speak of it, the codes of industries near to it."""

    code: str
    zh: str
    en: str
    words: tuple[str, ...]
    related: frozenset[str]

    def label(self, lang: Language) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Synonyms, related words, stop words and industries, ready for looking up folded text."""

    synonym_of: Mapping[str, str]
    related_to: Mapping[str, tuple[str, ...]]
    words: WordFinder
    stop: WordFinder
    stop_single: frozenset[str]
    stop_latin: frozenset[str]
    industries: Mapping[str, Industry]
    industry_words: WordFinder
    industry_of: Mapping[str, str]

    def industry_code(self, value: str) -> str:
        """The code of an industry given as code or name; empty where it is none of ours."""
        text = value.strip()
        return text if text in self.industries else self.industry_of.get(folded(text), "")

    def industries_in(self, text: str) -> frozenset[str]:
        """The industries that a text speaks of; the longest word counts, so that 油茶 is not read as tea."""
        return frozenset(self.industry_of[word] for word in self.industry_words.find(folded(text)))

    def related(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Whether industries of two sets are near to each other."""
        return any(
            a in self.industries and (b in self.industries[a].related or a in self.industries[b].related)
            for a in one
            for b in other
            if b in self.industries
        )


@cache
def lexicon() -> Lexicon:
    """The bundled data, read once per process."""
    synonyms, stops, raw_industries = (_read(name) for name in ("synonyms", "stopwords", "industries"))
    synonym_of = {folded(word): group[0] for group in synonyms["synonyms"] for word in group}
    related: dict[str, list[str]] = {}
    for group in synonyms["related"]:
        for head in group:
            related.setdefault(head, []).append(group[0])
    industries = {
        code: Industry(code, entry["zh"], entry["en"], tuple(entry["words"]), frozenset(entry["related"]))
        for code, entry in raw_industries.items()
    }
    industry_of = {
        folded(word): code
        for code, entry in industries.items()
        for word in (entry.zh, *entry.zh.split("/"), entry.en, *entry.words)
    }
    return Lexicon(
        synonym_of,
        {head: tuple(heads) for head, heads in related.items()},
        WordFinder(synonym_of),
        WordFinder(map(folded, stops["zh"])),
        frozenset(stops["single"]),
        frozenset(stops["en"]),
        industries,
        WordFinder(industry_of),
        industry_of,
    )


def _read(name: str) -> dict[str, Any]:
    path = resource_folder() / "matching" / f"{name}.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data
